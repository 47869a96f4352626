/// Bytes from another process that are not what they should be.
struct WireError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  static func truncated(at offset: Int) -> WireError {
    WireError("the message ends within a value, at byte \(offset)")
  }
}
