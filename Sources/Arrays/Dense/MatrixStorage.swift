package import MemoryMapping

/// The numbers of a matrix: on the heap, or inside a mapped file that it keeps alive.
// SAFETY: the elements are initialised before the storage is shared. A matrix writes to them only while it
// holds the sole reference to heap storage, as the standard library's arrays do, so readers never race.
@usableFromInline
package final class MatrixStorage<Element: MatrixElement>: @unchecked Sendable {
  @usableFromInline package let elements: UnsafeMutableBufferPointer<Element>
  private let file: MappedFile?

  /// Whether a sole owner may write in place: mapped files are read-only.
  package var isWritable: Bool { file == nil }

  /// Uninitialised numbers on the heap, which the caller fills.
  package convenience init(uninitializedCount count: Int) {
    self.init(capacity: count) { _ in count }
  }

  /// Numbers on the heap whose count is known only once they are there.
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
    // Vector units like cache lines best.
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(size, 1), alignment: 64)
    let start = raw.bindMemory(to: Element.self, capacity: capacity)
    do {
      let count = try initializer(UnsafeMutableBufferPointer(start: start, count: capacity))
      precondition(count >= 0 && count <= capacity)
      elements = UnsafeMutableBufferPointer(start: start, count: count)
    } catch {
      raw.deallocate()
      throw error
    }
    file = nil
  }

  /// The numbers inside a mapped file, from a byte offset that is a multiple of their size.
  package init(file: MappedFile, offset: Int, count: Int) {
    precondition(offset >= 0 && count >= 0 && offset % MemoryLayout<Element>.alignment == 0)
    precondition(count <= (file.bytes.count - offset) / MemoryLayout<Element>.stride)
    let bytes = UnsafeMutableRawPointer(mutating: file.bytes.baseAddress)
    elements = UnsafeMutableBufferPointer(
      start: (bytes.map { $0 + offset })?.bindMemory(to: Element.self, capacity: count), count: count)
    self.file = file
  }

  deinit {
    guard file == nil else { return }
    UnsafeMutableRawPointer(elements.baseAddress)?.deallocate()
  }
}
