/// Takes primitive values from bytes that nobody vouches for.
///
/// Reading past the end throws. No count in the bytes is believed before that many bytes were seen.
struct WireReader {
  let bytes: [UInt8]
  var offset: Int
  let end: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    offset = 0
    end = bytes.count
  }

  /// A reader of a part that has been checked.
  private init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { offset == end }

  mutating func byte() throws(WireError) -> UInt8 {
    guard offset < end else { throw .truncated(at: offset) }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func tag() throws(WireError) -> WireTag {
    let raw = try byte()
    guard let tag = WireTag(rawValue: raw) else {
      throw WireError("no kind of value has the tag \(raw), at byte \(offset - 1)")
    }
    return tag
  }

  mutating func varint() throws(WireError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      let bits = UInt64(byte & 0x7f)
      guard shift < 63 || shift == 63 && bits <= 1 else {
        throw WireError("a number has more than 64 bits, at byte \(offset - 1)")
      }
      value |= bits << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// A count of things that take `size` bytes each at least, all of them before the end.
  mutating func count(ofSize size: Int) throws(WireError) -> Int {
    let value = try varint()
    guard value <= UInt64((end - offset) / size) else { throw .truncated(at: end) }
    return Int(value)
  }

  mutating func fixed<Value: FixedWidthInteger & BitwiseCopyable>() throws(WireError) -> Value {
    let range = try skip(MemoryLayout<Value>.size)
    return Value(
      littleEndian: bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: range.lowerBound, as: Value.self)
      })
  }

  mutating func text() throws(WireError) -> String {
    let range = try skip(count(ofSize: 1))
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw WireError("text is not valid UTF-8, at byte \(range.lowerBound)")
    }
    return text
  }

  /// Passes over so many bytes.
  mutating func skip(_ count: Int) throws(WireError) -> Range<Int> {
    guard count <= end - offset else { throw .truncated(at: end) }
    defer { offset += count }
    return offset..<offset + count
  }

  /// Passes over a part that begins with a count of its bytes.
  mutating func part() throws(WireError) -> WireReader {
    WireReader(bytes: bytes, range: try skip(count(ofSize: 1)))
  }

  /// Passes over a value, which is not looked into.
  mutating func skipValue() throws(WireError) {
    let tag = try tag()
    switch tag {
    case .null, .no, .yes: break
    case .signed, .unsigned: _ = try varint()
    case .string, .sequence, .keyed: _ = try skip(count(ofSize: 1))
    case .packed:
      let element = try packedElement()
      _ = try skip(count(ofSize: element.size) * element.size)
    case .float, .double, .fixed8, .fixed32, .fixed64, .fixed128, .unsigned128:
      _ = try skip(tag.fixedSize ?? 0)
    }
  }

  mutating func packedElement() throws(WireError) -> (tag: WireTag, size: Int) {
    let tag = try tag()
    guard let size = tag.fixedSize else {
      throw WireError("values of the tag \(tag.rawValue) cannot be packed, at byte \(offset - 1)")
    }
    return (tag, size)
  }
}
