/// A message that is being read.
///
/// Decoders may outlive the call that made them; the bytes may not, so that `close` takes them away.
final class WireInput {
  @exclusivity(unchecked) private(set) var bytes = WireBytes.none

  /// What decoders give to the values that they decode.
  let userInfo: [CodingUserInfoKey: Any]

  /// The keyed value that was read from last, by where its entries begin, and its entry that is probably next.
  @exclusivity(unchecked) private var lastKeyed = -1
  @exclusivity(unchecked) private var nextEntry = 0

  /// Where entries of keyed values are, for those that are not read in order.
  @exclusivity(unchecked) private var tables: [Int: [String: Int]] = [:]

  @exclusivity(unchecked) private var places: [Place] = []

  /// Containers to be used again.
  @exclusivity(unchecked) var slots = WireKeyedSlots<WireDecodingTarget>()

  /// What was found by a function that cannot throw.
  @exclusivity(unchecked) private var fault: WireError?

  /// How many values are being decoded, each within the one before it.
  @exclusivity(unchecked) private var depth: Int

  /// How many of them another input decodes.
  private let outerDepth: Int

  /// How far a value is searched before a table of it is made.
  private static let searchLimit = 16

  private struct Place {
    var parent: Int
    var key: Key
    var depth: Int
  }

  /// Of which entry of its container a value is.
  enum Key {
    /// The key that stands at a place of the message.
    case text(at: Int)
    case index(Int)
  }

  /// What the bytes are in, if they are not those of a message.
  private let owner: AnyObject?

  /// Decodes messages; `depth` counts the values of another one that these are within.
  init(userInfo: [CodingUserInfoKey: Any] = [:], depth: Int = 0) {
    self.userInfo = userInfo
    self.depth = depth
    outerDepth = depth
    owner = nil
  }

  /// Bytes that are readable as long as their owner is there.
  init(_ bytes: WireBytes, of owner: AnyObject, userInfo: [CodingUserInfoKey: Any]) {
    self.bytes = bytes
    self.userInfo = userInfo
    self.owner = owner
    depth = 0
    outerDepth = 0
  }

  /// Decodes the value that begins at a place, and moves the place to its end.
  func read<Value: Decodable>(
    _ type: Value.Type, from bytes: UnsafeRawBufferPointer, at offset: inout Int
  ) throws -> Value {
    self.bytes = WireBytes(bytes)
    defer { close() }
    let start = offset
    offset = try self.bytes.end(ofValueAt: start, to: bytes.count)
    let value: Value = try value(WireValue(try self.bytes.tag(at: start, to: offset), start + 1, place: 0))
    if let fault { throw corrupted(fault.description, 0) }
    return value
  }

  @inline(__always)
  private func close() {
    bytes = .none
    lastKeyed = -1
    depth = outerDepth
    if isLittered { clear() }
  }

  private var isLittered: Bool { !tables.isEmpty || !places.isEmpty || fault != nil }

  private func clear() {
    tables = [:]
    places.removeAll(keepingCapacity: places.capacity < 1024)
    fault = nil
  }

  /// Asks for something that a decoder tells without throwing; if it cannot be told, the whole value is at fault.
  func unlessFaulty<Result>(_ body: () throws(WireError) -> Result) -> Result? {
    do {
      return try body()
    } catch {
      fault = fault ?? error
      return nil
    }
  }

  // MARK: Values

  /// A value, which may decode itself.
  @inline(__always)
  func value<Value: Decodable>(_ wire: WireValue) throws -> Value {
    // SAFETY: each cast is to the type that was compared with.
    if Value.self == Double.self { return unsafeBitCast(try double(wire), to: Value.self) }
    if Value.self == Int.self { return unsafeBitCast(try integer(wire) as Int, to: Value.self) }
    if Value.self == String.self { return unsafeBitCast(try string(wire), to: Value.self) }
    if wire.tag == .packed, let type = packedArrayType(Value.self),
      type.elementTag == bytes.elementTag(at: wire.offset)
    {
      return try packed(wire, as: type)
    }
    if wire.tag == .external {
      let outside = try outside(wire)
      return try outside.input.value(outside.value)
    }
    depth += 1
    defer { depth -= 1 }
    if depth > wireDepthLimit { throw tooDeep(wire.place) }
    return try Value(from: WireDecoder(input: self, value: wire))
  }

  private func packed<Array: PackedArray, Value>(_ wire: WireValue, as type: Array.Type) throws -> Value {
    let array = try known(wire.place) { () throws(WireError) in
      try type.init(packedAt: wire.offset, in: bytes)
    }
    // SAFETY: only called with the type that the value has.
    return unsafeBitCast(array, to: Value.self)
  }

  func bool(_ value: WireValue) throws -> Bool {
    switch value.tag {
    case .no: false
    case .yes: true
    default: throw mismatch(Bool.self, value)
    }
  }

  func string(_ value: WireValue) throws -> String {
    guard value.tag == .string else { throw mismatch(String.self, value) }
    return try known(value.place) { () throws(WireError) in try bytes.text(at: value.offset, to: bytes.count)
    }
  }

  @inline(__always)
  func double(_ value: WireValue) throws -> Double {
    if value.tag == .double { return Double(bitPattern: try load(value)) }
    if value.tag == .float { return Double(try float(value)) }
    let whole: Int128 = try integer(value, for: Double.self)
    guard let exact = Double(exactly: whole) else { throw mismatch(Double.self, value) }
    return exact
  }

  func float(_ value: WireValue) throws -> Float {
    if value.tag == .float { return Float(bitPattern: try load(value)) }
    let double = try double(value)
    guard Float(double).isFinite || !double.isFinite else { throw mismatch(Float.self, value) }
    return Float(double)
  }

  @inline(__always)
  func integer<Value: FixedWidthInteger>(_ wire: WireValue, for asked: Any.Type = Value.self) throws -> Value
  {
    let value: Value? =
      switch wire.tag {
      case .uint8: Value(exactly: try load(wire) as UInt8)
      case .int64: Value(exactly: try load(wire) as Int64)
      default: try rareInteger(wire)
      }
    guard let value else { throw mismatch(asked, wire) }
    return value
  }

  private func rareInteger<Value: FixedWidthInteger>(_ value: WireValue) throws -> Value? {
    switch value.tag {
    case .int8: Value(exactly: try load(value) as Int8)
    case .int16: Value(exactly: try load(value) as Int16)
    case .int32: Value(exactly: try load(value) as Int32)
    case .uint16: Value(exactly: try load(value) as UInt16)
    case .uint32: Value(exactly: try load(value) as UInt32)
    case .uint64: Value(exactly: try load(value) as UInt64)
    case .int128: Value(exactly: try load(value) as Int128)
    case .uint128: Value(exactly: try load(value) as UInt128)
    case .float: Value(exactly: try float(value))
    case .double: Value(exactly: Double(bitPattern: try load(value)))
    default: nil
    }
  }

  @inline(__always)
  private func load<Value: FixedWidthInteger & BitwiseCopyable>(_ value: WireValue) throws -> Value {
    try known(value.place) { () throws(WireError) in try bytes.load(at: value.offset, to: bytes.count) }
  }

  // MARK: Keyed values

  func entries(of value: WireValue) throws -> WireKeyedValue {
    switch value.tag {
    case .nothing:
      return WireKeyedValue(start: value.offset, end: value.offset, place: value.place, repeatsKeys: false)
    case .keyed, .rekeyed:
      let end = try known(value.place) { () throws(WireError) in
        try bytes.end(ofValueAt: value.offset - 1, to: bytes.count)
      }
      return WireKeyedValue(
        start: value.offset + 7, end: end, place: value.place, repeatsKeys: value.tag == .rekeyed)
    default: throw mismatch([String: Never].self, value)
    }
  }

  func elements(of value: WireValue) throws -> WireElements {
    let elements = try known(value.place) { () throws(WireError) -> WireElements? in
      switch value.tag {
      case .nothing:
        return WireElements(count: 0, start: value.offset, end: value.offset, sharedTag: nil)
      case .packed:
        let packed = try bytes.packed(at: value.offset, to: bytes.count)
        return WireElements(
          count: packed.count, start: packed.values.lowerBound, end: packed.values.upperBound,
          sharedTag: packed.tag)
      case .sequence:
        let start = value.offset + 15
        let end = try bytes.end(ofValueAt: value.offset - 1, to: bytes.count)
        let count = try bytes.load(UInt64.self, at: value.offset + 7, to: end)
        // A value takes one byte at least.
        guard count <= UInt64(end - start), count > 0 || start == end else {
          throw WireError(
            "a sequence of \(end - start) bytes claims to have \(count) values, at byte \(start)")
        }
        return WireElements(count: Int(count), start: start, end: end, sharedTag: nil)
      default: return nil
      }
    }
    guard let elements else { throw mismatch([Never].self, value) }
    return elements
  }

  /// Where the value of a key begins, and the entry; at once if it is the one after that read last.
  @inline(__always)
  func find(_ key: String, in entries: WireKeyedValue) throws(WireError) -> (entry: Int, value: Int)? {
    var key = key
    var failure: WireError?
    let found = key.withUTF8 { utf8 -> (entry: Int, value: Int)? in
      do throws(WireError) {
        let next = lastKeyed == entries.start ? nextEntry : entries.start
        if next < entries.end, !entries.repeatsKeys,
          let value = try bytes.end(ofKey: utf8, at: next, to: entries.end)
        {
          return (next, value)
        }
        return try search(utf8, in: entries, from: next)
      } catch {
        failure = error
        return nil
      }
    }
    if let failure { throw failure }
    return found
  }

  @inline(never)
  private func search(
    _ key: UnsafeBufferPointer<UInt8>, in entries: WireKeyedValue, from next: Int
  ) throws(WireError) -> (entry: Int, value: Int)? {
    if !entries.repeatsKeys, tables[entries.start] == nil {
      var result = try bytes.entry(key, from: next, to: entries.end, among: Self.searchLimit)
      if case .absent = result {
        result = try bytes.entry(key, from: entries.start, to: next, among: Self.searchLimit)
      }
      switch result {
      case .found(let entry, let value):
        expect(entry, in: entries)
        return (entry, value)
      // Texts of other bytes can be equal.
      case .absent: if key.allSatisfy({ $0 < 0x80 }) { return nil }
      case .givenUp: break
      }
    }
    guard let entry = try table(of: entries)[String(decoding: key, as: UTF8.self)] else { return nil }
    expect(entry, in: entries)
    return (entry, try bytes.textRange(at: entry, to: entries.end).upperBound)
  }

  private func table(of entries: WireKeyedValue) throws(WireError) -> [String: Int] {
    if let table = tables[entries.start] { return table }
    var table: [String: Int] = [:]
    var offset = entries.start
    while offset < entries.end {
      let key = try bytes.text(at: offset, to: entries.end)
      if entries.repeatsKeys || table[key] == nil { table[key] = offset }
      offset = try bytes.end(
        ofValueAt: bytes.textRange(at: offset, to: entries.end).upperBound, to: entries.end)
    }
    tables[entries.start] = table
    return table
  }

  /// Notes which entry is probably asked for next.
  @inline(__always)
  func expect(_ entry: Int, in entries: WireKeyedValue) {
    lastKeyed = entries.start
    nextEntry = entry
  }

  func keys(of entries: WireKeyedValue) throws(WireError) -> [String] {
    if entries.repeatsKeys { return try table(of: entries).sorted { $0.value < $1.value }.map(\.key) }
    var keys: [String] = []
    var offset = entries.start
    while offset < entries.end {
      keys.append(try bytes.text(at: offset, to: entries.end))
      offset = try bytes.end(
        ofValueAt: bytes.textRange(at: offset, to: entries.end).upperBound, to: entries.end)
    }
    return keys
  }

  // MARK: Places

  /// Decodes a value of a container.
  @inline(__always)
  func value<Value: Decodable>(
    _ tag: WireTag, at offset: Int, key: Key, of parent: UInt32
  ) throws -> Value {
    let placeCount = places.count
    let value: Value = try value(try place(tag, at: offset, key: key, of: parent))
    places.removeLast(max(0, places.count - placeCount))
    return value
  }

  /// Reads a value that contains no others; it has a place only if there is an error to tell of.
  @inline(__always)
  func leaf<Value>(
    _ tag: WireTag, at offset: Int, key: Key, of parent: UInt32, _ body: (WireValue) throws -> Value
  ) throws -> Value {
    do {
      return try body(WireValue(tag, offset, place: parent))
    } catch {
      return try body(try place(tag, at: offset, key: key, of: parent))
    }
  }

  /// A value of a container, which has a place as long as the container.
  func place(_ tag: WireTag, at offset: Int, key: Key, of parent: UInt32) throws -> WireValue {
    // A decoder that has outlived its value may have a place that is no more.
    guard parent <= places.count, places.count < UInt32.max else { throw corrupted("it is read too late", 0) }
    let depth = placeDepth(parent) + 1
    if depth > wireDepthLimit { throw tooDeep(parent) }
    places.append(Place(parent: Int(parent), key: key, depth: depth))
    return WireValue(tag, offset, place: UInt32(places.count))
  }

  /// How many values are open where a value is being decoded.
  func depth(of value: WireValue) -> Int { max(depth, placeDepth(value.place)) }

  private func placeDepth(_ place: UInt32) -> Int {
    place > 0 && place <= places.count ? places[Int(place) - 1].depth : outerDepth
  }

  func codingPath(of place: UInt32) -> [any CodingKey] {
    var keys: [any CodingKey] = []
    var next = Int(place)
    while next > 0, next <= places.count {
      let place = places[next - 1]
      switch place.key {
      case .index(let index): keys.append(WireKey(index: index))
      case .text(let offset):
        keys.append(WireKey(stringValue: (try? bytes.text(at: offset, to: bytes.count)) ?? ""))
      }
      next = place.parent
    }
    return keys.reversed()
  }

  // MARK: Errors

  /// Reads what must be well-formed.
  @inline(__always)
  func known<Result>(_ place: UInt32, _ body: () throws(WireError) -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw corrupted(error.description, place)
    }
  }

  func corrupted(_ reason: String, _ place: UInt32) -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: codingPath(of: place), debugDescription: reason))
  }

  func mismatch(_ type: Any.Type, _ value: WireValue) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath(of: value.place),
      debugDescription: "there is a value of the kind \(value.tag) instead, or one out of range")
    return value.tag == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }

  private func tooDeep(_ place: UInt32) -> DecodingError {
    corrupted("it is nested more than \(wireDepthLimit) levels deep", place)
  }
}
