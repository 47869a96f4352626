internal import CPlatform
internal import CWorkerStart
internal import SystemPackage

/// The standard error of this process, for what other processes have written to theirs.
///
/// Whoever reads it may take long, or for ever as a pager does that nobody scrolls. So a thread of its own writes, which
/// lives as long as there is something to write. Those who bring something wait for nothing, and bring no more before
/// it is written: see ``awaited(for:)``.
final class ErrorSink: Sendable {
  static let shared = ErrorSink(descriptor: FileDescriptor.standardError.rawValue)

  /// How much is written at a time.
  private static let pieceSize = 64 << 10

  /// How many times in a row nothing may have been written until nobody waits any more, a second in all.
  private static let pauseLimit = 100
  private static let pauseMilliseconds: Int32 = 10

  private struct State {
    var waiting: [UInt8] = []
    /// How many bytes have come.
    var accepted = 0
    /// How many of them are written.
    var written = 0

    var isIdle: Bool { written == accepted }
  }

  private let descriptor: Int32
  /// Readable while nothing is left to write; negative where the system has no such thing.
  private let bell: Int32
  private let state = Locked(State())

  init(descriptor: Int32) {
    self.descriptor = descriptor
    var bell: Int32 = -1
    if cworker_bell_create(&bell) == 0 { cworker_bell_ring(bell) }
    self.bell = bell
  }

  deinit {
    if bell >= 0 { cworker_close(bell) }
  }

  /// Takes what is to be written, behind all that came before.
  ///
  /// - Returns: How many bytes have come in all, for ``settle(_:)``.
  func take(_ bytes: [UInt8]) -> Int {
    let (position, isFirst) = state.withLock { state in
      let wasIdle = state.isIdle
      state.waiting += bytes
      state.accepted += bytes.count
      let begins = wasIdle && !state.isIdle
      if begins { cworker_bell_silence(bell) }
      return (state.accepted, begins)
    }
    // Where the system refuses a thread, whoever brings something writes it.
    if isFirst, PoolThread(name: "parallel-errors", body: { [self] _ in writeAll() }) == nil { writeAll() }
    return position
  }

  /// What somebody should wait for who reads from a process what is to be written.
  ///
  /// - Parameter output: Where he reads.
  /// - Returns: The same or, while something is left to write, a descriptor that becomes readable when nothing is.
  func awaited(for output: Int32) -> Int32 {
    let isIdle = state.withLock { $0.isIdle }
    return isIdle || bell < 0 ? output : bell
  }

  /// Waits until so many bytes are written, but not for a reader that takes nothing for a second.
  func settle(_ position: Int) {
    var last = -1
    var pauses = 0
    while pauses < Self.pauseLimit {
      let written = state.withLock { $0.written }
      if written >= position { return }
      pauses = written == last ? pauses + 1 : 0
      last = written
      var watched = cworker_watched(descriptor: bell, ready: false, ended: false)
      cworker_watch(&watched, 1, Self.pauseMilliseconds)
    }
  }

  private func writeAll() {
    var written = 0
    while let piece = next(after: written) {
      // What cannot be written is lost, as it is to any program.
      _ = cplatform_write(descriptor, piece, piece.count)
      written = piece.count
    }
  }

  /// Takes note of what is written, and tells what comes next.
  private func next(after written: Int) -> [UInt8]? {
    state.withLock { state in
      state.written += written
      if state.isIdle {
        cworker_bell_ring(bell)
        return nil
      }
      let piece = Array(state.waiting.prefix(Self.pieceSize))
      state.waiting.removeFirst(piece.count)
      return piece
    }
  }
}
