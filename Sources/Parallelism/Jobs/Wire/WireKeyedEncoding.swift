/// The keys and values of a value that is being encoded.
struct WireKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: WireNode

  var codingPath: [any CodingKey] { WirePath.keys(of: node.path) }

  func encodeNil(forKey key: Key) { node.add(key: key) { $0.write(.null) } }
  func encode(_ value: Bool, forKey key: Key) { node.add(key: key) { $0.write(value) } }
  func encode(_ value: String, forKey key: Key) { node.add(key: key) { $0.write(value) } }
  func encode(_ value: Double, forKey key: Key) { node.add(key: key) { $0.write(value) } }
  func encode(_ value: Float, forKey key: Key) { node.add(key: key) { $0.write(value) } }
  func encode(_ value: Int, forKey key: Key) { node.add(key: key) { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int8, forKey key: Key) { node.add(key: key) { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int16, forKey key: Key) { node.add(key: key) { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int32, forKey key: Key) { node.add(key: key) { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int64, forKey key: Key) { node.add(key: key) { $0.write(signed: value) } }
  func encode(_ value: UInt, forKey key: Key) { node.add(key: key) { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt8, forKey key: Key) { node.add(key: key) { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt16, forKey key: Key) { node.add(key: key) { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt32, forKey key: Key) { node.add(key: key) { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt64, forKey key: Key) { node.add(key: key) { $0.write(unsigned: value) } }
  func encode(_ value: Int128, forKey key: Key) { node.add(key: key) { $0.write(value) } }
  func encode(_ value: UInt128, forKey key: Key) { node.add(key: key) { $0.write(value) } }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try node.add(key: key, value: value)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    WireEncoder(node: node.addChild(key: key)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    WireEncoder(node: node.addChild(key: key)).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { WireEncoder(node: node.addChild(key: WireKey.super)) }

  func superEncoder(forKey key: Key) -> any Encoder { WireEncoder(node: node.addChild(key: key)) }
}
