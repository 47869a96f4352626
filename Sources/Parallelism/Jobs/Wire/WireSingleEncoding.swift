/// A value that is being encoded as one other value.
struct WireSingleEncoding: SingleValueEncodingContainer {
  let node: WireNode

  var codingPath: [any CodingKey] { WirePath.keys(of: node.path) }

  func encodeNil() { write { $0.write(.null) } }
  func encode(_ value: Bool) { write { $0.write(value) } }
  func encode(_ value: String) { write { $0.write(value) } }
  func encode(_ value: Double) { write { $0.write(value) } }
  func encode(_ value: Float) { write { $0.write(value) } }
  func encode(_ value: Int) { write { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int8) { write { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int16) { write { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int32) { write { $0.write(signed: Int64(value)) } }
  func encode(_ value: Int64) { write { $0.write(signed: value) } }
  func encode(_ value: UInt) { write { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt8) { write { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt16) { write { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt32) { write { $0.write(unsigned: UInt64(value)) } }
  func encode(_ value: UInt64) { write { $0.write(unsigned: value) } }
  func encode(_ value: Int128) { write { $0.write(value) } }
  func encode(_ value: UInt128) { write { $0.write(value) } }

  func encode<Value: Encodable>(_ value: Value) throws {
    try node.encode(value)
  }

  private func write(_ body: (inout WireWriter) -> Void) {
    node.become(.value)
    node.write(body)
  }
}
