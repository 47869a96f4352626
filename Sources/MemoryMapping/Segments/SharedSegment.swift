internal import CPlatform
internal import Synchronization
package import SystemPackage

/// Memory that other processes can map: bytes of its own without a name, or those of a file.
///
/// It is there as long as a process has a descriptor or a mapping of it; whatever dies, nothing is left behind.
/// Its size never changes. Once it has been handed to another process, its bytes must not change either, unless
/// that is what it is for: the other process may keep it for as long as it likes.
package final class SharedSegment: Sendable {
  /// What tells it from others.
  ///
  /// A process that receives it calls it the same.
  package let identity: SegmentIdentity

  /// What this process may do with it.
  package let access: SegmentAccess

  /// The bytes, which begin a page.
  // SAFETY: the mapping is ended in `deinit`; who writes to it has `access` and sees to it that nobody reads
  // meanwhile.
  package nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

  /// The first of the bytes.
  package var base: UnsafeMutableRawPointer { mapping.base }

  /// What other processes can map to see the same bytes, or `nil` if they cannot.
  package var file: SegmentFile? { isDiverged.load(ordering: .relaxed) ? nil : mapping.file }

  private let mapping: SegmentMapping
  /// The forks that had happened when this process made the segment, or `nil` if it did not make it.
  private let forkCount: UInt64?
  private let hasCrossed = Atomic(false)
  private let isDiverged = Atomic(false)

  private init(
    mapping: SegmentMapping, byteCount: Int, identity: SegmentIdentity, access: SegmentAccess,
    forkCount: UInt64?
  ) {
    self.mapping = mapping
    self.identity = identity
    self.access = access
    self.forkCount = forkCount
    bytes = UnsafeMutableRawBufferPointer(start: mapping.base, count: byteCount)
    Self.openCount.add(1, ordering: .relaxed)
  }

  /// Makes memory that is zero.
  ///
  /// - Parameter byteCount: A positive count.
  /// - Throws: `SharedMemoryError` if the system refuses.
  package convenience init(byteCount: Int) throws(SharedMemoryError) {
    let mapping: SegmentMapping
    do {
      mapping = try .create(byteCount: byteCount)
    } catch {
      // It is we who keep descriptors and memory that could be had.
      SpareSegments.shared.removeAll()
      mapping = try .create(byteCount: byteCount)
    }
    self.init(
      mapping: mapping, byteCount: byteCount, identity: SegmentIdentity(), access: .readWrite,
      forkCount: cplatform_fork_count())
  }

  /// Memory for a value, with anything in it, or `nil` if the value had better live on the heap: the system
  /// refuses, or too many descriptors are in use.
  package static func forValue(ofBytes byteCount: Int) -> SharedSegment? {
    guard isAffordable else { return nil }
    guard let spare = SpareSegments.shared.take(byteCount: byteCount) else {
      return try? SharedSegment(byteCount: byteCount)
    }
    return SharedSegment(
      mapping: spare, byteCount: byteCount, identity: SegmentIdentity(), access: .readWrite,
      forkCount: cplatform_fork_count())
  }

  /// Maps what another process has handed over.
  ///
  /// - Parameters:
  ///   - file: What came from there.
  ///   - identity: What the other process calls it.
  ///   - byteCount: How many bytes it claims to have.
  ///   - access: What is to be done with it.
  /// - Throws: `SharedMemoryError` if there are fewer bytes, or if the system refuses.
  package convenience init(
    receiving file: SegmentFile, identity: SegmentIdentity, byteCount: Int, access: SegmentAccess
  ) throws(SharedMemoryError) {
    var kind = CPLATFORM_OTHER_FILE
    var size: Int64 = 0
    let code = cplatform_examine(file.descriptor.rawValue, &kind, &size)
    guard code == 0, kind == CPLATFORM_REGULAR_FILE, byteCount > 0, byteCount <= size else {
      throw SharedMemoryError(
        operation: "map \(byteCount) bytes of shared memory", reason: "\(max(0, size)) bytes were received")
    }
    self.init(
      mapping: try SegmentMapping(file, byteCount: byteCount, access: access),
      byteCount: byteCount, identity: identity, access: access, forkCount: nil)
  }

  /// Maps the bytes of an open file, of which it has at least one, to look at them.
  ///
  /// - Throws: `SharedMemoryError` if the system refuses.
  convenience init(file: SegmentFile, byteCount: Int) throws(SharedMemoryError) {
    self.init(
      mapping: try SegmentMapping(
        file, byteCount: byteCount, access: .readOnly, keepsFileOpen: Self.isAffordable),
      byteCount: byteCount, identity: SegmentIdentity(), access: .readOnly, forkCount: nil)
  }

  /// Fills a part of memory that was just made, and that nobody has touched.
  ///
  /// The system is given the bytes, which need not clear pages then that are about to be filled, nor be interrupted
  /// by each of them: that takes two thirds of the time.
  ///
  /// - Throws: `SharedMemoryError` if there is too little memory.
  package func fill(from offset: Int, with source: UnsafeRawBufferPointer) throws(SharedMemoryError) {
    precondition(offset >= 0 && offset <= bytes.count - source.count, "the bytes fit the segment")
    guard let file else {
      return UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyMemory(from: source)
    }
    var rest = source[...]
    do {
      while !rest.isEmpty {
        let place = Int64(offset + rest.startIndex)
        let count = try file.descriptor.write(
          toAbsoluteOffset: place, UnsafeRawBufferPointer(rebasing: rest))
        rest = rest.dropFirst(count)
      }
    } catch {
      throw SharedMemoryError(
        operation: "fill \(source.count) bytes of shared memory", errno: error as? Errno ?? .ioError)
    }
  }

  deinit {
    Self.openCount.subtract(1, ordering: .relaxed)
    let hasCrossed = hasCrossed.load(ordering: .acquiring)
    if let forkCount, !hasCrossed {
      SpareSegments.shared.put(mapping, forkCount: forkCount)
    } else {
      mapping.end()
    }
    if hasCrossed { Self.ringBell() }
  }
}

/// Who may write.
extension SharedSegment {
  /// Whether the only value that lives here may be changed in place: no other process can see it.
  ///
  /// A forked child shares what was there when it was forked, so that both must copy that first, as the system
  /// does with other memory.
  package var isPrivate: Bool {
    if access == .copyOnWrite { return true }
    return forkCount == cplatform_fork_count() && !hasCrossed.load(ordering: .relaxed)
  }

  /// Takes note that this process writes to it.
  package func willWrite() {
    if access == .copyOnWrite { isDiverged.store(true, ordering: .relaxed) }
  }

  /// Takes note that another process may see it from now on.
  package func willCross() { hasCrossed.store(true, ordering: .releasing) }
}

/// What the process knows of all of them.
extension SharedSegment {
  private static let openCount = Atomic(0)
  private static let bell = Atomic<Int32>(-1)

  /// Whether one more leaves enough descriptors for other uses.
  private static var isAffordable: Bool {
    openCount.load(ordering: .relaxed) < Int(cplatform_descriptor_limit()) / 4
  }

  /// Sets the event counter that is raised when a segment ends which other processes may have.
  package static func ringWhenOneEnds(_ descriptor: FileDescriptor) {
    bell.store(descriptor.rawValue, ordering: .relaxed)
  }

  private static func ringBell() {
    let bell = bell.load(ordering: .relaxed)
    if bell >= 0 { cplatform_ring(bell) }
  }
}
