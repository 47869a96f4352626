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

  /// The sentence: what could not be done to which file, and why.
  public var description: String { "cannot \(operation) “\(path)”: \(reason)" }

  /// Throws unless a call to the system returned zero for success.
  static func check(_ code: Int32, _ path: FilePath, _ operation: String) throws(FileError) {
    guard code == 0 else {
      throw FileError(path: path, operation: operation, errno: Errno(rawValue: code))
    }
  }
}
