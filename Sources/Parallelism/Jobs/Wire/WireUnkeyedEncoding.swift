/// The values of a sequence that is being encoded.
struct WireUnkeyedEncoding: UnkeyedEncodingContainer {
  let node: WireNode

  var codingPath: [any CodingKey] { WirePath.keys(of: node.path) }
  var count: Int { node.count }

  func encodeNil() { node.add(key: nil) { $0.write(.null) } }
  func encode(_ value: Bool) { node.add(key: nil) { $0.write(value) } }
  func encode(_ value: String) { node.add(key: nil) { $0.write(value) } }
  func encode(_ value: Double) { node.add(key: nil) { $0.write(value) } }
  func encode(_ value: Float) { node.add(key: nil) { $0.write(value) } }
  func encode(_ value: Int) { node.add(key: nil) { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int8) { node.add(key: nil) { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int16) { node.add(key: nil) { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int32) { node.add(key: nil) { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int64) { node.add(key: nil) { $0.write(signed: value) } }
  func encode(_ value: UInt) { node.add(key: nil) { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt8) { node.add(key: nil) { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt16) { node.add(key: nil) { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt32) { node.add(key: nil) { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt64) { node.add(key: nil) { $0.write(unsigned: value) } }
  func encode(_ value: Int128) { node.add(key: nil) { $0.write(value) } }
  func encode(_ value: UInt128) { node.add(key: nil) { $0.write(value) } }

  func encode<Value: Encodable>(_ value: Value) throws {
    try node.add(key: nil, value: value)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    WireEncoder(node: node.addChild(key: nil)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    WireEncoder(node: node.addChild(key: nil)).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { WireEncoder(node: node.addChild(key: nil)) }
}
