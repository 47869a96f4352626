#if canImport(Darwin)
  private import Darwin
#elseif canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#endif

/// The bytes of a message that is being written, in memory of its own that grows.
///
/// Raw memory, as each of the many small writes to an array would check that nobody else has the array.
final class WireOutput {
  // Only one function at a time changes any of these, which need not be checked at every byte.
  @exclusivity(unchecked) private var base: UnsafeMutableRawPointer
  @exclusivity(unchecked) private var capacity: Int
  @exclusivity(unchecked) private(set) var count = 0

  /// What encoders give to the values that they encode.
  let userInfo: [CodingUserInfoKey: Any]

  /// The values that are being encoded, each within the one before it.
  @exclusivity(unchecked) var frames: UnsafeMutablePointer<WireFrame>
  @exclusivity(unchecked) var frameCapacity = 4
  @exclusivity(unchecked) var frameCount = 0

  /// The identity of the innermost of them, the only one that may be written to; 0 if there is none.
  @exclusivity(unchecked) var current = 0
  @exclusivity(unchecked) var lastIdentity = 0

  /// Parts of values that may still grow, and where they belong, from front to back.
  @exclusivity(unchecked) var parts: [(offset: Int, output: WireOutput)] = []

  /// Parts that were put in their places and can be used again.
  @exclusivity(unchecked) var spares: [WireOutput] = []

  /// What this is a part of, and under which of its keys.
  @exclusivity(unchecked) var whole: (output: WireOutput, frameCount: Int, key: WireFrame.Key)?
  @exclusivity(unchecked) var outerDepth = 0

  /// How many values are being encoded that are nothing else than the value around them.
  @exclusivity(unchecked) var singleDepth = 0

  /// Containers to be used again.
  @exclusivity(unchecked) var slots = WireKeyedSlots<WireEncodingTarget>()

  init(userInfo: [CodingUserInfoKey: Any] = [:], capacity: Int = 256) {
    self.userInfo = userInfo
    self.capacity = capacity
    guard let base = malloc(capacity) else { preconditionFailure("there is no memory for a message") }
    self.base = base
    frames = .allocate(capacity: frameCapacity)
  }

  deinit {
    free(base)
    frames.deallocate()
  }

  /// Gives up containers and parts, which refer to this.
  func close() {
    slots.removeAll()
    for part in spares { part.close() }
    spares = []
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  func truncate(to newCount: Int) {
    precondition(newCount <= count)
    count = newCount
  }

  @inline(__always)
  func reserve(_ size: Int) {
    if capacity - count < size { grow(by: size) }
  }

  @inline(never)
  private func grow(by size: Int) {
    capacity = max(count + size, 2 * capacity)
    // Large blocks are moved by the system, without a copy.
    guard let newBase = realloc(base, capacity) else {
      preconditionFailure("there is no memory for a message of \(capacity) bytes")
    }
    base = newBase
  }

  @inline(__always)
  func write(_ tag: WireTag) {
    write(fixed: tag.rawValue)
  }

  @inline(__always)
  func write<Value: FixedWidthInteger & BitwiseCopyable>(fixed value: Value) {
    reserve(MemoryLayout<Value>.size)
    base.storeBytes(of: value.littleEndian, toByteOffset: count, as: Value.self)
    count += MemoryLayout<Value>.size
  }

  @inline(__always)
  func write<Value: FixedWidthInteger & BitwiseCopyable>(_ tag: WireTag, _ value: Value) {
    reserve(1 + MemoryLayout<Value>.size)
    base.storeBytes(of: tag.rawValue, toByteOffset: count, as: UInt8.self)
    base.storeBytes(of: value.littleEndian, toByteOffset: count + 1, as: Value.self)
    count += 1 + MemoryLayout<Value>.size
  }

  /// Changes a word that has been written.
  func overwrite(_ word: UInt64, at offset: Int) {
    precondition(offset >= 0 && offset <= count - 8)
    base.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
  }

  func write(raw other: UnsafeRawBufferPointer) {
    guard let start = other.baseAddress else { return }
    reserve(other.count)
    (base + count).copyMemory(from: start, byteCount: other.count)
    count += other.count
  }

  /// Seven bits a byte, the lowest first.
  @inline(__always)
  func write(varint value: UInt64) {
    if value < 0x80 { return write(fixed: UInt8(truncatingIfNeeded: value)) }
    var rest = value
    while rest >= 0x80 {
      write(fixed: UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    write(fixed: UInt8(truncatingIfNeeded: rest))
  }

  /// Writes the count of a text's bytes, and these.
  @inline(__always)
  func write(text: String) {
    var text = text
    text.withUTF8 { utf8 in
      write(varint: UInt64(utf8.count))
      write(raw: UnsafeRawBufferPointer(utf8))
    }
  }

  /// Puts pieces between the bytes that have been written, in one pass.
  func insert(_ pieces: some BidirectionalCollection<(offset: Int, output: WireOutput)>) {
    var room = pieces.reduce(0) { $0 + $1.output.count }
    reserve(room)
    var end = count
    count += room
    for (offset, piece) in pieces.reversed() {
      precondition(offset >= 0 && offset <= end)
      (base + offset + room).copyMemory(from: base + offset, byteCount: end - offset)
      room -= piece.count
      (base + offset + room).copyMemory(from: piece.base, byteCount: piece.count)
      end = offset
    }
  }
}

/// Values with their tags.
extension WireOutput {
  func writeNull() { write(.null) }
  @inline(__always) func write(_ value: Bool) { write(value ? .yes : .no) }
  @inline(__always) func write(_ value: Double) { write(.double, value.bitPattern) }
  @inline(__always) func write(_ value: Float) { write(.float, value.bitPattern) }
  func write(_ value: Int128) { write(.int128, value) }
  func write(_ value: UInt128) { write(.uint128, value) }

  func write(_ value: String) {
    write(.string)
    write(text: value)
  }

  @inline(__always)
  func write(integer value: some FixedWidthInteger) {
    if let small = UInt8(exactly: value) {
      write(.uint8, small)
    } else if let usual = Int64(exactly: value) {
      write(.int64, usual)
    } else {
      write(.uint64, UInt64(truncatingIfNeeded: value))
    }
  }

  /// Writes a value that need not encode itself.
  ///
  /// - Returns: Whether it is one.
  @inline(__always)
  func write<Value>(builtin value: Value) -> Bool {
    // SAFETY: each cast is to the type that the value has.
    if Value.self == Double.self {
      write(unsafeBitCast(value, to: Double.self))
    } else if Value.self == Int.self {
      write(integer: unsafeBitCast(value, to: Int.self))
    } else if Value.self == String.self {
      write(unsafeBitCast(value, to: String.self))
    } else if let type = packedArrayType(Value.self) {
      write(value, as: type)
    } else {
      return false
    }
    return true
  }

  private func write<Array: PackedArray>(_ value: some Any, as type: Array.Type) {
    // SAFETY: only called with the type that the value has.
    unsafeBitCast(value, to: type).write(to: self)
  }
}
