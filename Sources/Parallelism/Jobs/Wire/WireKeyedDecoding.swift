/// Where the entries of a keyed value are.
struct WireKeyedValue {
  let start: Int
  let end: Int
  let place: UInt32
  /// Whether a key may be there several times, of which the last counts.
  let repeatsKeys: Bool
}

/// The keys and values of a value that is being decoded.
struct WireKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  // One reference, as the standard library copies this for every value.
  let target: WireDecodingTarget

  private var input: WireInput { target.input }
  private var entries: WireKeyedValue { target.entries }

  var codingPath: [any CodingKey] { input.codingPath(of: entries.place) }

  /// Keys of the message that are not keys of the type are left out, as with every decoder.
  var allKeys: [Key] {
    let keys = input.unlessFaulty { () throws(WireError) in try input.keys(of: entries) }
    return (keys ?? []).compactMap(Key.init(stringValue:))
  }

  func contains(_ key: Key) -> Bool {
    let found = input.unlessFaulty { () throws(WireError) in try input.find(key.stringValue, in: entries) }
    return found.flatMap { $0 } != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    let value = try find(key, key.stringValue).value
    return try input.known(entries.place) { () throws(WireError) in
      try input.bytes.tag(at: value, to: entries.end) == .null
    }
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try read(key) { try input.bool($0) } }
  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try read(key) { try input.string($0) }
  }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try read(key) { try input.double($0) }
  }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try read(key) { try input.float($0) } }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try read(key) { try input.integer($0) } }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try read(key) { try input.integer($0) } }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try read(key) { try input.integer($0) } }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try read(key) { try input.integer($0) } }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try read(key) { try input.integer($0) } }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try read(key) { try input.integer($0) } }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try read(key) { try input.integer($0) } }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
    try read(key) { try input.integer($0) }
  }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
    try read(key) { try input.integer($0) }
  }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
    try read(key) { try input.integer($0) }
  }
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
    try read(key) { try input.integer($0) }
  }
  func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
    try read(key) { try input.integer($0) }
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let (entry, start) = try find(key, key.stringValue)
    let (tag, end) = try extent(of: start)
    let value: Value = try input.value(tag, at: start + 1, key: .text(at: entry), of: entries.place)
    input.expect(end, in: entries)
    return value
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(key, key.stringValue).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key, key.stringValue).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try decoder(WireKey.super, WireKey.super.stringValue) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key, key.stringValue) }

  /// Reads a value that contains no others.
  @inline(__always)
  private func read<Value>(_ key: Key, _ body: (WireValue) throws -> Value) throws -> Value {
    let (entry, start) = try find(key, key.stringValue)
    let (tag, end) = try extent(of: start)
    let value = try input.leaf(tag, at: start + 1, key: .text(at: entry), of: entries.place, body)
    input.expect(end, in: entries)
    return value
  }

  private func decoder(_ key: some CodingKey, _ text: String) throws -> WireDecoder {
    let (entry, start) = try find(key, text)
    let (tag, end) = try extent(of: start)
    let value = try input.place(tag, at: start + 1, key: .text(at: entry), of: entries.place)
    input.expect(end, in: entries)
    return WireDecoder(input: input, value: value)
  }

  @inline(__always)
  private func extent(of value: Int) throws -> (tag: WireTag, end: Int) {
    try input.known(entries.place) { () throws(WireError) in
      (
        try input.bytes.tag(at: value, to: entries.end),
        try input.bytes.end(ofValueAt: value, to: entries.end)
      )
    }
  }

  @inline(__always)
  private func find(_ key: some CodingKey, _ text: String) throws -> (entry: Int, value: Int) {
    let found = try input.known(entries.place) { () throws(WireError) in try input.find(text, in: entries) }
    if let found { return found }
    throw DecodingError.keyNotFound(
      key,
      DecodingError.Context(codingPath: codingPath, debugDescription: "no value has the key “\(text)”"))
  }
}
