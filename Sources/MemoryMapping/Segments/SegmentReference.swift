/// Stands for bytes of a segment in a value that goes to another process.
package struct SegmentReference: Codable, Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64
  private let offset: Int
  private let byteCount: Int
  private let access: UInt8

  /// Refers to some bytes of a segment and sends the segment along.
  ///
  /// - Parameters:
  ///   - bytes: A part of the segment.
  ///   - segment: The segment, which others can map.
  ///   - access: What the other process may do with them.
  ///   - outbox: Sends the segment.
  package init(
    to bytes: UnsafeRawBufferPointer, of segment: SharedSegment, access: SegmentAccess,
    through outbox: any SegmentOutbox
  ) {
    segment.willCross()
    outbox.enclose(segment)
    high = segment.identity.high
    low = segment.identity.low
    offset = bytes.baseAddress.map { $0 - UnsafeRawPointer(segment.base) } ?? 0
    byteCount = bytes.count
    self.access = access.rawValue
  }

  /// The segment, and where in it the bytes are.
  ///
  /// - Throws: `SharedMemoryError` if the segment did not come or is smaller than it should be.
  package func resolve(
    from inbox: any SegmentInbox
  ) throws -> (segment: SharedSegment, bytes: UnsafeRawBufferPointer) {
    guard let access = SegmentAccess(rawValue: access) else {
      throw SharedMemoryError(operation: "map shared memory", reason: "there is no access \(access)")
    }
    let segment = try inbox.segment(SegmentIdentity(high: high, low: low), for: access)
    guard offset >= 0, byteCount >= 0, byteCount <= segment.bytes.count,
      offset <= segment.bytes.count - byteCount
    else {
      throw SharedMemoryError(
        operation: "find \(byteCount) bytes at \(offset) in shared memory",
        reason: "it has \(segment.bytes.count) bytes")
    }
    return (segment, UnsafeRawBufferPointer(rebasing: segment.bytes[offset..<offset + byteCount]))
  }
}
