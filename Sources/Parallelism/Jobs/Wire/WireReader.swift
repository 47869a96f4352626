/// Takes primitive values from bytes that nobody vouches for.
///
/// Reading past the end throws. No count in the bytes is believed before that many bytes were seen.
struct WireReader {
  private let bytes: [UInt8]
  private let owner: Owner
  private(set) var offset = 0

  /// Sees to it that the containers of an input, which refer to it, go with the last reader.
  private final class Owner {
    let input: WireInput
    let bytes: [UInt8]
    /// The bytes as values are decoded from them, one after the other.
    ///
    /// SAFETY: an array that nobody changes keeps its place, and this one lives as long as the pointer.
    let content: UnsafeRawBufferPointer

    init(_ input: WireInput, _ bytes: [UInt8]) {
      self.input = input
      self.bytes = bytes
      content = bytes.withUnsafeBytes { $0 }
    }

    deinit {
      input.slots.removeAll()
    }
  }

  /// A message to read from its beginning; decoders give `userInfo` to the values that they decode.
  init(_ bytes: [UInt8], userInfo: [CodingUserInfoKey: Any] = [:]) {
    self.bytes = bytes
    owner = Owner(WireInput(userInfo: userInfo), bytes)
  }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func varint() throws(WireError) -> UInt64 {
    try take { bytes, offset throws(WireError) in try bytes.varint(at: offset, to: bytes.count) }
  }

  /// A count of things that take `size` bytes each at least, all of them before the end.
  mutating func count(ofSize size: Int) throws(WireError) -> Int {
    let value = try varint()
    guard value <= UInt64((bytes.count - offset) / size) else { throw .truncated(at: bytes.count) }
    return Int(value)
  }

  mutating func fixed<Value: FixedWidthInteger & BitwiseCopyable>() throws(WireError) -> Value {
    try take { bytes, offset throws(WireError) in
      (try bytes.load(at: offset, to: bytes.count), offset + MemoryLayout<Value>.size)
    }
  }

  mutating func text() throws(WireError) -> String {
    try take { bytes, offset throws(WireError) in
      (
        try bytes.text(at: offset, to: bytes.count),
        try bytes.textRange(at: offset, to: bytes.count).upperBound
      )
    }
  }

  /// Takes so many bytes.
  mutating func raw(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - offset else { throw .truncated(at: bytes.count) }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// Takes a value that decodes itself.
  mutating func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try owner.input.read(type, from: owner.content, at: &offset)
  }

  private mutating func take<Value>(
    _ body: (WireBytes, Int) throws(WireError) -> (Value, Int)
  ) throws(WireError) -> Value {
    let (value, end) = try bytes.withUnsafeBufferPointer { buffer throws(WireError) in
      try body(WireBytes(UnsafeRawBufferPointer(buffer)), offset)
    }
    offset = end
    return value
  }
}
