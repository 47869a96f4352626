/// A value that is being encoded as one other value.
struct WireSingleEncoding: SingleValueEncodingContainer {
  let output: WireOutput
  let identity: Int

  var codingPath: [any CodingKey] { output.codingPath(of: identity) }

  func encodeNil() throws { try begin().write(.null) }
  func encode(_ value: Bool) throws { try begin().write(value) }
  func encode(_ value: String) throws { try begin().write(value) }
  func encode(_ value: Double) throws { try begin().write(value) }
  func encode(_ value: Float) throws { try begin().write(value) }
  func encode(_ value: Int) throws { try begin().write(integer: value) }
  func encode(_ value: Int8) throws { try begin().write(integer: value) }
  func encode(_ value: Int16) throws { try begin().write(integer: value) }
  func encode(_ value: Int32) throws { try begin().write(integer: value) }
  func encode(_ value: Int64) throws { try begin().write(integer: value) }
  func encode(_ value: UInt) throws { try begin().write(integer: value) }
  func encode(_ value: UInt8) throws { try begin().write(integer: value) }
  func encode(_ value: UInt16) throws { try begin().write(integer: value) }
  func encode(_ value: UInt32) throws { try begin().write(integer: value) }
  func encode(_ value: UInt64) throws { try begin().write(integer: value) }
  func encode(_ value: Int128) throws { try begin().write(value) }
  func encode(_ value: UInt128) throws { try begin().write(value) }

  func encode<Value: Encodable>(_ value: Value) throws {
    try output.write(single: value, of: identity)
  }

  @inline(__always)
  private func begin() throws -> WireOutput {
    try output.beginSingle(of: identity)
    return output
  }
}
