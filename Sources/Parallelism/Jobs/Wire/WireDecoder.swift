/// Decodes one value of bytes that nobody vouches for.
///
/// What is wrong with them is thrown as `DecodingError`. Nothing is allocated for what the bytes only promise.
struct WireDecoder: Decoder {
  private let tag: WireTag
  /// Stands behind the tag.
  private let reader: WireReader
  private let path: WirePath?

  var codingPath: [any CodingKey] { WirePath.keys(of: path) }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// A value whose tag is known.
  init(tag: WireTag, reader: WireReader, path: WirePath?) {
    self.tag = tag
    self.reader = reader
    self.path = path
  }

  /// Takes a value from a message, and goes on behind it.
  ///
  /// - Throws: `DecodingError`, `WireError` or what the value throws.
  static func read<Value: Decodable>(_ type: Value.Type, from reader: inout WireReader) throws -> Value {
    var start = reader
    try reader.skipValue()
    let tag = try start.tag()
    return try WireDecoder(tag: tag, reader: start, path: nil).value()
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard tag == .keyed else { throw mismatch([String: Never].self) }
    return KeyedDecodingContainer(
      WireKeyedDecoding(try known { reader throws(WireError) in try WireEntries(&reader) }, path: path))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let elements = try known { reader throws(WireError) in try WireElements(tag, &reader) }
    guard let elements else { throw mismatch([Never].self) }
    return WireUnkeyedDecoding(elements, path: path)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    WireSingleDecoding(decoder: self)
  }
}

extension WireDecoder {
  var isNull: Bool { tag == .null }

  func value<Value: Decodable>() throws -> Value {
    if let array = try packedArray(Value.self) { return array }
    if (path?.depth ?? 0) > wireDepthLimit {
      throw corrupted("it is nested more than \(wireDepthLimit) levels deep")
    }
    return try Value(from: self)
  }

  func bool() throws -> Bool {
    switch tag {
    case .no: false
    case .yes: true
    default: throw mismatch(Bool.self)
    }
  }

  func string() throws -> String {
    guard tag == .string else { throw mismatch(String.self) }
    return try known { reader throws(WireError) in try reader.text() }
  }

  func double() throws -> Double {
    guard tag == .double else { throw mismatch(Double.self) }
    return Double(bitPattern: try known { reader throws(WireError) in try reader.fixed() })
  }

  func float() throws -> Float {
    guard tag == .float else { throw mismatch(Float.self) }
    return Float(bitPattern: try known { reader throws(WireError) in try reader.fixed() })
  }

  func integer<Value: FixedWidthInteger>() throws -> Value {
    let value: Value? = try known { reader throws(WireError) in
      switch tag {
      case .signed:
        let zigzag = try reader.varint()
        return Value(exactly: Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1))
      case .unsigned: return Value(exactly: try reader.varint())
      case .fixed8: return Value(exactly: try reader.fixed() as UInt8)
      case .fixed32: return Value(exactly: try reader.fixed() as Int32)
      case .fixed64: return Value(exactly: try reader.fixed() as Int64)
      case .fixed128: return Value(exactly: try reader.fixed() as Int128)
      case .unsigned128: return Value(exactly: try reader.fixed() as UInt128)
      default: return nil
      }
    }
    guard let value else { throw mismatch(Value.self) }
    return value
  }

  func corrupted(_ reason: String) -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: reason))
  }

  private func mismatch(_ type: Any.Type) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath,
      debugDescription: "there is a value of the kind \(tag) instead, or one out of range"
    )
    return tag == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }

  /// Reads what must be well-formed.
  private func known<Result>(
    _ body: (inout WireReader) throws(WireError) -> Result
  ) throws(DecodingError) -> Result {
    var reader = reader
    do {
      return try body(&reader)
    } catch {
      throw corrupted(error.description)
    }
  }

  private func packedArray<Value>(_ type: Value.Type) throws -> Value? {
    guard tag == .packed, let type = packedArrayType(Value.self) else { return nil }
    return try known { reader throws(WireError) in try type.init(packed: &reader) as? Value }
  }
}
