package import SystemPackage

/// Memory that several processes see could not be made or received.
///
/// Its description is one sentence that says what failed and what to do.
public struct SharedMemoryError: Error, Hashable, CustomStringConvertible {
  /// What was tried: a clause that completes "cannot …".
  public var operation: String

  /// Why it failed, and what to do about it.
  public var reason: String

  package init(operation: String, reason: String) {
    self.operation = operation
    self.reason = reason
  }

  package init(operation: String, errno: Errno) {
    let advice =
      switch errno {
      case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
        "; each shared value keeps a file open: raise the limit (ulimit -n) or share fewer values at a time"
      case .noMemory: "; share less, or raise the limit of memory"
      case .notSupported: "; this system has no anonymous files in memory"
      default: ""
      }
    self.init(operation: operation, reason: errno.description + advice)
  }

  /// The sentence: what could not be done, and why.
  public var description: String { "cannot \(operation): \(reason)" }

  /// Throws unless a call to the system returned zero for success.
  static func check(_ code: Int32, _ operation: @autoclosure () -> String) throws(SharedMemoryError) {
    guard code == 0 else {
      throw SharedMemoryError(operation: operation(), errno: Errno(rawValue: code))
    }
  }
}
