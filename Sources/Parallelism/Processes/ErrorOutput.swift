internal import CWorkerStart

/// What another process writes to its standard error: passed on, and the end of it kept.
///
/// Any thread may read here. None is held up by a process that writes without end, as a read has one, nor by whoever
/// reads the standard error of this process, as an ``ErrorSink`` writes. Copies are the same output.
struct ErrorOutput: Sendable {
  /// How much is read at a time, unless a line goes on.
  static let share = 64 << 10

  /// How much is read of a process that has ended: all, unless something that it has started goes on writing.
  ///
  /// A pipe holds 64 KiB, or a mebibyte where pages have 64 KiB themselves.
  static let remainder = 1 << 20

  /// How much is read by one call of the system, and how much of a line is read beyond a limit.
  static let pieceSize = 4096

  /// The reading end, which does not block and is closed by whoever has made it.
  let descriptor: Int32

  private struct State {
    var tail = LineTail()
    /// Where in the sink the last of it is.
    var position = 0
    /// Whether there was nothing to read the last time.
    var isQuiet = true
  }

  private let sink: ErrorSink
  private let state = Locked(State())

  init(descriptor: Int32, sink: ErrorSink = .shared) {
    self.descriptor = descriptor
    self.sink = sink
  }

  /// What becomes readable when there may be something to pass on, and somewhere to pass it on to.
  ///
  /// That is the descriptor itself as long as nothing comes: what others write wakes nobody here.
  var awaited: Int32 {
    let isQuiet = state.withLock { $0.isQuiet }
    return isQuiet ? descriptor : sink.awaited(for: descriptor)
  }

  /// What is known of its end, one element a line.
  var lastLines: [String] { state.withLock { $0.tail.lines } }

  /// Passes on what is there.
  ///
  /// - Parameter limit: How much at most, but for the rest of a line.
  /// - Returns: Whether there may be more at some time.
  @discardableResult
  func passOn(atMost limit: Int = share) -> Bool {
    state.withLock { state in
      let (bytes, isOpen) = available(atMost: limit)
      state.isQuiet = bytes.isEmpty
      if !bytes.isEmpty {
        state.tail.append(bytes)
        // Under the lock, so that the order stays.
        state.position = sink.take(bytes)
      }
      return isOpen
    }
  }

  /// Passes on what a process has left that has ended or been killed.
  ///
  /// - Returns: Its last lines.
  func finish() -> [String] {
    passOn(atMost: Self.remainder)
    settle()
    return lastLines
  }

  /// Waits until all is written that was passed on, in case this process ends now, unless nobody seems to read it.
  func settle() {
    sink.settle(state.withLock { $0.position })
  }

  /// Forgets the last lines.
  func forget() {
    state.withLock { $0.tail = LineTail() }
  }

  private func available(atMost limit: Int) -> (bytes: [UInt8], isOpen: Bool) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: Self.pieceSize)
    while bytes.count < limit + Self.pieceSize {
      let isEnough = bytes.count >= limit
      if isEnough, bytes.last == UInt8(ascii: "\n") { break }
      // Byte by byte to the end of the line: what is behind it has to stay, since another process' lines may come next.
      let size = isEnough ? 1 : min(buffer.count, limit - bytes.count)
      let count = cworker_read_available(descriptor, &buffer, size)
      guard count > 0 else { return (bytes, count < 0) }
      bytes += buffer[..<count]
    }
    return (bytes, true)
  }
}
