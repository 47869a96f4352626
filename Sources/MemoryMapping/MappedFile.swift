internal import CPlatform
package import SystemPackage

/// The bytes of a file, mapped read-only into memory.
///
/// Opening reads no byte of the file: the system loads a page when it is first touched, and may drop it again
/// when memory is short, so that a file larger than memory can be mapped. The mapping ends with the last
/// reference to this object.
///
/// The file must not become shorter while it is mapped: touching a page past its new end ends the process
/// with a bus error. Replacing the file by a rename, as this package's writers do, is safe.
///
/// The file stays open, so that it can be handed to other processes, unless very many are.
package final class MappedFile: Sendable {
  /// The file that was mapped.
  package let path: FilePath

  /// The mapping, or `nil` if the file is empty.
  package let segment: SharedSegment?

  /// The bytes of the file.
  ///
  /// They are readable for as long as this object lives.
  package var bytes: UnsafeRawBufferPointer {
    segment.map { UnsafeRawBufferPointer($0.bytes) } ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Maps a whole file.
  ///
  /// - Throws: `FileError` if the file does not exist, is a folder or another thing that is no regular file,
  ///   or cannot be opened or mapped. An empty file is not an error: it has no bytes.
  package init(_ path: FilePath) throws {
    self.path = path
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
    } catch let errno as Errno {
      throw FileError(path: path, operation: "open", errno: errno)
    }
    let file = SegmentFile(descriptor)
    var kind = CPLATFORM_OTHER_FILE
    var size: Int64 = 0
    try FileError.check(cplatform_examine(descriptor.rawValue, &kind, &size), path, "examine")
    guard kind != CPLATFORM_FOLDER else {
      throw FileError(path: path, operation: "open", reason: "it is a folder, not a file")
    }
    guard kind == CPLATFORM_REGULAR_FILE else {
      throw FileError(path: path, operation: "open", reason: "it is not a regular file")
    }
    do {
      segment = size > 0 ? try SharedSegment(file: file, byteCount: Int(size)) : nil
    } catch {
      throw FileError(path: path, operation: "map", reason: error.reason)
    }
  }
}
