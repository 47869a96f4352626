internal import CPlatform
package import SystemPackage

/// Writes a folder that appears under its name whole, or not at all.
///
/// The closure fills a scratch folder beside the target. When it returns, all files in it are brought to the
/// disk. Then it is renamed to the target or, if there is a folder already, exchanged with it in one step,
/// and the old folder is removed. On a file system that cannot exchange, two renames take the place of that
/// step, with a moment in between when there is no folder of that name.
///
/// What an earlier process that was killed has left behind for the same target is removed first.
///
/// - Parameters:
///   - path: The folder to create or replace. A symbolic link is followed.
///   - isReplaceable: Whether an existing folder at this path may be removed.
///   - body: Receives the empty scratch folder and fills it. Results must not keep its path.
/// - Returns: What the closure returned, after the folder is in place.
/// - Throws: `FileError` if the parent folder does not exist or cannot be written to, if the target exists and
///   is no folder or one that must not be replaced, or if writing fails; and whatever the closure throws, an
///   `Errno` as a `FileError`. The target is then untouched.
package func withReplacement<Result>(
  ofFolder path: FilePath, isReplaceable: (FilePath) throws -> Bool, _ body: (FilePath) throws -> Result
) throws -> Result {
  let target = try ReplacementTarget(path)
  _ = try replaceableFolderExists(at: target, isReplaceable)
  ScratchItem.sweep(target)
  let scratch = try ScratchItem(.folder, for: target)
  defer { scratch.discard() }
  let result: Result
  do {
    result = try body(scratch.path)
  } catch let errno as Errno {
    throw FileError(path: path, operation: "write", errno: errno)
  } catch var error as FileError where error.path.starts(with: scratch.path) {
    // Nobody knows the scratch folder, and it is gone in a moment: what cannot be written is the target.
    error.path = path
    throw error
  }
  try FileError.check(scratch.path.withPlatformString(cplatform_sync_tree), path, "write")
  // The closure may have taken long: what is there now decides. An old folder ends up under the scratch
  // folder's name, and is discarded in its place.
  if try replaceableFolderExists(at: target, isReplaceable) {
    var code = exchange(scratch.path, target.path)
    if code == Errno.notSupported.rawValue { code = exchangeByRenaming(scratch.path, target) }
    try FileError.check(code, path, "replace")
  } else {
    try FileError.check(rename(scratch.path, to: target.path), path, "write")
  }
  target.syncFolder()
  return result
}

func replaceableFolderExists(
  at target: ReplacementTarget, _ isReplaceable: (FilePath) throws -> Bool
) throws -> Bool {
  switch try target.kind() {
  case CPLATFORM_NO_FILE:
    return false
  case CPLATFORM_FOLDER:
    guard try isReplaceable(target.path) else {
      throw FileError(
        path: target.requested, operation: "replace",
        reason: "the folder holds other things; remove it or choose another name")
    }
    return true
  default:
    throw FileError(path: target.requested, operation: "replace", reason: "it is a file, not a folder")
  }
}

private func exchange(_ one: FilePath, _ other: FilePath) -> Int32 {
  one.withPlatformString { one in
    other.withPlatformString { cplatform_exchange(one, $0) }
  }
}

/// Puts a new folder in place of the old, and removes the old one.
func exchangeByRenaming(_ new: FilePath, _ target: ReplacementTarget) -> Int32 {
  let aside = ScratchItem.unusedPath(for: target)
  let code = rename(target.path, to: aside)
  guard code == 0 else { return code }
  let failure = rename(new, to: target.path)
  guard failure == 0 else {
    _ = rename(aside, to: target.path)
    return failure
  }
  _ = aside.withPlatformString(cplatform_remove_tree)
  return 0
}
