internal import CPlatform
package import SystemPackage

/// A folder for files that one owner needs for some time, such as a cache.
///
/// Its files are in a folder of their own within the one that the owner names, whose other contents are never
/// touched. The owner holds a lock that dies with its process: a folder whose owner lives is refused to others, and
/// what an owner that was killed has left behind is removed by the next one at the same place.
package final class OwnedFolder: Sendable {
  /// Where the owner's files are.
  package let path: FilePath

  /// The folder that was named.
  private let place: FilePath
  private let lock: FileDescriptor
  /// Whether the named folder was made for the owner, and so goes with it once it is empty.
  private let isMade: Bool

  private static let innerName = ".ensembles-cache"
  /// Locked by the owner.
  private static let lockName = "owner"
  /// There if the named folder was made for the owner, or for the one that was killed before.
  private static let markName = "made"

  /// Takes possession of a folder, which is made if it is not there.
  ///
  /// - Parameter place: The folder. The one that it is in must be there.
  /// - Throws: `FileError` if the folder cannot be made or written to, or if it has an owner that lives.
  package init(at place: FilePath) throws {
    var kind = CPLATFORM_NO_FILE
    try FileError.check(
      place.appending(".").withPlatformString { cplatform_examine_path($0, &kind) }, place, "use")
    let isNew = kind == CPLATFORM_NO_FILE
    if isNew { try Self.make(place, for: place, "make") }
    path = place.appending(Self.innerName)
    self.place = place
    (lock, isMade) = try Self.possess(path, of: place, isNew: isNew)
  }

  /// Makes a folder of an unused name, and removes those of the same kind whose owners are gone.
  ///
  /// - Parameters:
  ///   - parent: The folder to make it in.
  ///   - prefix: What its name begins with.
  /// - Throws: `FileError` if the folder cannot be made.
  package convenience init(in parent: FilePath, prefix: String) throws {
    Self.sweep(parent, prefix)
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    try self.init(at: parent.appending("\(prefix)\(cplatform_process_id())-\(random)"))
  }

  /// Removes the owner's files, then the named folder if it was made for them and holds nothing else.
  ///
  /// - Throws: `FileError` if something cannot be removed.
  package func remove() throws {
    defer { try? lock.close() }
    try Self.remove(path, of: place, isMade: isMade)
  }

  // MARK: - Owners

  private static func possess(
    _ path: FilePath, of place: FilePath, isNew: Bool
  ) throws -> (lock: FileDescriptor, isMade: Bool) {
    var isMade = isNew
    while true {
      try make(path, for: place, "use")
      guard let lock = try lock(path, of: place, orMakeIt: true) else {
        throw FileError(
          path: place, operation: "use",
          reason: "another session that is under way has its files there; choose another folder")
      }
      // What the one before has left, if it was killed. It may have made the named folder.
      let mark = path.appending(markName)
      if names(in: path).contains(markName) { isMade = true }
      for name in names(in: path) where name != lockName && name != markName {
        let code = path.appending(name).withPlatformString(cplatform_remove_tree)
        try FileError.check(code, place, "clear")
      }
      if isMade { try makeFile(mark, for: place) }
      // Between the making of the folder and the lock, a sweep or the end of another owner may have removed it.
      if path.appending(lockName).withPlatformString({ cplatform_is_named(lock.rawValue, $0) }) {
        return (lock, isMade)
      }
      try? lock.close()
    }
  }

  /// The lock of a folder of files, or nil if somebody else has it.
  private static func lock(
    _ path: FilePath, of place: FilePath, orMakeIt: Bool
  ) throws(FileError) -> FileDescriptor? {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(
        path.appending(lockName), .readWrite,
        options: orMakeIt ? [.create, .noFollow, .closeOnExec] : [.noFollow, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o666))
    } catch {
      throw FileError(path: place, operation: "use", errno: error as? Errno ?? .ioError)
    }
    guard cplatform_lock_file(descriptor.rawValue, false) == 0 else {
      try? descriptor.close()
      return nil
    }
    return descriptor
  }

  private static func remove(_ path: FilePath, of place: FilePath, isMade: Bool) throws(FileError) {
    try FileError.check(path.withPlatformString(cplatform_remove_tree), place, "remove the files in")
    guard isMade, names(in: place).isEmpty else { return }
    try FileError.check(place.withPlatformString(cplatform_remove_tree), place, "remove")
  }

  /// Removes the folders of a kind whose owners are gone, as far as possible: that is no reason not to make another.
  private static func sweep(_ parent: FilePath, _ prefix: String) {
    for name in names(in: parent) where isOwn(name, prefix) {
      let place = parent.appending(name)
      let path = place.appending(innerName)
      guard let lock = try? lock(path, of: place, orMakeIt: false) else { continue }
      try? remove(path, of: place, isMade: true)
      try? lock.close()
    }
  }

  /// Whether a name is exactly one that this type makes, so that nobody else's folder is ever swept.
  private static func isOwn(_ name: String, _ prefix: String) -> Bool {
    guard name.hasPrefix(prefix) else { return false }
    let parts = name.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && Int32(parts[0]) != nil && UInt64(parts[1], radix: 36) != nil
  }

  // MARK: - The system

  private static func make(
    _ path: FilePath, for place: FilePath, _ operation: String
  ) throws(FileError) {
    let code = path.withPlatformString(cplatform_make_folder)
    if code != Errno.fileExists.rawValue { try FileError.check(code, place, operation) }
  }

  private static func makeFile(_ path: FilePath, for place: FilePath) throws(FileError) {
    do {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, .noFollow, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o666)
      ).close()
    } catch {
      throw FileError(path: place, operation: "use", errno: error as? Errno ?? .ioError)
    }
  }

  /// Everything in a folder but the folder itself and the one around it.
  private static func names(in folder: FilePath) -> [String] {
    ScratchItem.names(in: folder).filter { $0 != "." && $0 != ".." }
  }
}
