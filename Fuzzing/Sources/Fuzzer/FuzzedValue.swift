/// Values of every form that `Codable` gives a value.
struct FuzzedValue: Codable, Equatable, Sendable {
  var flag: Bool
  var small: Int8
  var whole: Int
  var large: UInt64
  var wide: Int128
  var single: Float
  var double: Double
  var text: String
  var optional: Int?
  var twice: Int??
  var numbers: [Double]
  var bytes: [UInt8]
  var texts: [String?]
  var table: [String: [Int]]
  var numbered: [Int: String]
  var set: Set<Int16>
  var tree: FuzzedTree
  var handmade: FuzzedByHand

  /// One with something in every field.
  static let example = FuzzedValue(
    flag: true, small: -7, whole: 1 << 40, large: .max, wide: -1 << 100, single: 0.5, double: .pi,
    text: "“ü”",
    optional: nil, twice: 3, numbers: [1, 2], bytes: [1, 2, 3], texts: ["a", nil],
    table: ["k": [1], "l": []],
    numbered: [7: "seven"], set: [1, 2], tree: .branch([.leaf(1), .named(name: "n", weight: 2)]),
    handmade: FuzzedByHand(left: [1, 2], right: ["r": 3]))
}

/// Refers to itself.
indirect enum FuzzedTree: Codable, Equatable, Sendable {
  case leaf(Int)
  case named(name: String, weight: Double?)
  case branch([FuzzedTree])
}

/// Reads its keys in another order than it writes them, and some through containers within its own.
struct FuzzedByHand: Codable, Equatable, Sendable {
  var left: [Int]
  var right: [String: Int]

  enum Keys: CodingKey { case left, right, extra }

  init(left: [Int], right: [String: Int]) {
    self.left = left
    self.right = right
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    right = try container.decodeIfPresent([String: Int].self, forKey: .right) ?? [:]
    var elements = try container.nestedUnkeyedContainer(forKey: .left)
    left = []
    while !elements.isAtEnd {
      var element = try elements.nestedUnkeyedContainer()
      left.append(try element.decode(Int.self))
    }
    if container.contains(.extra) { _ = try FuzzedTree(from: container.superDecoder(forKey: .extra)) }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    var elements = container.nestedUnkeyedContainer(forKey: .left)
    for value in left {
      var element = elements.nestedUnkeyedContainer()
      try element.encode(value)
    }
    try container.encode(right, forKey: .right)
    try FuzzedTree.leaf(0).encode(to: container.superEncoder(forKey: .extra))
  }
}
