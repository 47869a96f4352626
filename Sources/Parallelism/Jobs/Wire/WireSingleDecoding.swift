/// A value that is being decoded as one other value.
struct WireSingleDecoding: SingleValueDecodingContainer {
  let input: WireInput
  let value: WireValue

  var codingPath: [any CodingKey] { input.codingPath(of: value.place) }

  func decodeNil() -> Bool { value.tag == .null }

  func decode(_ type: Bool.Type) throws -> Bool { try input.bool(value) }
  func decode(_ type: String.Type) throws -> String { try input.string(value) }
  func decode(_ type: Double.Type) throws -> Double { try input.double(value) }
  func decode(_ type: Float.Type) throws -> Float { try input.float(value) }
  func decode(_ type: Int.Type) throws -> Int { try input.integer(value) }
  func decode(_ type: Int8.Type) throws -> Int8 { try input.integer(value) }
  func decode(_ type: Int16.Type) throws -> Int16 { try input.integer(value) }
  func decode(_ type: Int32.Type) throws -> Int32 { try input.integer(value) }
  func decode(_ type: Int64.Type) throws -> Int64 { try input.integer(value) }
  func decode(_ type: UInt.Type) throws -> UInt { try input.integer(value) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try input.integer(value) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try input.integer(value) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try input.integer(value) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try input.integer(value) }
  func decode(_ type: Int128.Type) throws -> Int128 { try input.integer(value) }
  func decode(_ type: UInt128.Type) throws -> UInt128 { try input.integer(value) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try input.value(value) }
}
