/// The values of a sequence that is being decoded.
struct WireUnkeyedDecoding: UnkeyedDecodingContainer {
  private let input: WireInput
  private let elements: WireElements
  private let place: UInt32
  private var offset: Int
  private(set) var currentIndex = 0

  init(_ elements: WireElements, in input: WireInput, place: UInt32) {
    self.elements = elements
    self.input = input
    self.place = place
    offset = elements.start
  }

  var codingPath: [any CodingKey] { input.codingPath(of: place) }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  mutating func decodeNil() throws -> Bool {
    guard try next(Never.self).tag == .null else { return false }
    advance(to: offset + 1)
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try read(type) { try $0.bool($1) } }
  mutating func decode(_ type: String.Type) throws -> String { try read(type) { try $0.string($1) } }
  mutating func decode(_ type: Double.Type) throws -> Double { try read(type) { try $0.double($1) } }
  mutating func decode(_ type: Float.Type) throws -> Float { try read(type) { try $0.float($1) } }
  mutating func decode(_ type: Int.Type) throws -> Int { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: Int128.Type) throws -> Int128 { try read(type) { try $0.integer($1) } }
  mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try read(type) { try $0.integer($1) } }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let (tag, start, end) = try next(type)
    let value: Value = try input.value(
      tag, at: start, key: .index(currentIndex), of: place)
    advance(to: end)
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    let (decoder, end) = try decoder([String: Never].self)
    let container = try decoder.container(keyedBy: type)
    advance(to: end)
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let (decoder, end) = try decoder([Never].self)
    let container = try decoder.unkeyedContainer()
    advance(to: end)
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let (decoder, end) = try decoder((any Decoder).self)
    advance(to: end)
    return decoder
  }

  /// Reads a value that contains no others; goes on to the next unless `body` cannot use it.
  @inline(__always)
  private mutating func read<Value>(
    _ type: Any.Type, _ body: (WireInput, WireValue) throws -> Value
  ) throws -> Value {
    let (tag, start, end) = try next(type)
    let value = try input.leaf(tag, at: start, key: .index(currentIndex), of: place) { try body(input, $0) }
    advance(to: end)
    return value
  }

  private func decoder(_ type: Any.Type) throws -> (WireDecoder, end: Int) {
    let (tag, start, end) = try next(type)
    let value = try input.place(tag, at: start, key: .index(currentIndex), of: place)
    return (WireDecoder(input: input, value: value), end)
  }

  private mutating func advance(to end: Int) {
    offset = end
    currentIndex += 1
  }

  /// The tag of the next value, where it stands behind that, and where it ends.
  @inline(__always)
  private func next(_ type: Any.Type) throws -> (tag: WireTag, start: Int, end: Int) {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        type,
        DecodingError.Context(
          codingPath: codingPath + [WireKey(index: currentIndex)],
          debugDescription: "the sequence has \(elements.count) values"))
    }
    if let tag = elements.sharedTag { return (tag, offset, offset + (tag.fixedSize ?? 0)) }
    return try input.known(place) { () throws(WireError) in
      let tag = try input.bytes.tag(at: offset, to: elements.end)
      let end = try input.bytes.end(ofValueAt: offset, to: elements.end)
      guard currentIndex + 1 < elements.count || end == elements.end else {
        throw WireError("a sequence is longer than its values, at byte \(end)")
      }
      return (tag, offset + 1, end)
    }
  }
}

/// The values of a sequence, with tags of their own or with one for all.
struct WireElements {
  let count: Int
  let start: Int
  let end: Int
  let sharedTag: WireTag?
}
