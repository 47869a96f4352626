/// Writes its keys in one order and reads them in another.
struct Reordered: Codable, Equatable {
  var first: Int
  var second: String
  var third: [Int]

  enum Keys: CodingKey { case first, second, third, unread }

  init(first: Int, second: String, third: [Int]) {
    (self.first, self.second, self.third) = (first, second, third)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    third = try container.decode([Int].self, forKey: .third)
    first = try container.decode(Int.self, forKey: .first)
    second = try container.decode(String.self, forKey: .second)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(Tree.branch([.leaf(1)]), forKey: .unread)
    try container.encode(first, forKey: .first)
    try container.encode(second, forKey: .second)
    try container.encode(third, forKey: .third)
  }
}

/// Leaves keys out, and writes null for others.
struct Sparse: Codable, Equatable {
  var absent: Int?
  var null: Int?
  var present: Int?
  var hadNull = false
  var hadAbsent = false

  enum Keys: CodingKey { case absent, null, present }

  init(present: Int?) { self.present = present }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    hadAbsent = container.contains(.absent)
    hadNull = try container.contains(.null) && container.decodeNil(forKey: .null)
    absent = try container.decodeIfPresent(Int.self, forKey: .absent)
    null = try container.decodeIfPresent(Int.self, forKey: .null)
    present = try container.decodeIfPresent(Int.self, forKey: .present)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encodeNil(forKey: .null)
    try container.encodeIfPresent(absent, forKey: .absent)
    try container.encodeIfPresent(present, forKey: .present)
  }
}

/// Has as many keys as it is given, and asks for them from the last to the first.
struct ManyKeys: Codable, Equatable {
  var values: [String: Int]

  init(values: [String: Int]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Interleaved.TextKey.self)
    values = [:]
    for key in container.allKeys.reversed() {
      values[key.stringValue] = try container.decode(Int.self, forKey: key)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Interleaved.TextKey.self)
    for (key, value) in values { try container.encode(value, forKey: .init(stringValue: key)) }
  }
}

/// Writes a key again; what was written last counts.
struct Overwriting: Codable, Equatable {
  var value: Int
  var others: Int

  init(value: Int, others: Int) { (self.value, self.others) = (value, others) }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Interleaved.TextKey.self)
    value = try container.decode(Int.self, forKey: .init(stringValue: "value"))
    others = container.allKeys.count - 1
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Interleaved.TextKey.self)
    try container.encode(-1, forKey: .init(stringValue: "value"))
    for index in 0..<others { try container.encode(index, forKey: .init(stringValue: "other \(index)")) }
    var again = encoder.container(keyedBy: Interleaved.TextKey.self)
    try again.encode(value, forKey: .init(stringValue: "value"))
  }
}

/// Shares one container with the class that it inherits from.
class Vehicle: Codable {
  var kind = "vehicle"
  var wheels: Int

  private enum Keys: CodingKey { case kind, wheels }

  init(wheels: Int) { self.wheels = wheels }

  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    kind = try container.decode(String.self, forKey: .kind)
    wheels = try container.decode(Int.self, forKey: .wheels)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(wheels, forKey: .wheels)
  }
}

final class Truck: Vehicle {
  var load: Double

  private enum Keys: CodingKey { case kind, load }

  init(wheels: Int, load: Double) {
    self.load = load
    super.init(wheels: wheels)
  }

  required init(from decoder: any Decoder) throws {
    load = try decoder.container(keyedBy: Keys.self).decode(Double.self, forKey: .load)
    try super.init(from: decoder)
  }

  override func encode(to encoder: any Encoder) throws {
    try super.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode("truck", forKey: .kind)
    try container.encode(load, forKey: .load)
  }
}

/// Fails half-way through one of its values, and writes something else instead.
struct Recovering: Codable, Equatable {
  var value: Int?
  var rest: [Int]

  enum Keys: CodingKey { case value, rest }

  struct Failing: Encodable {
    struct Failure: Error {}

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode("half", forKey: .rest)
      _ = container.superEncoder()
      throw Failure()
    }
  }

  init(rest: [Int]) { self.rest = rest }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    do {
      try container.encode(Failing(), forKey: .value)
    } catch {
      try container.encodeNil(forKey: .value)
    }
    var sequence = container.nestedUnkeyedContainer(forKey: .rest)
    for number in rest {
      do { try sequence.encode(Failing()) } catch {}
      try sequence.encode(number)
    }
  }
}

/// Writes a value of one type and reads it as one of another.
struct Converting: Codable, Equatable {
  var values: [Double]

  init(values: [Double]) { self.values = values }

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    values = [
      try container.decode(Double.self), Double(try container.decode(Float.self)),
      Double(try container.decode(Int.self)), Double(try container.decode(UInt8.self)),
    ]
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(Int(values[0]))
    try container.encode(values[1])
    try container.encode(UInt16(values[2]))
    try container.encode(Int64(values[3]))
  }
}

/// Is one other value, which may be null.
struct Wrapped<Value: Codable & Equatable>: Codable, Equatable {
  var value: Value

  init(_ value: Value) { self.value = value }

  init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(Value.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// Holds one of its own kind for ever without taking any bytes.
final class Endless: Decodable {
  init(from decoder: any Decoder) throws {
    _ = try decoder.singleValueContainer().decode(Endless.self)
  }
}

enum Planet: Int, Codable { case earth = 3, mars }

/// A sequence whose elements are containers of different kinds.
struct Mixed: Codable, Equatable {
  var number: Int
  var table: [String: Int]
  var inner: [Int?]
  var tree: Tree

  private enum Keys: CodingKey { case entry }

  init(number: Int, table: [String: Int], inner: [Int?], tree: Tree) {
    (self.number, self.table, self.inner, self.tree) = (number, table, inner, tree)
  }

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    number = try container.decode(Int.self)
    table = try container.nestedContainer(keyedBy: Keys.self).decode([String: Int].self, forKey: .entry)
    var nested = try container.nestedUnkeyedContainer()
    inner = []
    while !nested.isAtEnd { inner.append(try nested.decodeNil() ? nil : nested.decode(Int.self)) }
    tree = try Tree(from: container.superDecoder())
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(number)
    var keyed = container.nestedContainer(keyedBy: Keys.self)
    var nested = container.nestedUnkeyedContainer()
    for value in inner {
      if let value { try nested.encode(value) } else { try nested.encodeNil() }
    }
    try keyed.encode(table, forKey: .entry)
    try tree.encode(to: container.superEncoder())
  }
}
