internal import MemoryMapping

/// The segments that a shared value refers to, which go wherever the value goes.
final class Enclosures: SegmentOutbox {
  /// All jobs of a worker have the same value.
  let access = SegmentAccess.readOnly
  private(set) var segments: [SharedSegment] = []
  private var identities: Set<SegmentIdentity> = []

  func enclose(_ segment: SharedSegment) {
    if identities.insert(segment.identity).inserted { segments.append(segment) }
  }
}
