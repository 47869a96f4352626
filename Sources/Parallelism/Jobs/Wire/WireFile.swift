/// Values in the form that crosses to other processes, as the contents of files for this program alone.
///
/// Numbers keep every bit. Nothing in the bytes refers to memory, so that they mean the same after the process has
/// ended.
package enum WireFile {
  /// Encodes a value.
  ///
  /// - Throws: What the value throws.
  package static func bytes(
    of value: some Encodable, userInfo: [CodingUserInfoKey: Any] = [:]
  ) throws -> [UInt8] {
    var writer = WireWriter(userInfo: userInfo)
    try WireEncoder.write(value, to: &writer)
    return writer.bytes
  }

  /// Decodes a value.
  ///
  /// No count in the bytes is believed before that many bytes were seen.
  ///
  /// - Throws: `DecodingError`, what the value throws, or an error with a description if the bytes are no value or go on
  ///   after it.
  package static func value<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], userInfo: [CodingUserInfoKey: Any] = [:]
  ) throws -> Value {
    var reader = WireReader(bytes, userInfo: userInfo)
    let value = try reader.value(type)
    guard reader.isAtEnd else { throw WireError("there are bytes after the value") }
    return value
  }
}
