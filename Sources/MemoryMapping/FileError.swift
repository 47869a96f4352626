public import SystemPackage

/// A file could not be opened, read, written or replaced.
///
/// Its description is one sentence that names the file and what the system said of it.
public struct FileError: Error, Hashable, CustomStringConvertible {
  /// The file or folder that is to blame.
  public var path: FilePath

  /// What was tried: a verb that completes "cannot …".
  public var operation: String

  /// Why it failed, as a clause that completes "cannot read “path”: …".
  public var reason: String

  /// Creates an error from what was tried and why it failed.
  public init(path: FilePath, operation: String, reason: String) {
    self.path = path
    self.operation = operation
    self.reason = reason
  }

  package init(path: FilePath, operation: String, errno: Errno) {
    self.init(path: path, operation: operation, reason: errno.description)
  }

  public var description: String { "cannot \(operation) “\(path)”: \(reason)" }
}
