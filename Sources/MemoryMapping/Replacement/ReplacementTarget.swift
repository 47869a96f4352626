internal import CPlatform
import SystemPackage

/// The place where a new file or folder shall appear, with all symbolic links at its end followed.
struct ReplacementTarget {
  /// What the caller named: errors speak of it.
  let requested: FilePath

  /// The folder that holds the target, and scratch items beside it.
  let folder: FilePath

  /// The target's name in that folder.
  let name: FilePath.Component

  /// The target itself.
  var path: FilePath { folder.appending(name) }

  init(_ requested: FilePath) throws(FileError) {
    self.requested = requested
    let path = try Self.followingLinks(from: requested)
    guard let name = path.lastComponent, name.kind == .regular else {
      throw FileError(path: requested, operation: "write", reason: "it does not end with a name")
    }
    let parent = path.removingLastComponent()
    folder = parent.isEmpty ? "." : parent
    self.name = name
    var kind = CPLATFORM_NO_FILE
    // With a final “.”, so that a link to a folder counts as that folder.
    let code = folder.appending(".").withPlatformString { cplatform_examine_path($0, &kind) }
    guard code != 0 || kind != CPLATFORM_NO_FILE else {
      throw FileError(path: requested, operation: "write", reason: "there is no folder “\(folder)”")
    }
    try FileError.check(code, requested, "write")
  }

  /// What is there now.
  func kind() throws(FileError) -> cplatform_file_kind {
    var kind = CPLATFORM_NO_FILE
    try FileError.check(path.withPlatformString { cplatform_examine_path($0, &kind) }, requested, "write")
    return kind
  }

  /// Makes the last rename in the target's folder last, as far as the file system knows how to.
  func syncFolder() {
    guard let descriptor = try? FileDescriptor.open(folder, .readOnly, options: [.directory, .closeOnExec])
    else { return }
    _ = cplatform_sync(descriptor.rawValue)
    try? descriptor.close()
  }

  /// As many links as Linux itself follows before it calls them a loop.
  private static let linkLimit = 40

  private static func followingLinks(from requested: FilePath) throws(FileError) -> FilePath {
    var path = requested
    for _ in 0..<linkLimit {
      var kind = CPLATFORM_NO_FILE
      try FileError.check(path.withPlatformString { cplatform_examine_path($0, &kind) }, requested, "write")
      guard kind == CPLATFORM_SYMBOLIC_LINK else { return path }
      var target: [CChar] = Array(repeating: 0, count: 4096)
      let code = path.withPlatformString { cplatform_read_link($0, &target, target.count) }
      try FileError.check(code, requested, "write")
      path = path.removingLastComponent().pushing(FilePath(platformString: target))
    }
    throw FileError(path: requested, operation: "write", errno: .tooManySymbolicLinkLevels)
  }
}
