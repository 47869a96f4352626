private import Foundation
internal import Logging
internal import MemoryMapping
internal import Synchronization
internal import SystemPackage

/// The cache of one session, for as long as that lasts.
final class SessionCache: Sendable {
  private let folder: OwnedFolder?
  private let state = Mutex(State())

  private struct State {
    var hasEnded = false
    var count = 0
  }

  private static let prefix = "swift-ensembles-"

  /// Makes the cache.
  ///
  /// - Throws: `FileError` if there can be no such folder, or another session has it.
  init(_ cache: ProcessingCache) throws {
    folder =
      switch cache.place {
      case .memory: nil
      case .folder(let path?): try OwnedFolder(at: path)
      case .folder(nil):
        try OwnedFolder(
          in: FilePath(FileManager.default.temporaryDirectory.path), prefix: Self.prefix)
      }
  }

  var isInFolder: Bool { folder != nil }

  /// Keeps a layer.
  ///
  /// - Throws: `FileError` if it cannot be written.
  func keep(_ layer: FittedLayer) throws -> CachedLayer {
    guard let folder else { return .memory(layer) }
    let number = state.withLock { state in
      state.count += 1
      return state.count
    }
    let path = folder.path.appending("task-\(number)")
    try SealedFile.write(PortableLayer(layer), to: path)
    return .file(path.string)
  }

  /// Checks that the session has not ended.
  func requireOpen() throws {
    guard state.withLock({ !$0.hasEnded }) else {
      throw ModelingError(
        .invalidEnsemble, "the processing session has ended; do all that needs it within its closure")
    }
  }

  /// Ends the session and removes its files; if that fails, the logger is told.
  func end(_ logger: Logger?) {
    state.withLock { $0.hasEnded = true }
    do {
      try folder?.remove()
    } catch {
      logger?.warning("the cache of a processing session is left behind: \(error)")
    }
  }
}

/// A fitted layer, wherever it is.
enum CachedLayer: Sendable {
  case memory(FittedLayer)
  case file(String)

  /// The layer, read anew if it is in a file.
  ///
  /// - Throws: `FileError` if the file cannot be read: the session may have ended.
  func layer() throws -> FittedLayer {
    switch self {
    case .memory(let layer): layer
    case .file(let path): try SealedFile.value(PortableLayer.self, from: FilePath(path)).layer
    }
  }
}
