import Foundation
import SystemPackage

/// Where messages and progress go.
enum StandardError {
  /// Whether somebody watches who can be shown a line that changes.
  static let isTerminal =
    isatty(FileDescriptor.standardError.rawValue) == 1
    && ProcessInfo.processInfo.environment["TERM"] ?? "dumb" != "dumb"

  /// What clears the line that the cursor is in, on a terminal.
  static let clearingLine = "\r\u{1B}[K"

  /// Writes one line for the user: what went wrong.
  static func report(_ message: String) {
    write((isTerminal ? clearingLine : "") + "ensembles: \(visible(message))\n")
  }

  /// Writes a text as it is.
  ///
  /// There is nowhere to tell of a failure.
  static func write(_ text: String) { _ = try? FileDescriptor.standardError.writeAll(text.utf8) }

  /// A text in one line without control characters, which names in a file may bring along.
  static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.properties.generalCategory == .control {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}
