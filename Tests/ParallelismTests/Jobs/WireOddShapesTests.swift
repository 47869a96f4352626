import Foundation
import Testing

@testable import Parallelism

/// Conformances to `Codable` that do what they may do, if seldom; JSON's coders say what is to come back.
@Suite(.timeLimit(.minutes(30)))
struct WireOddShapesTests {
  private func encoded(_ value: some Encodable, userInfo: [CodingUserInfoKey: Any] = [:]) throws -> [UInt8] {
    var writer = WireWriter(userInfo: userInfo)
    try WireEncoder.write(value, to: &writer)
    return writer.bytes
  }

  private func decoded<Value: Decodable>(
    _ bytes: [UInt8], as type: Value.Type = Value.self, userInfo: [CodingUserInfoKey: Any] = [:]
  ) throws -> Value {
    var reader = WireReader(bytes, userInfo: userInfo)
    let value = try WireDecoder.read(type, from: &reader)
    #expect(reader.isAtEnd)
    return value
  }

  private func checkAgainstJSON<Value: Codable & Equatable>(
    _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let json = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    #expect(try decoded(encoded(value)) == json, sourceLocation: sourceLocation)
    // Containers are used again: for the second and third value of a message they must be as good as new.
    #expect(
      try decoded(encoded([value, value, value])) == [json, json, json], sourceLocation: sourceLocation)
  }

  @Test func keysInAnotherOrder() throws {
    let value = Reordered(first: 1, second: "2", third: [3])
    try checkAgainstJSON(value)
    #expect(try decoded(encoded(value)) == value)
  }

  @Test(arguments: [nil, 5])
  func absentKeysAndNulls(present: Int?) throws {
    let value: Sparse = try decoded(encoded(Sparse(present: present)))
    #expect(!value.hadAbsent)
    #expect(value.hadNull)
    #expect(value.present == present)
    try checkAgainstJSON(Sparse(present: present))
  }

  @Test(arguments: [0, 1, 15, 16, 17, 18, 100, 5000])
  func manyKeysFromTheLastToTheFirst(count: Int) throws {
    try checkAgainstJSON(
      ManyKeys(values: Dictionary(uniqueKeysWithValues: (0..<count).map { ("key \($0)", $0) })))
  }

  @Test(arguments: [0, 1, 14, 15, 16, 17, 100])
  func whatWasWrittenLastForAKeyCounts(others: Int) throws {
    let value = Overwriting(value: 7, others: others)
    #expect(try decoded(encoded(value)) == value)
    try checkAgainstJSON(value)
  }

  @Test func classesThatShareAContainer() throws {
    let truck: Truck = try decoded(encoded(Truck(wheels: 6, load: 2.5)))
    #expect(truck.kind == "truck")
    #expect(truck.wheels == 6)
    #expect(truck.load == 2.5)
  }

  @Test func valuesThatFailHalfWay() throws {
    let value = Recovering(rest: [1, 2, 3])
    #expect(try decoded(encoded(value)) == value)
    try checkAgainstJSON(value)
  }

  @Test func errorsLeaveTheMessageAsItWas() throws {
    var writer = WireWriter()
    try WireEncoder.write("before", to: &writer)
    let before = writer.bytes
    #expect(throws: Recovering.Failing.Failure.self) {
      try WireEncoder.write(Recovering.Failing(), to: &writer)
    }
    #expect(throws: Recovering.Failing.Failure.self) {
      try WireEncoder.write([Recovering.Failing()], to: &writer)
    }
    #expect(writer.bytes == before)
    try WireEncoder.write(Reordered(first: 1, second: "", third: []), to: &writer)
    var reader = WireReader(writer.bytes)
    #expect(try WireDecoder.read(String.self, from: &reader) == "before")
    #expect(try WireDecoder.read(Reordered.self, from: &reader).first == 1)
    #expect(reader.isAtEnd)
  }

  @Test func numbersOfOtherTypes() throws {
    try checkAgainstJSON(Converting(values: [1, 0.25, 300, 9]))
    #expect(throws: DecodingError.self) { try decoded(encoded(0.5), as: Int.self) }
    #expect(throws: DecodingError.self) { try decoded(encoded(1e300), as: Float.self) }
    #expect(throws: DecodingError.self) { try decoded(encoded(Int.max), as: Double.self) }
  }

  @Test func optionalsAndWrappers() throws {
    try checkAgainstJSON([Int??.some(.some(1)), .some(.none)])
    try checkAgainstJSON(Wrapped(Wrapped([Int?.none, 4])))
    try checkAgainstJSON(Wrapped(Reordered(first: 1, second: "a", third: [])))
    try checkAgainstJSON([Planet.mars: [1], .earth: []])
    try checkAgainstJSON(Set([Wrapped("a").value, "b"]))
    try checkAgainstJSON([Int: [String: Choice]](dictionaryLiteral: (1, ["a": .plain]), (-2, [:])))
  }

  @Test func containersOfEveryKindWithinASequence() throws {
    let value = Mixed(
      number: 1, table: ["a": 2], inner: [3, nil, 4], tree: .branch([.leaf(5), .branch([])]))
    #expect(try decoded(encoded(value)) == value)
    try checkAgainstJSON(value)
  }

  @Test func valuesOfFoundation() throws {
    try checkAgainstJSON(Data([0, 1, 127, 128, 255]))
    try checkAgainstJSON(Date(timeIntervalSinceReferenceDate: 12345.5))
    try checkAgainstJSON(URL(fileURLWithPath: "/a b"))
    try checkAgainstJSON(UUID())
    try checkAgainstJSON(Decimal(string: "1.25"))
    try checkAgainstJSON(DateComponents(year: 2024, month: 2))
  }

  @Test func keysOfEveryLengthAndSpelling() throws {
    let keys = [
      "", "a", String(repeating: "k", count: 127), String(repeating: "k", count: 128), "“ü”", "🧵\u{0}",
    ]
    try checkAgainstJSON(
      ManyKeys(values: Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })))
    // The same text in other bytes.
    let composed = try encoded(["\u{e9}": 1])
    struct Decomposed: Decodable {
      let value: Int
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Interleaved.TextKey.self)
        value = try container.decode(Int.self, forKey: .init(stringValue: "e\u{301}"))
      }
    }
    #expect(try decoded(composed, as: Decomposed.self).value == 1)
  }

  @Test func partsOfManySizes() throws {
    // Alternately filled parts, within others that are used again.
    for count in [0, 1, 5, 300] {
      let value = Interleaved(
        left: Array(0..<count), right: Dictionary(uniqueKeysWithValues: (0..<count).map { ("\($0)", $0) }))
      #expect(try decoded(encoded([value, value])) == [value, value])
    }
  }

  @Test func pathsLeadToTheFault() throws {
    struct Row: Codable { var cells: [Wrapped<Int8>] }
    struct Table: Codable { var rows: [Row] }
    struct OtherRow: Codable { var cells: [Int] }
    struct OtherTable: Codable { var rows: [OtherRow] }
    let bytes = try encoded(OtherTable(rows: [OtherRow(cells: [1]), OtherRow(cells: [1, 1000])]))
    let error = #expect(throws: DecodingError.self) { try decoded(bytes, as: Table.self) }
    guard case .typeMismatch(_, let context) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(context.codingPath.map(\.stringValue) == ["rows", "Index 1", "cells", "Index 1"])
    #expect(context.codingPath.map(\.intValue) == [nil, 1, nil, 1])
  }

  @Test func encodersTellWhereTheyAre() throws {
    final class Box { var paths: [[String]] = [] }
    struct Spy: Encodable {
      let box: Box
      func encode(to encoder: any Encoder) throws {
        box.paths.append(encoder.codingPath.map(\.stringValue))
        var container = encoder.container(keyedBy: Interleaved.TextKey.self)
        var nested = container.nestedUnkeyedContainer(forKey: .init(stringValue: "deep"))
        try nested.encode(1)
        try nested.encode(Leaf(box: box))
        box.paths.append(container.codingPath.map(\.stringValue))
      }
    }
    struct Leaf: Encodable {
      let box: Box
      func encode(to encoder: any Encoder) throws {
        box.paths.append(encoder.codingPath.map(\.stringValue))
        var container = encoder.singleValueContainer()
        try container.encode(true)
      }
    }
    let box = Box()
    _ = try encoded(["a": [Spy(box: box)]])
    #expect(box.paths == [["a", "Index 0"], ["a", "Index 0", "deep", "Index 1"], ["a", "Index 0"]])
  }

  @Test func userInfoReachesEveryPart() throws {
    let key = try #require(CodingUserInfoKey(rawValue: "key"))
    struct Reader: Codable {
      static let key = CodingUserInfoKey(rawValue: "key")
      var seen: Int?
      enum Keys: CodingKey { case inner }
      init() {}
      init(from decoder: any Decoder) throws {
        let inner = try decoder.container(keyedBy: Keys.self).superDecoder(forKey: .inner)
        seen = Self.key.flatMap { inner.userInfo[$0] as? Int }
      }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        let inner = container.superEncoder(forKey: .inner)
        var value = inner.singleValueContainer()
        try value.encode(Self.key.flatMap { inner.userInfo[$0] as? Int })
      }
    }
    let bytes = try encoded([Reader()], userInfo: [key: 5])
    #expect(bytes != (try encoded([Reader()])))
    #expect(try decoded(bytes, as: [Reader].self, userInfo: [key: 6]).first?.seen == 6)
  }

  @Test func writingOutOfTurnIsAnError() throws {
    final class Box { var container: (any UnkeyedEncodingContainer)? }
    struct Outer: Encodable {
      let box: Box
      func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        box.container = container
        try container.encode(Inner(box: box))
      }
    }
    struct Inner: Encodable {
      let box: Box
      func encode(to encoder: any Encoder) throws { try box.container?.encode("not mine") }
    }
    let box = Box()
    #expect(throws: EncodingError.self) { try encoded(Outer(box: box)) }
    #expect(throws: EncodingError.self) { try box.container?.encode(1) }
  }

  @Test func decodersThatOutliveTheirMessageFindNothing() throws {
    struct Keeper: Decodable {
      let container: KeyedDecodingContainer<Interleaved.TextKey>
      let decoder: any Decoder
      init(from decoder: any Decoder) throws {
        self.decoder = decoder
        container = try decoder.container(keyedBy: Interleaved.TextKey.self)
      }
    }
    let bytes = try encoded([["a": 1], ["a": 2]])
    let keepers: [Keeper] = try decoded(bytes)
    for keeper in keepers {
      #expect(throws: (any Error).self) {
        try keeper.container.decode(Int.self, forKey: .init(stringValue: "a"))
      }
      #expect(throws: (any Error).self) { try keeper.decoder.container(keyedBy: Interleaved.TextKey.self) }
      #expect(keeper.container.allKeys.isEmpty)
    }
  }

  @Test func containersInUseAreNotGivenAway() throws {
    struct Chain: Codable, Equatable {
      var before: Int
      var rest: [Chain]
      var after: Int
    }
    var line = Chain(before: 0, rest: [], after: 0)
    for index in 1..<100 { line = Chain(before: index, rest: [line], after: -index) }
    #expect(try decoded(encoded(line)) == line)
  }

  @Test func depthWithoutBytesIsRefused() throws {
    #expect(throws: DecodingError.self) { try decoded(encoded(1), as: Endless.self) }
    struct Holder: Encodable {
      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self)
      }
    }
    #expect(throws: EncodingError.self) { try encoded(Holder()) }
  }

  @Test func depthOfNestedContainersIsRefused() throws {
    struct Deep: Encodable {
      var depth: Int
      func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for _ in 0..<depth { container = container.nestedUnkeyedContainer() as any UnkeyedEncodingContainer }
      }
    }
    #expect(try encoded(Deep(depth: 100)).count > 1600)
    #expect(throws: EncodingError.self) { try encoded(Deep(depth: wireDepthLimit + 1)) }

    // Sequences of one sequence each, as a message of its own making.
    func nested(_ depth: Int) -> [UInt8] {
      var bytes: [UInt8] = [WireTag.null.rawValue]
      for _ in 0..<depth {
        var writer = WireWriter()
        writer.write(fixed: UInt64(WireTag.sequence.rawValue) | UInt64(bytes.count + 8) << 8)
        writer.write(fixed: 1 as UInt64)
        writer.write(contentsOf: bytes)
        bytes = writer.bytes
      }
      return bytes
    }
    struct StrictNest: Decodable {
      init(from decoder: any Decoder) throws {
        if try !decoder.singleValueContainer().decodeNil() { _ = try [StrictNest](from: decoder) }
      }
    }
    _ = try decoded(nested(100), as: StrictNest.self)
    #expect(throws: DecodingError.self) { try decoded(nested(wireDepthLimit + 1), as: StrictNest.self) }
  }

  private typealias Sample = (bytes: [UInt8], decode: (inout WireReader) throws -> Void)

  private static func sample(_ index: Int) throws -> Sample {
    func sample<Value: Codable>(_ value: Value) throws -> Sample {
      var writer = WireWriter()
      try WireEncoder.write(value, to: &writer)
      return (writer.bytes, { _ = try WireDecoder.read(Value.self, from: &$0) })
    }
    switch index {
    case 0: return try sample(Reordered(first: 1, second: "two", third: [3, 4]))
    case 1: return try sample(Overwriting(value: 1, others: 3))
    case 2:
      return try sample(ManyKeys(values: Dictionary(uniqueKeysWithValues: (0..<20).map { ("\($0)", $0) })))
    case 3: return try sample(Mixed(number: 1, table: ["a": 2], inner: [3, nil], tree: .branch([.leaf(5)])))
    case 4: return try sample(Tree.branch([.leaf(1), .branch([.leaf(2)])]))
    case 5: return try sample(["a": [1.5, 2.5], "b": []])
    case 6: return try sample([Choice.plain, .pair(left: "l", right: 2), .value(-1)])
    default: return try sample(Truck(wheels: 4, load: 1))
    }
  }

  @Test(arguments: 0..<8)
  func everyTruncationIsAnError(sample: Int) throws {
    let (bytes, decode) = try Self.sample(sample)
    for count in 0..<bytes.count {
      #expect(throws: (any Error).self) {
        var reader = WireReader(Array(bytes.prefix(count)))
        try decode(&reader)
      }
    }
  }

  @Test(arguments: 0..<8)
  func everyFlippedBitIsReadOrRefused(sample: Int) throws {
    let (bytes, decode) = try Self.sample(sample)
    var refused = 0
    for bit in 0..<8 * bytes.count {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      var reader = WireReader(changed)
      do { try decode(&reader) } catch { refused += 1 }
    }
    #expect(refused > bytes.count)
  }

  @Test func manyKeysAskedInABadOrderTakeNoSquareOfTime() throws {
    // A hundred thousand keys: a search for each from the beginning would take minutes, more than the suite may.
    let count = 100_000
    var writer = WireWriter()
    var entries = WireWriter()
    for index in 0..<count {
      entries.write(text: "\(index)")
      entries.write(fixed: WireTag.uint8.rawValue)
      entries.write(fixed: 1 as UInt8)
    }
    writer.write(fixed: UInt64(WireTag.keyed.rawValue) | UInt64(entries.count) << 8)
    writer.write(contentsOf: entries.bytes)
    #expect(try decoded(writer.bytes, as: ManyKeys.self).values.count == count)
  }
}
