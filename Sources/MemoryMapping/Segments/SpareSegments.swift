internal import CPlatform
internal import Synchronization

/// Segments that nobody uses any more and no other process has seen, kept to be used again.
///
/// The system clears the pages of new memory one by one when they are first touched, which takes twenty times as
/// long as to fill a few mebibytes that are there already. The heap keeps what it has had, and a matrix in a
/// segment is not to be slower.
///
/// There is no lock, since a thread that is gone might hold it in a forked child.
///
/// SAFETY: the pointer is set once. A slot holds a retained `Spare`, or nothing; it belongs to the thread that
/// has exchanged it for nothing.
final class SpareSegments: @unchecked Sendable {
  static let shared = SpareSegments()

  /// How many bytes are kept at most.
  static let limit = 64 << 20
  /// The largest segment that is kept.
  ///
  /// Larger ones are rare, and the heap gives such back too.
  static let sizeLimit = 32 << 20
  private static let slotCount = 8

  private final class Spare {
    let mapping: SegmentMapping
    let forkCount: UInt64

    init(_ mapping: SegmentMapping, forkCount: UInt64) {
      self.mapping = mapping
      self.forkCount = forkCount
    }
  }

  private let slots = UnsafeMutablePointer<Atomic<UnsafeMutableRawPointer?>>.allocate(capacity: slotCount)
  private let total = Atomic(0)

  private init() {
    for slot in 0..<Self.slotCount { (slots + slot).initialize(to: Atomic(nil)) }
  }

  /// A segment of at least so many bytes and few more, with anything in it.
  func take(byteCount: Int) -> SegmentMapping? {
    guard byteCount <= Self.sizeLimit, total.load(ordering: .relaxed) > 0 else { return nil }
    for slot in 0..<Self.slotCount {
      guard let spare = empty(slot) else { continue }
      let mapping = spare.mapping
      if spare.forkCount == cplatform_fork_count(),
        (byteCount...byteCount + byteCount / 4).contains(mapping.byteCount)
      {
        return mapping
      }
      put(mapping, forkCount: spare.forkCount)
    }
    return nil
  }

  /// Keeps a segment, or ends it.
  func put(_ mapping: SegmentMapping, forkCount: UInt64) {
    // Another process has the memory of before a fork too.
    guard mapping.byteCount <= Self.sizeLimit, forkCount == cplatform_fork_count() else {
      return mapping.end()
    }
    let sum = total.add(mapping.byteCount, ordering: .relaxed).newValue
    if sum <= Self.limit {
      let spare = Unmanaged.passRetained(Spare(mapping, forkCount: forkCount))
      for slot in 0..<Self.slotCount {
        let (isDone, _) = slots[slot].compareExchange(
          expected: nil, desired: spare.toOpaque(), ordering: .acquiringAndReleasing)
        if isDone { return }
      }
      spare.release()
    }
    total.subtract(mapping.byteCount, ordering: .relaxed)
    mapping.end()
  }

  /// Gives all of them back to the system.
  func removeAll() {
    for slot in 0..<Self.slotCount { empty(slot)?.mapping.end() }
  }

  private func empty(_ slot: Int) -> Spare? {
    guard slots[slot].load(ordering: .relaxed) != nil,
      let pointer = slots[slot].exchange(nil, ordering: .acquiringAndReleasing)
    else { return nil }
    let spare = Unmanaged<Spare>.fromOpaque(pointer).takeRetainedValue()
    total.subtract(spare.mapping.byteCount, ordering: .relaxed)
    return spare
  }
}
