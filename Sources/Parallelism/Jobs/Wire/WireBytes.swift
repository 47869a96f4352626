/// Bytes that nobody vouches for, looked at in place.
///
/// SAFETY: every function checks that what it loads lies before `count`; who makes the value sees to it that so many
/// bytes are there.
struct WireBytes: BitwiseCopyable {
  private let base: UnsafeRawPointer?
  let count: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    base = bytes.baseAddress
    count = bytes.count
  }

  static var none: WireBytes { WireBytes(UnsafeRawBufferPointer(start: nil, count: 0)) }

  /// Part of the bytes.
  @inline(__always)
  func part(_ range: Range<Int>) throws(WireError) -> UnsafeRawBufferPointer {
    guard range.lowerBound >= 0, range.upperBound <= count else { throw .truncated(at: count) }
    return UnsafeRawBufferPointer(start: base.map { $0 + range.lowerBound }, count: range.count)
  }

  @inline(__always)
  func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, at offset: Int, to limit: Int
  ) throws(WireError) -> Value {
    guard let base, offset >= 0, limit <= count, offset <= limit &- MemoryLayout<Value>.size else {
      throw .truncated(at: limit)
    }
    return Value(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: type))
  }

  @inline(__always)
  func tag(at offset: Int, to limit: Int) throws(WireError) -> WireTag {
    let raw = try load(UInt8.self, at: offset, to: limit)
    guard let tag = WireTag(rawValue: raw) else {
      throw WireError("no kind of value has the tag \(raw), at byte \(offset)")
    }
    return tag
  }

  /// A number of seven bits a byte, and where it ends.
  @inline(__always)
  func varint(at offset: Int, to limit: Int) throws(WireError) -> (value: UInt64, end: Int) {
    let byte = try load(UInt8.self, at: offset, to: limit)
    return byte < 0x80 ? (UInt64(byte), offset + 1) : try longVarint(at: offset, to: limit)
  }

  private func longVarint(at start: Int, to limit: Int) throws(WireError) -> (value: UInt64, end: Int) {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var offset = start
    while true {
      let byte = try load(UInt8.self, at: offset, to: limit)
      let bits = UInt64(byte & 0x7f)
      guard shift < 63 || shift == 63 && bits <= 1 else {
        throw WireError("a number has more than 64 bits, at byte \(offset)")
      }
      value |= bits << shift
      offset += 1
      if byte < 0x80 { return (value, offset) }
      shift += 7
    }
  }

  /// Where the UTF-8 of a text is.
  @inline(__always)
  func textRange(at offset: Int, to limit: Int) throws(WireError) -> Range<Int> {
    let (size, start) = try varint(at: offset, to: limit)
    guard size <= UInt64(limit - start) else { throw .truncated(at: limit) }
    return start..<start + Int(size)
  }

  func text(at offset: Int, to limit: Int) throws(WireError) -> String {
    let range = try textRange(at: offset, to: limit)
    guard let text = String(validating: try part(range), as: UTF8.self) else {
      throw WireError("text is not valid UTF-8, at byte \(range.lowerBound)")
    }
    return text
  }

  /// Where a value ends that is not looked into.
  @inline(__always)
  func end(ofValueAt offset: Int, to limit: Int) throws(WireError) -> Int {
    let tag = try tag(at: offset, to: limit)
    if let size = tag.fixedSize {
      guard size < limit - offset else { throw .truncated(at: limit) }
      return offset + 1 + size
    }
    return try end(ofLongValue: tag, at: offset, to: limit)
  }

  private func end(ofLongValue tag: WireTag, at offset: Int, to limit: Int) throws(WireError) -> Int {
    switch tag {
    case .string: return try textRange(at: offset + 1, to: limit).upperBound
    case .packed: return try packed(at: offset + 1, to: limit).values.upperBound
    default:
      let start = offset + 8
      let size = try load(UInt64.self, at: offset, to: limit) >> 8
      guard size <= UInt64(limit - start) else { throw .truncated(at: limit) }
      return start + Int(size)
    }
  }

  /// What kind of values a packed sequence has.
  func elementTag(at offset: Int) -> WireTag? { try? tag(at: offset, to: count) }

  /// The values of a packed sequence.
  func packed(
    at offset: Int, to limit: Int
  ) throws(WireError) -> (tag: WireTag, count: Int, values: Range<Int>) {
    let tag = try tag(at: offset, to: limit)
    guard let size = tag.fixedSize, size > 0 else {
      throw WireError("values of the kind \(tag) cannot be packed, at byte \(offset)")
    }
    let count = try load(UInt64.self, at: offset + 1, to: limit)
    let start = offset + 9
    guard count <= UInt64((limit - start) / size) else { throw .truncated(at: limit) }
    return (tag, Int(count), start..<start + Int(count) * size)
  }

  /// Whether the text at a place is a key, and then where it ends.
  @inline(__always)
  func end(ofKey key: UnsafeBufferPointer<UInt8>, at offset: Int, to limit: Int) throws(WireError) -> Int? {
    let range = try textRange(at: offset, to: limit)
    guard range.count == key.count, isEqual(try part(range), UnsafeRawBufferPointer(key)) else { return nil }
    return range.upperBound
  }

  /// Whether as many bytes are the same, by words: keys are short.
  @inline(__always)
  private func isEqual(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
    let count = one.count
    var offset = 0
    while offset + 8 <= count {
      if one.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      {
        return false
      }
      offset += 8
    }
    while offset < count {
      if one[offset] != other[offset] { return false }
      offset += 1
    }
    return true
  }

  /// The first entry that has a key, if it is among so many: where it begins, and its value.
  func entry(
    _ key: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int, among entryLimit: Int = .max
  ) throws(WireError) -> Search {
    var offset = start
    var rest = entryLimit
    while offset < limit {
      if rest == 0 { return .givenUp }
      rest -= 1
      if let value = try end(ofKey: key, at: offset, to: limit) { return .found(entry: offset, value: value) }
      offset = try end(ofValueAt: textRange(at: offset, to: limit).upperBound, to: limit)
    }
    return .absent
  }

  enum Search {
    case found(entry: Int, value: Int)
    case absent
    case givenUp
  }
}
