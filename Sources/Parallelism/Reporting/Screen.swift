internal import CPlatform
#if canImport(Darwin)
  private import Darwin
#elseif canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#endif

/// Where text for people is shown.
struct Screen: Sendable {
  /// Puts text where the cursor is.
  let write: @Sendable (String) -> Void

  /// Whether a line can be drawn anew, as it cannot in a file.
  let isTerminal: Bool

  /// How many characters a line has at present.
  let columns: @Sendable () -> Int

  /// Whether more than ASCII can be shown.
  let showsUnicode: Bool

  static let standardOutput = Screen(descriptor: STDOUT_FILENO)
  static let standardError = Screen(descriptor: STDERR_FILENO)

  init(
    write: @escaping @Sendable (String) -> Void, isTerminal: Bool, columns: @escaping @Sendable () -> Int,
    showsUnicode: Bool
  ) {
    self.write = write
    self.isTerminal = isTerminal
    self.columns = columns
    self.showsUnicode = showsUnicode
  }

  /// The screen behind an open file, if it is one.
  init(descriptor: Int32) {
    let environment = { (name: String) -> String? in getenv(name).map { String(cString: $0) } }
    self.init(
      write: { text in
        // There is nowhere to tell of a failure.
        _ = Array(text.utf8).withUnsafeBytes { cplatform_write(descriptor, $0.baseAddress, $0.count) }
      },
      isTerminal: cplatform_is_terminal(descriptor) && Self.canRedraw(environment),
      columns: {
        let columns = Int(cplatform_terminal_columns(descriptor))
        return columns > 0 ? columns : 80
      }, showsUnicode: Self.showsUnicode(environment))
  }

  /// Whether a terminal understands how to clear a line.
  static func canRedraw(_ environment: (String) -> String?) -> Bool {
    environment("TERM").map { !$0.isEmpty && $0 != "dumb" } ?? false
  }

  /// Whether the locale is one of UTF-8: the first variable that is set decides.
  static func showsUnicode(_ environment: (String) -> String?) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
    guard let locale = locale?.lowercased() else { return false }
    return locale.contains("utf-8") || locale.contains("utf8")
  }
}
