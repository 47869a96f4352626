/// Encodes values for a process that runs the same program.
///
/// Every value begins with a tag, and every container with the count of its bytes, so that a decoder can pass over
/// what it is not asked for. Keys are written out: a decoder may ask in any order, or ask which there are.
struct WireEncoder: Encoder {
  let node: WireNode

  var codingPath: [any CodingKey] { WirePath.keys(of: node.path) }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Appends a value to a message.
  ///
  /// - Throws: What the value throws, or `EncodingError` if it is nested too deeply or encodes itself as two things.
  static func write(_ value: some Encodable, to writer: inout WireWriter) throws {
    let node = WireNode(path: nil)
    try node.encode(value)
    try node.finish(into: &writer)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.become(.keyed)
    return KeyedEncodingContainer(WireKeyedEncoding(node: node))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.become(.sequence)
    return WireUnkeyedEncoding(node: node)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    WireSingleEncoding(node: node)
  }
}
