internal import CWorkerStart

/// A worker process, as its parent sees it.
///
/// SAFETY: descriptors and page are made before the object and go with it; the page is only loaded from, atomically.
/// What changes is behind a lock. The channel is used by the one call that has taken the worker from the pool.
final class WorkerProcess: @unchecked Sendable {
  let id: pid_t
  let key: WorkerKey
  let channel: Channel
  let errorOutput: Int32
  private let page: OpaquePointer
  private let state = Locked(State())

  /// Whether the worker has said hello; only the call that uses the worker looks at it.
  private var isKnown = false

  private struct State {
    var errorTail = LineTail()
    /// Killed, so that nobody shall use it again.
    var isKilled = false
    /// From here on the process may be gone and its identifier another's.
    var isReaped = false
  }

  /// Starts a worker.
  ///
  /// - Throws: `ParallelError` if the system refuses.
  init(_ key: WorkerKey) throws(ParallelError) {
    guard cworker_diverts() else {
      throw ParallelError(
        code: .backendFailed,
        reason: """
          worker processes need Parallelism linked into the program itself, and here it is part of a shared \
          library or of a system other than Linux: link it statically, or use .threads
          """)
    }
    var process = cworker_process()
    let error = withCStrings(CommandLine.arguments) { arguments in
      withCStrings(key.additions) { cworker_start(arguments, $0, &process) }
    }
    guard error == 0, let page = cworker_page_map(process.page) else {
      throw ParallelError(
        code: .backendFailed,
        reason: """
          the system refuses to start a worker process (errno \(error)): raise the limit of processes, of open \
          files or of memory, or use .threads
          """)
    }
    cworker_close(process.page)
    id = process.id
    channel = Channel(descriptor: process.channel)
    errorOutput = process.error_output
    self.page = page
    self.key = key
  }

  deinit {
    cworker_close(channel.descriptor)
    cworker_close(errorOutput)
    cworker_page_unmap(page)
  }

  /// Does a batch.
  ///
  /// - Returns: The body of the reply.
  /// - Throws: `Channel.Closed` if the worker has gone, `WireError` if what it says makes no sense.
  func exchange(_ body: [UInt8]) throws -> [UInt8] {
    cworker_page_set_job(page, UInt32(CWORKER_NO_JOB))
    try channel.send(.jobs, body)
    if !isKnown {
      let frame = try channel.receive()
      guard frame.kind == .hello, try Hello(frame.body) == .own else {
        throw WireError("the worker runs another build of this program")
      }
      isKnown = true
    }
    let frame = try channel.receive()
    guard frame.kind == .results else {
      throw WireError("the worker sends a frame of the kind \(frame.kind)")
    }
    return frame.body
  }

  /// Which job of its batch the worker was at last, or `nil` if it has not begun one.
  var currentJob: Int? {
    let job = cworker_page_job(page)
    return job == UInt32(CWORKER_NO_JOB) ? nil : Int(job)
  }

  /// Whether it has ended or been killed, or says what nobody asked for.
  var isUnusable: Bool {
    state.withLock { $0.isKilled } || isKnown && cworker_is_stale(channel.descriptor)
  }

  /// Ends what the worker does, and the worker.
  func kill() {
    state.withLock { state in
      state.isKilled = true
      if !state.isReaped { cworker_kill(id) }
    }
  }

  /// Makes sure that the process has ended, and tells how.
  func reap() -> WorkerDeath {
    // A process that has come to its own end keeps its status.
    kill()
    state.withLock { $0.isReaped = true }
    var signal: Int32 = -1
    var code: Int32 = -1
    cworker_wait(id, &signal, &code)
    passOnErrorOutput()
    return WorkerDeath(
      processID: Int(id), signal: signal < 0 ? nil : Int(signal), exitCode: code < 0 ? nil : Int(code),
      lastLines: state.withLock { $0.errorTail.lines })
  }

  /// Asks the worker to exit.
  func dismiss() {
    try? channel.send(.leave, [])
  }

  /// Waits a second at most for a worker that was dismissed, then kills it.
  func awaitDismissal() {
    cworker_await_end(channel.descriptor, 1000)
    _ = reap()
  }

  /// Forgets what was written to standard error before a call.
  func forgetErrorOutput() {
    state.withLock { $0.errorTail = LineTail() }
  }

  /// Passes on what the worker has written to its standard error, and keeps the end of it.
  ///
  /// - Returns: Whether there may be more at some time.
  @discardableResult
  func passOnErrorOutput() -> Bool {
    state.withLock { state in
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = cworker_read_available(errorOutput, &buffer, buffer.count)
        guard count > 0 else { return count < 0 }
        cworker_write_error(buffer, count)
        state.errorTail.append(buffer[..<count])
      }
    }
  }
}

/// Calls `body` with an array of C strings that ends with a null pointer.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var bytes: [CChar] = []
  let offsets = strings.map { string in
    defer { bytes += string.utf8CString }
    return bytes.count
  }
  return bytes.withUnsafeMutableBufferPointer { bytes in
    var pointers = offsets.map { offset in bytes.baseAddress.map { $0 + offset } }
    pointers.append(nil)
    return body(pointers)
  }
}
