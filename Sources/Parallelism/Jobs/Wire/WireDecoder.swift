/// One value of a message: what kind it is, where it stands, and where in the values around it.
struct WireValue {
  let tag: WireTag
  let place: UInt32
  /// Behind the tag.
  let offset: Int

  @inline(__always)
  init(_ tag: WireTag, _ offset: Int, place: UInt32) {
    self.tag = tag
    self.offset = offset
    self.place = place
  }
}

/// Decodes one value of bytes that nobody vouches for.
///
/// What is wrong with them is thrown as `DecodingError`. Nothing is allocated for what the bytes only promise.
struct WireDecoder: Decoder {
  let input: WireInput
  let value: WireValue

  var codingPath: [any CodingKey] { input.codingPath(of: value.place) }
  var userInfo: [CodingUserInfoKey: Any] { input.userInfo }

  /// Takes a value from a message, and goes on behind it.
  ///
  /// - Throws: `DecodingError`, `WireError` or what the value throws.
  static func read<Value: Decodable>(_ type: Value.Type, from reader: inout WireReader) throws -> Value {
    try reader.value(type)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let entries = try input.entries(of: value)
    if let slot = input.slots.free(keyedBy: ObjectIdentifier(type)) {
      slot.target.entries = entries
      // SAFETY: `newContainer` has made it for keys of this type.
      return unsafeDowncast(slot, to: Slot<Key>.self).give()
    }
    return newContainer(entries)
  }

  // Apart, so that only this looks the generic types up.
  @inline(never)
  private func newContainer<Key: CodingKey>(_ entries: WireKeyedValue) -> KeyedDecodingContainer<Key> {
    let target = WireDecodingTarget(input, entries)
    let container = KeyedDecodingContainer(WireKeyedDecoding<Key>(target: target))
    if let slot = Slot<Key>(container, keyedBy: ObjectIdentifier(Key.self), of: target) {
      input.slots.keep(slot)
    }
    return container
  }

  private typealias Slot<Key: CodingKey> = WireTypedSlot<WireDecodingTarget, KeyedDecodingContainer<Key>>

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    if value.tag == .external { return try input.outside(value).unkeyedContainer() }
    return WireUnkeyedDecoding(try input.elements(of: value), in: input, place: value.place)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    WireSingleDecoding(input: input, value: value)
  }
}
