/// Encodes values for a process that runs the same program.
///
/// One of these stands for one value that is being encoded; the bytes go to the end of the message at once.
struct WireEncoder: Encoder {
  let output: WireOutput
  let identity: Int

  var codingPath: [any CodingKey] { output.codingPath(of: identity) }
  var userInfo: [CodingUserInfoKey: Any] { output.userInfo }

  /// Appends a value to a message.
  ///
  /// - Throws: What the value throws, or `EncodingError` if it is nested too deeply, encodes itself as two things or
  ///   writes out of turn. The message is then what it was before.
  static func write(_ value: some Encodable, to writer: inout WireWriter) throws {
    try writer.output.write(whole: value)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    output.become(.keyed, identity)
    if let slot = output.slots.free(keyedBy: ObjectIdentifier(type)) {
      slot.target.identity = identity
      // SAFETY: `newContainer` has made it for keys of this type.
      return unsafeDowncast(slot, to: Slot<Key>.self).give()
    }
    return newContainer()
  }

  // Apart, so that only this looks the generic types up.
  @inline(never)
  private func newContainer<Key: CodingKey>() -> KeyedEncodingContainer<Key> {
    let target = WireEncodingTarget(output, identity)
    let container = KeyedEncodingContainer(WireKeyedEncoding<Key>(target: target))
    if let slot = Slot<Key>(container, keyedBy: ObjectIdentifier(Key.self), of: target) {
      output.slots.keep(slot)
    }
    return container
  }

  private typealias Slot<Key: CodingKey> = WireTypedSlot<WireEncodingTarget, KeyedEncodingContainer<Key>>

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    output.become(.sequence, identity)
    return WireUnkeyedEncoding(output: output, identity: identity)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    WireSingleEncoding(output: output, identity: identity)
  }
}
