/// Values of every form that `Codable` gives a value.
struct Everything: Codable, Equatable, Sendable {
  var bool: Bool
  var int8: Int8
  var int16: Int16
  var int32: Int32
  var int64: Int64
  var int: Int
  var uint8: UInt8
  var uint16: UInt16
  var uint32: UInt32
  var uint64: UInt64
  var wide: Int128
  var unsignedWide: UInt128
  var float: Float
  var double: Double
  var text: String
  var some: Int?
  var none: String?
  var twice: Int??
  var numbers: [Double]
  var bytes: [UInt8]
  var integers: [Int]
  var small: [Int32]
  var texts: [String]
  var optionals: [Int?]
  var table: [String: [Int]]
  var numbered: [Int: String]
  var set: Set<Int16>
  var choice: Choice
  var tree: Tree
  var empty: Empty

  static func random(using generator: inout SplitMix64) -> Everything {
    func integer<Value: FixedWidthInteger>() -> Value {
      // Of every magnitude, the bounds among them.
      let value = Value.random(in: .min ... .max, using: &generator)
      return [value, value >> (Value.bitWidth / 2), 0, .min, .max][Int.random(in: 0..<5, using: &generator)]
    }
    func count() -> Int { Int.random(in: 0..<5, using: &generator) }
    func text() -> String { ["", "a", "“ü”", "🧵\u{0}", String(repeating: "x", count: 200)][count()] }
    func list<Element>(_ element: () -> Element) -> [Element] { (0..<count()).map { _ in element() } }
    return Everything(
      bool: .random(using: &generator), int8: integer(), int16: integer(), int32: integer(), int64: integer(),
      int: integer(), uint8: integer(), uint16: integer(), uint32: integer(), uint64: integer(),
      wide: integer(),
      unsignedWide: integer(), float: [0, -0.0, .infinity, .leastNonzeroMagnitude, .pi][count()],
      double: [0, -0.0, -.infinity, .greatestFiniteMagnitude, .pi][count()], text: text(),
      some: .random(using: &generator) ? integer() : nil, none: nil,
      twice: .random(using: &generator) ? integer() : nil, numbers: list { Double(integer() as Int) },
      bytes: list { integer() }, integers: list { integer() }, small: list { integer() },
      texts: list { text() },
      optionals: list { .random(using: &generator) ? integer() : nil },
      table: Dictionary(list { (text(), list { integer() }) }) { $1 },
      numbered: Dictionary(list { (integer(), text()) }) { $1 }, set: Set(list { integer() }),
      choice: [.plain, .value(integer()), .pair(left: text(), right: integer())][count() % 3],
      tree: .branch([.leaf(integer()), .branch(list { .leaf(integer()) })]), empty: Empty())
  }
}

enum Choice: Codable, Equatable {
  case plain
  case value(Int)
  case pair(left: String, right: UInt64?)
}

indirect enum Tree: Codable, Equatable {
  case leaf(Int)
  case branch([Tree])
}

struct Empty: Codable, Equatable {}

/// A sequence of numbers from a seed.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

class Animal: Codable {
  let name: String
  init(name: String) { self.name = name }
}

/// Encodes what it inherits with an encoder of its own.
final class Dog: Animal {
  let age: Int

  init(name: String, age: Int) {
    self.age = age
    super.init(name: name)
  }

  private enum Keys: CodingKey { case age }

  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    age = try container.decode(Int.self, forKey: .age)
    try super.init(from: container.superDecoder())
  }

  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try super.encode(to: container.superEncoder())
    try container.encode(age, forKey: .age)
  }
}

/// Fills two nested containers alternately, and asks for its keys in another order than it gives them.
struct Interleaved: Codable, Equatable {
  var left: [Int]
  var right: [String: Int]

  enum Keys: CodingKey { case left, right, extra }

  init(left: [Int], right: [String: Int]) {
    self.left = left
    self.right = right
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    right = try container.decode([String: Int].self, forKey: .right)
    var nested = try container.nestedUnkeyedContainer(forKey: .left)
    left = []
    while !nested.isAtEnd {
      var element = try nested.nestedUnkeyedContainer()
      left.append(try element.decode(Int.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    var nested = container.nestedUnkeyedContainer(forKey: .left)
    var table = container.nestedContainer(keyedBy: TextKey.self, forKey: .right)
    try container.encode("nobody asks for this", forKey: .extra)
    var pairs = right.makeIterator()
    for value in left {
      var element = nested.nestedUnkeyedContainer()
      if let (key, value) = pairs.next() { try table.encode(value, forKey: TextKey(stringValue: key)) }
      try element.encode(value)
    }
    while let (key, value) = pairs.next() { try table.encode(value, forKey: TextKey(stringValue: key)) }
  }

  struct TextKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
