/// The keys and values of a value that is being decoded.
///
/// A class, since containers look values up without being mutated, and the place of the last one makes the next
/// one quick to find.
final class WireKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private var entries: WireEntries
  private let path: WirePath?

  init(_ entries: WireEntries, path: WirePath?) {
    self.entries = entries
    self.path = path
  }

  var codingPath: [any CodingKey] { WirePath.keys(of: path) }

  /// Keys of the message that are not keys of the type are left out, as with every decoder.
  var allKeys: [Key] { ((try? entries.keys()) ?? []).compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { (try? find(key)) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try decoder(forKey: key).isNull }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try decoder(forKey: key).bool() }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try decoder(forKey: key).string() }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try decoder(forKey: key).double() }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try decoder(forKey: key).float() }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try decoder(forKey: key).integer() }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try decoder(forKey: key).integer() }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try decoder(forKey: key).integer() }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try decoder(forKey: key).integer() }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try decoder(forKey: key).integer() }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try decoder(forKey: key).integer() }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try decoder(forKey: key).integer() }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try decoder(forKey: key).integer() }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try decoder(forKey: key).integer() }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try decoder(forKey: key).integer() }
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try decoder(forKey: key).integer() }
  func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try decoder(forKey: key).integer() }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder(forKey: key).value()
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try decoder(forKey: WireKey.super) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(forKey: key) }

  private func decoder(forKey key: some CodingKey) throws -> WireDecoder {
    if let decoder = try find(key) { return decoder }
    throw DecodingError.keyNotFound(
      key,
      DecodingError.Context(
        codingPath: codingPath, debugDescription: "no value has the key “\(key.stringValue)”"))
  }

  private func find(_ key: some CodingKey) throws -> WireDecoder? {
    do {
      guard let (tag, reader) = try entries.value(forKey: key.stringValue) else { return nil }
      return WireDecoder(tag: tag, reader: reader, path: WirePath(path, key))
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: codingPath, debugDescription: error.description))
    }
  }
}
