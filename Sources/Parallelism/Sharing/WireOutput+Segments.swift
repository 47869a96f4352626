internal import MemoryMapping

/// Where a large array is that a message refers to: a packed sequence within a segment.
///
/// It begins so that the values are aligned as those of an array would be.
enum ExternalArray {
  static let offset = 6
  static let headerSize = 10
}

extension WireOutput {
  /// Writes an array of numbers into a segment of its own, and a reference to it here, if it is large and the receiver
  /// can map the segment.
  ///
  /// - Returns: Whether it has been written.
  func write(apart values: UnsafeRawBufferPointer, count: Int, of tag: WireTag) -> Bool {
    guard SegmentPolicy.wantsSegment(forBytes: values.count),
      let outbox = userInfo[.segmentOutbox] as? any SegmentOutbox
    else { return false }
    let start = ExternalArray.offset + ExternalArray.headerSize
    // Where the system refuses, the values go with the message.
    guard let segment = try? SharedSegment(byteCount: start + values.count) else { return false }
    let header = WireOutput(capacity: ExternalArray.headerSize)
    header.write(.packed)
    header.write(tag)
    header.write(fixed: UInt64(count))
    segment.bytes[ExternalArray.offset...].copyBytes(from: header.bytes)
    guard (try? segment.fill(from: start, with: values)) != nil else { return false }
    segment.willCross()
    outbox.enclose(segment)
    write(.external)
    write(fixed: segment.identity.high)
    write(fixed: segment.identity.low)
    return true
  }
}
