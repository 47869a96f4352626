internal import MemoryMapping

/// What a process remembers of the segments that it has handed to another one.
struct SegmentLedger {
  private struct Entry {
    weak var segment: SharedSegment?
  }

  private var entries: [SegmentIdentity: Entry] = [:]
  /// What the other process knows: what a worker does from its beginning.
  private var threshold = SegmentPolicy().threshold

  /// What to tell the other process before it gets a message with references to segments, and which descriptors to
  /// send along; or `nil` if it knows all of that.
  mutating func notice(
    of segments: [SharedSegment], threshold: Int?
  ) -> (notice: SegmentNotice, files: [SegmentFile])? {
    var notice = SegmentNotice(threshold: threshold, gone: removeGone())
    var files: [SegmentFile] = []
    for segment in segments where entries[segment.identity]?.segment == nil {
      guard let file = segment.file else { continue }
      entries[segment.identity] = Entry(segment: segment)
      notice.new.append(.init(identity: segment.identity, byteCount: segment.bytes.count))
      files.append(file)
    }
    guard self.threshold != threshold || !notice.gone.isEmpty || !notice.new.isEmpty else { return nil }
    self.threshold = threshold
    return (notice, files)
  }

  /// What to tell the other process when there is no message for it; or `nil` if it knows all of that.
  mutating func farewell() -> SegmentNotice? {
    let gone = removeGone()
    return gone.isEmpty ? nil : SegmentNotice(threshold: threshold, gone: gone)
  }

  /// Forgets what has been handed over, where the other process does so too.
  mutating func forget() { entries = [:] }

  /// The segment of an identity, if it has been handed over and still exists.
  func segment(_ identity: SegmentIdentity) -> SharedSegment? { entries[identity]?.segment }

  private mutating func removeGone() -> [SegmentIdentity] {
    let gone = entries.filter { $0.value.segment == nil }.map(\.key)
    for identity in gone { entries[identity] = nil }
    return gone
  }
}
