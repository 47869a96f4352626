/// Takes the segments that a value refers to while it is encoded for another process.
package protocol SegmentOutbox: AnyObject {
  /// What the other process may do with a value that it gets as a mapping.
  var access: SegmentAccess { get }

  /// Sees to it that the other process has a segment before it decodes the value.
  func enclose(_ segment: SharedSegment)
}

/// Has the segments that came with a value.
package protocol SegmentInbox: AnyObject {
  /// The segment of an identity.
  ///
  /// - Returns: A segment with that access, or one that was there already and whose bytes nobody will change.
  /// - Throws: `SharedMemoryError` if none came, or if it cannot be mapped.
  func segment(_ identity: SegmentIdentity, for access: SegmentAccess) throws -> SharedSegment
}

extension CodingUserInfoKey {
  private static func key(_ name: String) -> CodingUserInfoKey {
    guard let key = CodingUserInfoKey(rawValue: "swift-ensembles." + name) else {
      preconditionFailure("every text is a key")
    }
    return key
  }

  /// The ``SegmentOutbox`` of an encoder whose values go to another process of this machine.
  package static let segmentOutbox = key("segment-outbox")

  /// The ``SegmentInbox`` of the decoder at the other end.
  package static let segmentInbox = key("segment-inbox")
}
