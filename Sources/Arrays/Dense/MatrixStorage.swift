package import MemoryMapping

/// The numbers of a matrix: on the heap, or inside a mapped file that it keeps alive.
// SAFETY: the elements are initialised before the storage is shared. A matrix writes to them only while it
// holds the sole reference to heap storage, as the standard library's arrays do, so readers never race.
package final class MatrixStorage<Element: MatrixElement>: @unchecked Sendable {
  package let elements: UnsafeMutableBufferPointer<Element>
  private let file: MappedFile?

  /// Whether a sole owner may write in place. Mapped files are read-only.
  package var isWritable: Bool { file == nil }

  /// Uninitialised numbers on the heap, 64-byte aligned as vector units like best. The caller fills them.
  package init(uninitializedCount count: Int) {
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    precondition(!overflow, "a matrix of \(count) elements does not fit into the address space")
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 64)
    elements = UnsafeMutableBufferPointer(
      start: raw.baseAddress?.bindMemory(to: Element.self, capacity: count), count: count)
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
