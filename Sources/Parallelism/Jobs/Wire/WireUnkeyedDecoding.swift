/// The values of a sequence that is being decoded.
struct WireUnkeyedDecoding: UnkeyedDecodingContainer {
  private var elements: WireElements
  private let path: WirePath?
  private(set) var currentIndex = 0

  init(_ elements: WireElements, path: WirePath?) {
    self.elements = elements
    self.path = path
  }

  var codingPath: [any CodingKey] { WirePath.keys(of: path) }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  mutating func decodeNil() throws -> Bool {
    guard try peek(Never.self).decoder.isNull else { return false }
    return try next(Never.self) { _ in true }
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next(type) { try $0.bool() } }
  mutating func decode(_ type: String.Type) throws -> String { try next(type) { try $0.string() } }
  mutating func decode(_ type: Double.Type) throws -> Double { try next(type) { try $0.double() } }
  mutating func decode(_ type: Float.Type) throws -> Float { try next(type) { try $0.float() } }
  mutating func decode(_ type: Int.Type) throws -> Int { try next(type) { try $0.integer() } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next(type) { try $0.integer() } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: Int128.Type) throws -> Int128 { try next(type) { try $0.integer() } }
  mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try next(type) { try $0.integer() } }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next(type) { try $0.value() }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next([String: Never].self) { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next([Never].self) { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder {
    try next((any Decoder).self) { $0 }
  }

  /// Goes on to the next value, unless `body` cannot use this one.
  private mutating func next<Result>(
    _ type: Any.Type, _ body: (WireDecoder) throws -> Result
  ) throws -> Result {
    let (decoder, rest) = try peek(type)
    let result = try body(decoder)
    elements = rest
    currentIndex += 1
    return result
  }

  private func peek(_ type: Any.Type) throws -> (decoder: WireDecoder, rest: WireElements) {
    let path = WirePath(path, WireKey(index: currentIndex))
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        type,
        DecodingError.Context(
          codingPath: WirePath.keys(of: path), debugDescription: "the sequence has \(elements.count) values"))
    }
    do {
      let (tag, reader, rest) = try elements.next()
      return (WireDecoder(tag: tag, reader: reader, path: path), rest)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: WirePath.keys(of: path), debugDescription: error.description))
    }
  }
}
