/// Appends primitive values to a message.
///
/// Not copyable, since a copy would write to the same message.
struct WireWriter: ~Copyable {
  let output: WireOutput

  /// An empty message; encoders give `userInfo` to the values that they encode.
  init(userInfo: [CodingUserInfoKey: Any] = [:]) {
    output = WireOutput(userInfo: userInfo)
  }

  deinit {
    output.close()
  }

  var count: Int { output.count }

  /// A copy of what was written.
  var bytes: [UInt8] { [UInt8](output.bytes) }

  /// A copy of what was written here and in another message.
  func bytes(followedBy other: borrowing WireWriter) -> [UInt8] {
    let (first, second) = (output.bytes, other.output.bytes)
    return [UInt8](unsafeUninitializedCapacity: first.count + second.count) { buffer, initializedCount in
      let target = UnsafeMutableRawBufferPointer(buffer)
      target.copyMemory(from: first)
      UnsafeMutableRawBufferPointer(rebasing: target[first.count...]).copyMemory(from: second)
      initializedCount = buffer.count
    }
  }

  mutating func write(raw other: UnsafeRawBufferPointer) { output.write(raw: other) }
  mutating func write(varint value: UInt64) { output.write(varint: value) }
  mutating func write(count: Int) { output.write(varint: UInt64(count)) }
  mutating func write(text: String) { output.write(text: text) }

  mutating func write(contentsOf other: [UInt8]) {
    other.withUnsafeBytes { output.write(raw: $0) }
  }

  mutating func write<Value: FixedWidthInteger & BitwiseCopyable>(fixed value: Value) {
    output.write(fixed: value)
  }
}
