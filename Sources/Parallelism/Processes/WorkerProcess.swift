internal import CWorkerStart

/// A worker process, as its parent sees it.
///
/// SAFETY: descriptors and page are made before the object and go with it; the page is only loaded from, atomically.
/// What changes is behind a lock. The channel is used by the one call that has taken the worker from the pool.
final class WorkerProcess: @unchecked Sendable {
  let id: pid_t
  let key: WorkerKey
  let channel: Channel
  let errorOutput: ErrorOutput
  let link = MemoryLink(.parent)
  /// Becomes readable when the process has ended; negative where the system has no such thing.
  let handle: Int32
  /// What becomes known of its end.
  let end = WorkerEnd()
  /// Of the call that has started it.
  private let log: EngineLog?
  private let page: OpaquePointer
  private let state = Locked(State())

  /// How deep worker processes may nest, so that a job which calls itself does not fill the machine.
  private static let depthLimit = 10
  private static let depthVariable = "SWIFT_PARALLELISM_DEPTH"

  /// Whether the worker has said hello; only the call that uses the worker looks at it.
  private var isKnown = false

  /// Which values of top-level variables the worker has; only the call that uses the worker looks at it.
  private var version: UInt64 = 0

  private struct State {
    /// Killed, so that nobody shall use it again.
    var isKilled = false
    /// Why it was ended, if that was wanted.
    var reason: String?
    /// From here on its identifier may be another process'.
    var isBuried = false
  }

  /// Starts a worker.
  ///
  /// - Parameters:
  ///   - key: What it is started with.
  ///   - log: Is told of its start and of its end.
  /// - Throws: `ParallelError` if the system refuses.
  init(_ key: WorkerKey, log: EngineLog? = nil) throws(ParallelError) {
    guard cworker_diverts() else {
      throw ParallelError(
        code: .backendFailed,
        reason: """
          worker processes need Parallelism linked into the program itself, and here it is part of a shared \
          library or of a system other than Linux: link it statically, or use .threads
          """)
    }
    let depth = Environment.value(Self.depthVariable).flatMap(Int.init) ?? 0
    guard depth < Self.depthLimit else {
      throw ParallelError(
        code: .backendFailed,
        reason: """
          this is a worker process within \(depth) others, and starts no more: a job seems to call itself, let it \
          use .threads or .sequential
          """)
    }
    let environment = key.environment + ["\(Self.depthVariable)=\(depth + 1)"]
    var process = cworker_process()
    let error = withCStrings(CommandLine.arguments) { arguments in
      withCStrings(environment) { cworker_start(arguments, $0, &process) }
    }
    guard error == 0, let page = process.page else {
      throw ParallelError(
        code: .backendFailed,
        reason: """
          the system refuses to start a worker process (errno \(error)): raise the limit of processes, of open \
          files or of memory, or use .threads
          """)
    }
    id = process.id
    channel = Channel(descriptor: process.channel)
    errorOutput = ErrorOutput(descriptor: process.error_output)
    handle = process.handle
    self.page = page
    self.key = key
    self.log = log
    log?.workerStarted(process: id, backend: "processes")
  }

  deinit {
    cworker_close(channel.descriptor)
    cworker_close(errorOutput.descriptor)
    if handle >= 0 { cworker_close(handle) }
    cworker_page_unmap(page)
  }

  /// Prepares for a batch, before anybody watches the worker do it.
  ///
  /// - Parameters:
  ///   - isTimed: Whether ``currentJobAge`` will be asked for.
  ///   - patience: How long the worker may look for the next request before it sleeps.
  func prepare(isTimed: Bool, patience: Duration) {
    cworker_page_clear_job(page)
    cworker_page_configure(page, isTimed, UInt32(clamping: patience.nanoseconds))
  }

  /// Sends a batch.
  ///
  /// - Parameters:
  ///   - request: The batch.
  ///   - values: What top-level variables are to hold.
  /// - Returns: What to give to `receive`.
  /// - Throws: `Channel.Closed` if the worker has gone.
  func send(_ request: [UInt8], with values: TopLevelValues?) throws -> UInt32 {
    if let values, values.version != version {
      try channel.send(.variables, values.body)
      version = values.version
    }
    let answers = cworker_page_answers(page)
    if let departure = link.depart() { try channel.send(departure) }
    // A worker that looks for a request takes a small one at once, and must be there to take a large one.
    if request.count > Channel.capacity { cworker_page_count_request(page) }
    try channel.send(.jobs, request)
    if request.count <= Channel.capacity { cworker_page_count_request(page) }
    return answers
  }

  /// Waits for an answer, the first moments awake.
  ///
  /// - Returns: Whether it is there within that time.
  func isAnswered(since answers: UInt32, within spin: Duration) -> Bool {
    isKnown && cworker_page_look_for_answer(page, answers, UInt64(spin.nanoseconds))
  }

  /// Waits for an answer and takes it.
  ///
  /// - Parameters:
  ///   - answers: What `send` has returned.
  ///   - spin: How long to stay awake.
  /// - Returns: The answer.
  /// - Throws: `Channel.Closed` if the worker has gone, `WireError` if what it says makes no sense.
  func receive(since answers: UInt32, spin: Duration) throws -> [UInt8] {
    if !isKnown {
      let frame = try channel.receive()
      guard frame.kind == .hello, try Hello(frame.body) == .own else {
        throw WireError("the worker runs another build of this program")
      }
      isKnown = true
    }
    if cworker_page_await_answer(page, answers, UInt64(spin.nanoseconds)) == CWORKER_ENDED {
      throw Channel.Closed()
    }
    var frame = try channel.receive()
    if frame.kind == .memory {
      try channel.receive(frame, for: link)
      frame = try channel.receive()
    }
    guard frame.kind == .results else {
      throw WireError("the worker sends a frame of the kind \(frame.kind)")
    }
    return frame.body
  }

  /// Tells a worker that waits for work which memory it need not keep, if there is any.
  ///
  /// - Throws: `Channel.Closed` if the worker has gone.
  func releaseMemory() throws {
    if let departure = link.farewell() { try channel.send(departure) }
  }

  /// Which job of its batch the worker was at last, or `nil` if it has not begun one.
  var currentJob: Int? {
    let job = cworker_page_job(page)
    return job == UInt32(CWORKER_NO_JOB) ? nil : Int(job)
  }

  /// Which job of its batch the worker is at, and for how long.
  var currentJobAge: (job: Int, age: Duration)? {
    var age: UInt64 = 0
    let job = cworker_page_job_age(page, &age)
    return job == UInt32(CWORKER_NO_JOB) ? nil : (Int(job), .nanoseconds(Int64(clamping: age)))
  }

  /// Whether it has ended or been killed, or says what nobody asked for.
  var isUnusable: Bool {
    isEnding || isKnown && cworker_is_stale(channel.descriptor)
  }

  /// Whether it has been killed, or has been found dead.
  var isEnding: Bool { state.withLock { $0.isKilled || $0.isBuried } }

  /// Ends what the worker does, and the worker.
  func kill(because reason: String) {
    state.withLock { state in
      state.isKilled = true
      state.reason = state.reason ?? reason
      if !state.isBuried { cworker_kill(id) }
    }
  }

  /// Makes sure that the process ends, and tells what is known of that.
  func condemn() -> WorkerDeath {
    state.withLock { state in
      state.isKilled = true
      if !state.isBuried {
        var foreseen = cworker_end()
        if cworker_foresee_end(id, &foreseen) { end.foresee(foreseen) }
        // A process that has come to its own end keeps its status.
        cworker_kill(id)
      }
    }
    // Not before: what its jobs have started may write without end.
    return WorkerDeath(processID: Int(id), lastLines: errorOutput.finish(), end: end)
  }

  /// Waits until the process has ended, if it has not, and takes its status.
  ///
  /// - Parameter wasOutOfMemory: Whether the system has killed for want of memory.
  func bury(wasOutOfMemory: () -> Bool) {
    let burial: (isFirst: Bool, reason: String?) = state.withLock { state in
      if state.isBuried { return (false, nil) }
      var end = cworker_end()
      // What its jobs have started ends with it; the group keeps its number until the worker is buried.
      cworker_kill(id)
      cworker_wait(id, &end)
      state.isBuried = true
      var status = WorkerEnd.Status(end)
      status.wasOutOfMemory = status.signal == Int(cworker_kill_signal) && wasOutOfMemory()
      self.end.complete(status)
      return (true, state.reason)
    }
    errorOutput.passOn(atMost: ErrorOutput.remainder)
    guard let log, burial.isFirst else { return }
    log.workerEnded(
      process: id, backend: "processes",
      reason: burial.reason
        ?? "\(WorkerDeath(processID: Int(id), lastLines: errorOutput.lastLines, end: end))")
  }

  /// Asks the worker to exit.
  func dismiss(because reason: String) {
    state.withLock { $0.reason = $0.reason ?? reason }
    try? channel.send(.leave, [])
    cworker_page_count_request(page)
  }

  /// Waits a second at most for a worker that was dismissed to end.
  func awaitDismissal() {
    cworker_await_end(channel.descriptor, 1000)
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
