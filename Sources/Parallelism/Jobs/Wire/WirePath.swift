/// Where in a value the coding of it is, as a list that shares its beginnings.
final class WirePath {
  private let parent: WirePath?
  private let key: any CodingKey
  let depth: Int

  init(_ parent: WirePath?, _ key: any CodingKey) {
    self.parent = parent
    self.key = key
    depth = (parent?.depth ?? 0) + 1
  }

  static func keys(of path: WirePath?) -> [any CodingKey] {
    var keys: [any CodingKey] = []
    var next = path
    while let path = next {
      keys.append(path.key)
      next = path.parent
    }
    return keys.reversed()
  }
}

/// The key of an element without a name, and of what a class inherits.
struct WireKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(index: Int) {
    stringValue = "Index \(index)"
    intValue = index
  }

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init?(intValue: Int) {
    self.init(index: intValue)
  }

  static let `super` = WireKey(stringValue: "super")
}
