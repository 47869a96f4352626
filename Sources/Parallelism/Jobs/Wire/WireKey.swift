/// A key that is known by its text or its place only: of an element, of what a class inherits, of a coding path.
struct WireKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(index: Int) {
    stringValue = "Index \(index)"
    intValue = index
  }

  /// A key of a message; one that reads as a number may have been a number.
  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = Int(stringValue)
  }

  init?(intValue: Int) {
    self.init(index: intValue)
  }

  static let `super` = WireKey(stringValue: "super")
}
