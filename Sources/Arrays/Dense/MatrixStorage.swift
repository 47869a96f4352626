package import MemoryMapping

/// The numbers of a matrix: on the heap, or within a segment that it keeps alive.
// SAFETY: the elements are initialised before the storage is shared. A matrix writes to them only while it
// holds the sole reference to memory that no other process sees, as the standard library's arrays do, so
// readers never race.
@usableFromInline
package final class MatrixStorage<Element: MatrixElement>: @unchecked Sendable {
  @usableFromInline package let elements: UnsafeMutableBufferPointer<Element>
  private let segment: SharedSegment?

  /// Uninitialised numbers, which the caller fills.
  package convenience init(uninitializedCount count: Int) {
    self.init(capacity: count) { _ in count }
  }

  /// Numbers whose count is known only once they are there.
  ///
  /// Memory beyond that count stays allocated, though a page that nobody touches costs nothing.
  ///
  /// - Parameters:
  ///   - capacity: The largest count possible.
  ///   - initializer: Writes the numbers from the beginning and returns how many there are.
  package init(
    capacity: Int, initializingWith initializer: (UnsafeMutableBufferPointer<Element>) throws -> Int
  ) rethrows {
    let (size, overflow) = capacity.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    precondition(!overflow, "a matrix of \(capacity) elements does not fit into the address space")
    let segment = SegmentPolicy.wantsSegment(forBytes: size) ? SharedSegment.forValue(ofBytes: size) : nil
    // Vector units like cache lines best.
    let raw = segment?.base ?? UnsafeMutableRawPointer.allocate(byteCount: max(size, 1), alignment: 64)
    let start = raw.bindMemory(to: Element.self, capacity: capacity)
    do {
      let count = try initializer(UnsafeMutableBufferPointer(start: start, count: capacity))
      precondition(count >= 0 && count <= capacity)
      elements = UnsafeMutableBufferPointer(start: start, count: count)
    } catch {
      if segment == nil { raw.deallocate() }
      throw error
    }
    self.segment = segment
  }

  /// Numbers that are there already.
  ///
  /// - Parameters:
  ///   - segment: What they are in, which is kept alive.
  ///   - bytes: A part of it, aligned for the elements.
  ///   - count: How many numbers there are, at most as many as fit.
  package init(in segment: SharedSegment, bytes: UnsafeRawBufferPointer, count: Int) {
    precondition(count >= 0 && count <= bytes.count / MemoryLayout<Element>.stride)
    let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    precondition(Int(bitPattern: start) % MemoryLayout<Element>.alignment == 0)
    elements = UnsafeMutableBufferPointer(
      start: start?.bindMemory(to: Element.self, capacity: count), count: count)
    self.segment = segment
  }

  /// Whether the only matrix that has this storage may write to it.
  ///
  /// It may not if another process sees the same memory, or if that is a file.
  package var isWritable: Bool { segment.map(\.isPrivate) ?? true }

  /// Is told before the numbers are written to.
  package func willWrite() { segment?.willWrite() }

  /// Whether the numbers can be mapped by another process.
  package var canCross: Bool { segment?.file != nil }

  /// What stands for the numbers in a message, or `nil` if they must be sent themselves.
  package func reference(through outbox: any SegmentOutbox) -> SegmentReference? {
    guard let segment, canCross, !elements.isEmpty else { return nil }
    return SegmentReference(
      to: UnsafeRawBufferPointer(elements), of: segment, access: outbox.access, through: outbox)
  }

  deinit {
    guard segment == nil else { return }
    UnsafeMutableRawPointer(elements.baseAddress)?.deallocate()
  }
}
