/// Appends primitive values to bytes.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  mutating func reserve(_ capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

  /// How many bytes a count takes.
  static func size(ofCount count: Int) -> Int {
    max(1, (Int.bitWidth - count.leadingZeroBitCount + 6) / 7)
  }

  mutating func write(_ tag: WireTag) {
    bytes.append(tag.rawValue)
  }

  mutating func write(contentsOf other: [UInt8]) {
    bytes.append(contentsOf: other)
  }

  mutating func write(raw other: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: other)
  }

  /// Seven bits a byte, the lowest first.
  mutating func write(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func write(count: Int) {
    write(varint: UInt64(count))
  }

  mutating func write<Value: FixedWidthInteger & BitwiseCopyable>(fixed value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(text: String) {
    var text = text
    text.withUTF8 { utf8 in
      write(count: utf8.count)
      bytes.append(contentsOf: utf8)
    }
  }

  mutating func write(signed value: Int64) {
    write(.signed)
    write(varint: UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  mutating func write(unsigned value: UInt64) {
    write(.unsigned)
    write(varint: value)
  }

  /// Takes back what was written last.
  mutating func truncate(to count: Int) {
    bytes.removeLast(bytes.count - count)
  }
}

/// Values with their tags.
extension WireWriter {
  mutating func write(_ value: Bool) { write(value ? .yes : .no) }

  mutating func write(_ value: Double) {
    write(.double)
    write(fixed: value.bitPattern)
  }

  mutating func write(_ value: Float) {
    write(.float)
    write(fixed: value.bitPattern)
  }

  mutating func write(_ value: String) {
    write(.string)
    write(text: value)
  }

  mutating func write(_ value: Int128) {
    write(.fixed128)
    write(fixed: value)
  }

  mutating func write(_ value: UInt128) {
    write(.unsigned128)
    write(fixed: value)
  }
}
