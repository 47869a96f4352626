/// Parameters of a library by the names and in the spelling of the library.
enum LibraryParameters {
  /// Parameters that a recipe file lists as texts of the form `name=value`.
  ///
  /// - Returns: nil if a value is none of that form.
  static func parsed(_ value: ParameterValue) -> [String: String]? {
    guard case .list(let entries) = value else { return nil }
    var parameters: [String: String] = [:]
    for entry in entries {
      guard case .text(let text) = entry, let sign = text.firstIndex(of: "=") else { return nil }
      let name = String(text[..<sign])
      guard isPlain(name), isPlain(text[text.index(after: sign)...]), parameters[name] == nil else {
        return nil
      }
      parameters[name] = String(text[text.index(after: sign)...])
    }
    return parameters
  }

  /// Such a list, ordered by name.
  static func listed(_ parameters: [String: String]) -> ParameterValue {
    .list(parameters.sorted { $0.key < $1.key }.map { .text("\($0.key)=\($0.value)") })
  }

  static let domain = "a list of texts such as name=value, without spaces and each name once"

  /// Whether a library that separates parameters by spaces reads this as one name or value.
  private static func isPlain(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && !text.contains { $0.isWhitespace || $0 == "=" || $0 == "\0" }
  }
}
