internal import CPlatform
import SystemPackage

/// A file or folder under construction beside its target, named `.{target}.{process}-{random}.partial`.
///
/// Its owner holds an exclusive lock on it. The lock dies with the process, and so tells what a process that
/// was killed has left behind from what somebody is still writing.
struct ScratchItem {
  enum Kind { case file, folder }

  let path: FilePath
  let descriptor: FileDescriptor

  private static let suffix = ".partial"

  /// Makes an empty scratch item and locks it.
  init(_ kind: Kind, for target: ReplacementTarget) throws(FileError) {
    while true {
      let path = Self.unusedPath(for: target)
      let descriptor = try Self.create(kind, at: path, for: target)
      // On a file system without locks nobody can sweep either: left-overs stay.
      _ = cplatform_lock_file(descriptor.rawValue, true)
      // Between its creation and the lock, somebody's sweep may have taken the item for a left-over.
      if path.withPlatformString({ cplatform_is_named(descriptor.rawValue, $0) }) {
        self.path = path
        self.descriptor = descriptor
        return
      }
      try? descriptor.close()
    }
  }

  /// A name that nothing has yet, for an item or for a folder that is moved aside.
  static func unusedPath(for target: ReplacementTarget) -> FilePath {
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    return target.folder.appending(".\(target.name.string).\(cplatform_process_id())-\(random)\(suffix)")
  }

  private static func create(
    _ kind: Kind, at path: FilePath, for target: ReplacementTarget
  ) throws(FileError) -> FileDescriptor {
    do {
      switch kind {
      case .file:
        // The umask takes from these permissions what the user does not want.
        return try FileDescriptor.open(
          path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: FilePermissions(rawValue: 0o666))
      case .folder:
        try FileError.check(path.withPlatformString(cplatform_make_folder), target.requested, "write")
        return try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
      }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(path: target.requested, operation: "write", errno: error as? Errno ?? .ioError)
    }
  }

  /// Removes the item, unless it was renamed, and gives up the lock.
  func discard() {
    _ = path.withPlatformString(cplatform_remove_tree)
    try? descriptor.close()
  }

  /// Removes the scratch items of a target whose owners are gone.
  ///
  /// Whatever cannot be removed stays: that is no reason not to write.
  static func sweep(_ target: ReplacementTarget) {
    sweep(target.folder) { $0 == target.name.string }
  }

  /// Removes the scratch items of several targets in a folder whose owners are gone.
  static func sweep(_ folder: FilePath, of isTarget: (String) -> Bool) {
    for name in names(in: folder) where targetName(ofScratch: name).map(isTarget) == true {
      let path = folder.appending(name)
      guard
        let descriptor = try? FileDescriptor.open(
          path, .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
      else { continue }
      // An owner that has just finished may have renamed the item that was opened: then the name is free,
      // or another item has it.
      if cplatform_lock_file(descriptor.rawValue, false) == 0,
        path.withPlatformString({ cplatform_is_named(descriptor.rawValue, $0) })
      {
        _ = path.withPlatformString(cplatform_remove_tree)
      }
      try? descriptor.close()
    }
  }

  /// The target of a scratch item, if a name is exactly one that this type makes, so that nobody else's file is ever
  /// swept.
  static func targetName(ofScratch name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(suffix) else { return nil }
    let inner = name.dropFirst().dropLast(suffix.count)
    guard let dot = inner.lastIndex(of: "."), dot > inner.startIndex else { return nil }
    let parts = inner[inner.index(after: dot)...].split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, Int32(parts[0]) != nil, UInt64(parts[1], radix: 36) != nil else { return nil }
    return String(inner[..<dot])
  }

  static func names(in folder: FilePath) -> [String] {
    var names: [String] = []
    withUnsafeMutablePointer(to: &names) { names in
      _ = folder.withPlatformString { folder in
        cplatform_each_entry(folder, names) { context, name in
          // SAFETY: the context is the array above, which outlives this synchronous call.
          guard let name else { return }
          context?.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
        }
      }
    }
    return names
  }
}
