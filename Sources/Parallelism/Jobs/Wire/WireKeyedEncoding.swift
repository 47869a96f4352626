/// The keys and values of a value that is being encoded.
struct WireKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  // One reference, as the standard library copies this for every value.
  let target: WireEncodingTarget

  private var output: WireOutput { target.output }
  private var identity: Int { target.identity }

  var codingPath: [any CodingKey] { output.codingPath(of: identity) }

  func encodeNil(forKey key: Key) throws { try begin(key).write(.null) }
  func encode(_ value: Bool, forKey key: Key) throws { try begin(key).write(value) }
  func encode(_ value: String, forKey key: Key) throws { try begin(key).write(value) }
  func encode(_ value: Double, forKey key: Key) throws { try begin(key).write(value) }
  func encode(_ value: Float, forKey key: Key) throws { try begin(key).write(value) }
  func encode(_ value: Int, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: Int8, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: Int16, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: Int32, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: Int64, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: UInt, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: UInt8, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: UInt16, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: UInt32, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: UInt64, forKey key: Key) throws { try begin(key).write(integer: value) }
  func encode(_ value: Int128, forKey key: Key) throws { try begin(key).write(value) }
  func encode(_ value: UInt128, forKey key: Key) throws { try begin(key).write(value) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try output.write(value, forKey: key.stringValue, of: identity)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    output.addPart(forKey: key.stringValue, of: identity).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    output.addPart(forKey: key.stringValue, of: identity).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    output.addPart(forKey: WireKey.super.stringValue, of: identity)
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    output.addPart(forKey: key.stringValue, of: identity)
  }

  /// Begins an entry, to be completed by a value.
  @inline(__always)
  private func begin(_ key: Key) throws -> WireOutput {
    _ = try output.beginEntry(key.stringValue, of: identity)
    return output
  }
}
