public import SystemPackage

/// Where a processing session keeps what it has fitted.
public struct ProcessingCache: Hashable, Sendable {
  enum Place: Hashable {
    case memory
    case folder(FilePath?)
  }

  let place: Place

  /// In memory.
  public static let memory = ProcessingCache(place: .memory)

  /// In a folder: every fitted task goes there and is read again when it is needed.
  ///
  /// The session's files are in a hidden folder of their own within, which goes when the session ends, as does the
  /// folder if the session has made it and it holds nothing else. What a session that was killed has left behind goes
  /// when the next one begins at the same place. Two sessions cannot have one folder at the same time.
  ///
  /// - Parameter path: The folder, which is made if it is not there; nil for one of an unused name among the
  ///   temporary files of the system.
  /// - Returns: The cache.
  public static func folder(_ path: FilePath? = nil) -> ProcessingCache {
    ProcessingCache(place: .folder(path))
  }
}
