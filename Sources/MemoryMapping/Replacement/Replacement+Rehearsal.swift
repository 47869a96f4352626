package import SystemPackage

/// Finds out whether a file could be written with `withReplacement(ofFile:_:)`, before the work whose result it
/// shall hold.
///
/// A scratch file is made beside the target and removed again.
///
/// - Throws: `FileError` as the writing would.
package func rehearseReplacement(ofFile path: FilePath) throws {
  let target = try ReplacementTarget(path)
  try requireReplaceableFile(at: target)
  try ScratchItem(.file, for: target).discard()
}

/// Finds out whether a folder could be written with `withReplacement(ofFolder:isReplaceable:_:)`, before the work
/// whose result it shall hold.
///
/// A scratch folder is made beside the target and removed again.
///
/// - Throws: `FileError` as the writing would.
package func rehearseReplacement(
  ofFolder path: FilePath, isReplaceable: (FilePath) throws -> Bool
) throws {
  let target = try ReplacementTarget(path)
  _ = try replaceableFolderExists(at: target, isReplaceable)
  try ScratchItem(.folder, for: target).discard()
}
