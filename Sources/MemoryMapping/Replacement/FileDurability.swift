package import SystemPackage

/// What is done for a file beside giving it its name.
package enum FileDurability: Sendable {
  /// It is brought to the disk first, so that a power cut leaves the old file or the new one, and what processes that
  /// were killed have left behind for the same target is removed.
  case lasting

  /// Nothing, which takes a fraction of the time: for files that can be made again, of which a folder may hold many.
  ///
  /// The death of processes takes nothing from it. After a power cut its name may stand for a damaged file, which
  /// readers have to notice. `sweepReplacements(in:of:)` removes what processes that were killed have left behind.
  case renewable
}

/// Removes what processes that were killed have left behind of files that they were writing into a folder.
///
/// Files that are still being written stay, as does whatever cannot be removed.
///
/// - Parameters:
///   - folder: The folder, which is listed once.
///   - isTarget: Whether a name is that of such a file.
package func sweepReplacements(in folder: FilePath, of isTarget: (String) -> Bool) {
  ScratchItem.sweep(folder, of: isTarget)
}
