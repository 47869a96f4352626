import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct WireCodingTests {
  private func encoded(_ value: some Encodable) throws -> [UInt8] {
    var writer = WireWriter()
    try WireEncoder.write(value, to: &writer)
    return writer.bytes
  }

  private func decoded<Value: Decodable>(_ bytes: [UInt8], as type: Value.Type = Value.self) throws -> Value {
    var reader = WireReader(bytes)
    let value = try WireDecoder.read(type, from: &reader)
    let isAtEnd = reader.isAtEnd
    #expect(isAtEnd)
    return value
  }

  @Test(arguments: 0..<200)
  func everyFormOfValueComesBack(seed: UInt64) throws {
    var generator = SplitMix64(state: seed)
    let value = Everything.random(using: &generator)
    #expect(try decoded(encoded(value)) == value)
  }

  @Test func valuesWithoutContainersComeBack() throws {
    #expect(try decoded(encoded(7)) == 7)
    #expect(try decoded(encoded("ü")) == "ü")
    #expect(try decoded(encoded(Int?.none)) == Int?.none)
    #expect(try decoded(encoded([Int?.none, 3])) == [nil, 3])
    #expect(try decoded(encoded(Empty())) == Empty())
    #expect(try decoded(encoded([[Double]]())) == [[Double]]())
    #expect(try decoded(encoded([Empty](repeating: Empty(), count: 300)), as: [Empty].self).count == 300)
  }

  @Test func bitsOfNumbersStayTheSame() throws {
    let quiet = Double(bitPattern: 0x7ff8_0000_dead_beef)
    #expect(try decoded(encoded(quiet), as: Double.self).bitPattern == quiet.bitPattern)
    #expect(try decoded(encoded([quiet]), as: [Double].self).map(\.bitPattern) == [quiet.bitPattern])
    #expect(try decoded(encoded(-Float.zero), as: Float.self).sign == .minus)
  }

  @Test func inheritedPartsComeBack() throws {
    let dog = try decoded(encoded(Dog(name: "Rex", age: 3)), as: Dog.self)
    #expect(dog.name == "Rex")
    #expect(dog.age == 3)
  }

  @Test func containersMayBeFilledAlternately() throws {
    let value = Interleaved(left: [1, 2, 3], right: ["a": 1, "b": 2, "c": 3, "d": 4])
    #expect(try decoded(encoded(value)) == value)
  }

  @Test func arraysOfNumbersAreSequencesToo() throws {
    #expect(try decoded(encoded([1.5, 2.5])) == Set([1.5, 2.5]))
    #expect(try decoded(encoded([1, 2] as [UInt8])) == [1, 2])
    #expect(try decoded(encoded([3, 4] as [Int32]), as: [Int64].self) == [3, 4])
    #expect(try decoded(encoded(Set([9])), as: [Int].self) == [9])
  }

  @Test func arraysOfNumbersTakeLittleMoreThanTheirBytes() throws {
    #expect(try encoded([Double](repeating: 1, count: 1000)).count < 8016)
  }

  @Test func anotherTypeIsToldApart() throws {
    #expect(throws: DecodingError.self) { try decoded(encoded("7"), as: Int.self) }
    #expect(throws: DecodingError.self) { try decoded(encoded(300), as: Int8.self) }
    #expect(throws: DecodingError.self) { try decoded(encoded(-1), as: UInt.self) }
    #expect(throws: DecodingError.self) { try decoded(encoded([1, 2]), as: [String: Int].self) }
    #expect(throws: DecodingError.self) { try decoded(encoded(["a": 1]), as: Everything.self) }
    #expect(throws: DecodingError.self) { try decoded(encoded(Int?.none), as: Int.self) }
  }

  @Test func whatIsNestedTooDeeplyIsRefused() throws {
    var tree = Tree.leaf(0)
    for _ in 0..<wireDepthLimit { tree = .branch([tree]) }
    #expect(throws: EncodingError.self) { try encoded(tree) }
  }

  @Test func aValueMayNotBeTwoThings() throws {
    struct Twofold: Encodable {
      func encode(to encoder: any Encoder) throws {
        var one = encoder.singleValueContainer()
        try one.encode(1)
        var many = encoder.unkeyedContainer()
        try many.encode(2)
      }
    }
    #expect(throws: EncodingError.self) { try encoded(Twofold()) }
  }

  @Test func truncatedBytesAreAnError() throws {
    var generator = SplitMix64(state: 5)
    let bytes = try encoded(Everything.random(using: &generator))
    for count in 0..<bytes.count {
      #expect(throws: (any Error).self) { try decoded(Array(bytes.prefix(count)), as: Everything.self) }
    }
  }

  @Test(arguments: [5, 6, 7])
  func changedBytesNeverTrap(seed: UInt64) throws {
    var generator = SplitMix64(state: seed)
    let bytes = try encoded(Everything.random(using: &generator))
    var refused = 0
    for _ in 0..<5000 {
      var changed = bytes
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      var reader = WireReader(changed)
      do { _ = try WireDecoder.read(Everything.self, from: &reader) } catch { refused += 1 }
    }
    #expect(refused > 0)
  }

  private static let (string, sequence, packed, keyed) = (
    WireTag.string.rawValue, WireTag.sequence.rawValue, WireTag.packed.rawValue, WireTag.keyed.rawValue
  )

  @Test(
    arguments: [
      // Texts that are longer than the message, and one whose length has no end.
      [string, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [string, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
      [string, 1, 0xff],
      // Sequences of more bytes, or of more values, than there are.
      [sequence] + [UInt8](repeating: 0xff, count: 7) + [UInt8](repeating: 0, count: 8),
      [sequence, 8] + [UInt8](repeating: 0, count: 6) + [UInt8](repeating: 0xff, count: 8),
      [sequence, 9] + [UInt8](repeating: 0, count: 6) + [0, 0, 0, 0, 0, 0, 0, 0, 2],
      [sequence, 0] + [UInt8](repeating: 0, count: 6),
      // Packed values that are not there, or of no size.
      [packed, WireTag.int64.rawValue] + [UInt8](repeating: 0xff, count: 8),
      [packed, WireTag.int64.rawValue, 1] + [UInt8](repeating: 0, count: 14),
      [packed, string, 1] + [UInt8](repeating: 0, count: 8),
      [packed, WireTag.null.rawValue] + [UInt8](repeating: 0x7f, count: 8),
      // Keyed values without the end of a key, without a value, and of more bytes than there are.
      [keyed, 1] + [UInt8](repeating: 0, count: 6) + [5],
      [keyed, 2] + [UInt8](repeating: 0, count: 6) + [1, 0x61],
      [keyed] + [UInt8](repeating: 0xff, count: 7),
      [99],
      [],
    ] as [[UInt8]])
  func promisesThatBytesDoNotKeepAreErrors(bytes: [UInt8]) {
    #expect(throws: (any Error).self) { try decoded(bytes, as: [Int].self) }
    #expect(throws: (any Error).self) { try decoded(bytes, as: [String: Int].self) }
    #expect(throws: (any Error).self) { try decoded(bytes, as: String.self) }
    #expect(throws: (any Error).self) { try decoded(bytes, as: Int.self) }
  }
}
