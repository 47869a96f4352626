internal import CPlatform
internal import SystemPackage

/// A mapping of a file, which its only owner ends.
///
/// SAFETY: the address is that of `byteCount` bytes until `end()`.
struct SegmentMapping: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int
  /// What is mapped, or `nil` if it was closed, which a mapping survives.
  let file: SegmentFile?

  /// Makes new memory, which is zero.
  static func create(byteCount: Int) throws(SharedMemoryError) -> SegmentMapping {
    precondition(byteCount > 0, "a segment has at least one byte")
    var descriptor: Int32 = -1
    try SharedMemoryError.check(
      cplatform_segment_create(byteCount, &descriptor), "make \(byteCount) bytes of shared memory")
    cplatform_count_forks()
    return try SegmentMapping(
      SegmentFile(FileDescriptor(rawValue: descriptor)), byteCount: byteCount, access: .readWrite)
  }

  /// Maps the beginning of a file.
  init(
    _ file: SegmentFile, byteCount: Int, access: SegmentAccess, keepsFileOpen: Bool = true
  ) throws(SharedMemoryError) {
    let right =
      switch access {
      case .readOnly: CPLATFORM_READ_ONLY
      case .copyOnWrite: CPLATFORM_COPY_ON_WRITE
      case .readWrite: CPLATFORM_READ_WRITE
      }
    var address: UnsafeMutableRawPointer?
    let code = cplatform_map(file.descriptor.rawValue, byteCount, right, &address)
    guard code == 0, let address else {
      throw SharedMemoryError(operation: "map \(byteCount) bytes", errno: Errno(rawValue: code))
    }
    base = address
    self.byteCount = byteCount
    self.file = keepsFileOpen ? file : nil
  }

  func end() {
    _ = cplatform_unmap(base, byteCount)
  }
}
