internal import CPlatform
package import SystemPackage

/// Writes a file that appears under its name whole, or not at all.
///
/// The closure writes to a scratch file beside the target. When it returns, the scratch file is renamed over the
/// target in one step: readers see the old file or the new one, and a mapping of the old one stays valid. When it
/// throws, the scratch file is removed and the target is what it was.
///
/// A target that is a symbolic link is followed. The new file has the permissions that the umask leaves.
///
/// - Parameters:
///   - path: The file to create or replace.
///   - durability: What is done for the file besides.
///   - body: Writes the contents. It must not close the descriptor.
/// - Returns: What the closure returned, after the file is in place.
/// - Throws: `FileError` if the folder does not exist or cannot be written to, if the target is a folder or
///   another thing that is no regular file, or if writing fails; and whatever the closure throws, an `Errno`
///   as a `FileError`.
package func withReplacement<Result>(
  ofFile path: FilePath, _ durability: FileDurability = .lasting, _ body: (FileDescriptor) throws -> Result
) throws -> Result {
  let target = try ReplacementTarget(path)
  try requireReplaceableFile(at: target)
  if durability == .lasting { ScratchItem.sweep(target) }
  let scratch = try ScratchItem(.file, for: target)
  defer { scratch.discard() }
  let result: Result
  do {
    result = try body(scratch.descriptor)
  } catch let errno as Errno {
    throw FileError(path: path, operation: "write", errno: errno)
  }
  if durability == .lasting {
    try FileError.check(cplatform_sync(scratch.descriptor.rawValue), path, "write")
  }
  try FileError.check(rename(scratch.path, to: target.path), path, "write")
  if durability == .lasting { target.syncFolder() }
  return result
}

func requireReplaceableFile(at target: ReplacementTarget) throws(FileError) {
  switch try target.kind() {
  case CPLATFORM_NO_FILE, CPLATFORM_REGULAR_FILE: break
  case CPLATFORM_FOLDER:
    throw FileError(path: target.requested, operation: "write", reason: "it is a folder, not a file")
  default:
    throw FileError(path: target.requested, operation: "write", reason: "it is not a regular file")
  }
}

/// Renames, and returns zero or the system's error number.
func rename(_ source: FilePath, to target: FilePath) -> Int32 {
  source.withPlatformString { source in
    target.withPlatformString { cplatform_rename(source, $0) }
  }
}
