internal import MemoryMapping

extension WireInput {
  /// What a reference to an array in a segment stands for.
  ///
  /// - Throws: `DecodingError` if the segment did not come, or holds something else.
  func outside(_ value: WireValue) throws -> WireDecoder {
    let identity = try known(value.place) { () throws(WireError) in
      SegmentIdentity(
        high: try bytes.load(at: value.offset, to: bytes.count),
        low: try bytes.load(at: value.offset + 8, to: bytes.count))
    }
    guard let inbox = userInfo[.segmentInbox] as? any SegmentInbox else {
      throw corrupted("it is in shared memory, and this message came another way", value.place)
    }
    let segment: SharedSegment
    do {
      segment = try inbox.segment(identity, for: .readOnly)
    } catch {
      throw corrupted("\(error)", value.place)
    }
    let content = WireBytes(UnsafeRawBufferPointer(segment.bytes))
    let tag = try known(value.place) { () throws(WireError) in
      try content.tag(at: ExternalArray.offset, to: content.count)
    }
    // Nothing else is written there; a reference to itself would be followed for ever.
    guard tag == .packed else { throw corrupted("its segment holds no array", value.place) }
    return WireDecoder(
      input: WireInput(content, of: segment, userInfo: userInfo),
      value: WireValue(.packed, ExternalArray.offset + 1, place: 0))
  }
}
