/// Says why a repetition gave no figure.
struct Unmeasurable: Error, Codable, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}
