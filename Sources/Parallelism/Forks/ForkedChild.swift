internal import CWorkerStart

/// A child that was forked for one call, as its parent sees it.
///
/// SAFETY: descriptors and page are made before the object and go with it; the page is only loaded from, atomically.
/// What changes is behind a lock, or touched by `exchange` alone, which one thread calls, that of the child's worker.
final class ForkedChild: @unchecked Sendable {
  /// Why a child is of no use any more.
  enum End: Error {
    case death
    /// It was silent for longer than is likely before it began its first task.
    case silence
    /// It waits for a lock or a thread that it does not have.
    case stuck
    /// A task took longer than it may.
    case excess(task: Int)
  }

  private enum Event { case answer, errorOutput }

  /// How long a child is silent before somebody looks whether it is stuck; the next pauses are longer each time.
  private static let firstPause = Duration.milliseconds(20)

  private struct State {
    /// From here on the process may be gone and its identifier another's.
    var isReaped = false
  }

  private let child: cworker_fork
  private let channel: Channel
  private let errorOutput: ErrorOutput
  private let state = Locked(State())

  /// Whether it has begun a task.
  private var isGreeted = false

  /// The end of the process, the channel and the standard error.
  ///
  /// In this order: what a process sends before its end is there when its end is seen. The channel alone would not do,
  /// since a process that the child has forked in turn can keep it open.
  private var watched: [cworker_watched]

  private init(_ child: cworker_fork) {
    self.child = child
    channel = Channel(descriptor: child.channel)
    errorOutput = ErrorOutput(descriptor: child.error_output)
    watched = [child.handle, child.channel, child.error_output].map {
      cworker_watched(descriptor: $0, ready: false, ended: false)
    }
  }

  deinit {
    withUnsafePointer(to: child) { cworker_fork_close($0) }
  }

  /// Forks a child of this process, which runs `life` and nothing else.
  ///
  /// - Throws: `ParallelError` if the system refuses.
  static func start(_ life: (ForkedLife) -> Never) throws(ParallelError) -> ForkedChild {
    var child = cworker_fork()
    let error = cworker_fork(&child)
    guard error == 0 else {
      throw ParallelError(
        code: .backendFailed,
        reason: """
          the system refuses to fork this process (errno \(error)): raise the limit of processes, of open files or \
          of memory, or use .threads
          """)
    }
    if child.id == 0 { life(ForkedLife(channel: Channel(descriptor: child.channel), page: child.page)) }
    return ForkedChild(child)
  }

  /// Has the child do tasks.
  ///
  /// - Parameters:
  ///   - tasks: The numbers of the tasks.
  ///   - taskLimit: How long one task may take.
  ///   - patience: How long it may take until the child begins its first task.
  /// - Returns: What the child answers.
  /// - Throws: `End` if the child is of no use any more, `WireError` if what it says makes no sense.
  func exchange(_ tasks: Range<Int>, taskLimit: Duration?, patience: Duration) throws -> [UInt8] {
    cworker_page_clear_job(child.page)
    cworker_page_configure(child.page, taskLimit != nil, 0)
    do {
      try channel.send(.jobs, ForkRequest(tasks: tasks).body)
      if !isGreeted {
        try awaitGreeting(until: .now + patience)
        try receive(.hello)
        isGreeted = true
      }
      try awaitResults(taskLimit: taskLimit)
      return try receive(.results)
    } catch is Channel.Closed {
      throw End.death
    }
  }

  /// Which task of its batch the child was at last, or `nil` if it has not begun one.
  var currentTask: Int? {
    let task = cworker_page_job(child.page)
    return task == UInt32(CWORKER_NO_JOB) ? nil : Int(task)
  }

  /// Ends what the child does, and the child.
  func kill() {
    state.withLock { state in
      if !state.isReaped { cworker_kill(child.id) }
    }
  }

  /// Makes sure that the child has ended, and tells how.
  ///
  /// - Parameter complete: Adds what is known besides.
  /// - Returns: What it died of.
  @discardableResult
  func reap(_ complete: (inout WorkerEnd.Status) -> Void = { _ in }) -> WorkerDeath {
    // A process that has come to its own end keeps its status.
    kill()
    state.withLock { $0.isReaped = true }
    var ending = cworker_end()
    cworker_wait(child.id, &ending)
    let lines = errorOutput.finish()
    var status = WorkerEnd.Status(ending)
    complete(&status)
    let end = WorkerEnd()
    end.complete(status)
    return WorkerDeath(processID: Int(child.id), lastLines: lines, end: end)
  }

  @discardableResult
  private func receive(_ kind: Frame.Kind) throws -> [UInt8] {
    let frame = try channel.receive()
    guard frame.kind == kind else { throw WireError("a child sends a frame of the kind \(frame.kind)") }
    return frame.body
  }

  /// Waits until the child begins its first task.
  private func awaitGreeting(until deadline: ContinuousClock.Instant) throws {
    try awaitChannel {
      let rest = ContinuousClock.now.duration(to: deadline)
      guard rest > .zero else { throw End.silence }
      return rest
    }
  }

  /// Waits until the child has done its tasks, or one of them takes too long.
  private func awaitResults(taskLimit: Duration?) throws {
    try awaitChannel {
      guard let taskLimit else { return nil }
      let (task, age) = currentTaskAge
      if let task, age >= taskLimit { throw End.excess(task: task) }
      return taskLimit - age
    }
  }

  /// Waits for something to receive, or the end of the child, and looks at times whether it is stuck.
  ///
  /// - Parameter rest: How long to wait until it is asked again; throws when there was time enough.
  /// - Throws: `End`.
  private func awaitChannel(_ rest: () throws -> Duration?) throws {
    var pause = Self.firstPause
    var wasStuck = false
    while true {
      let wait = min(pause, try rest() ?? pause)
      switch try nextEvent(within: wait) {
      case .answer: return
      case .errorOutput: break
      case .none where wait < pause: break
      case .none:
        let isStuck = cworker_fork_is_stuck(child.id)
        // Twice, or what is between two waits would look like one.
        if wasStuck, isStuck { throw End.stuck }
        wasStuck = isStuck
        pause = isStuck ? Self.firstPause : pause * 2
      }
    }
  }

  /// Which task of its batch the child is at, and for how long.
  private var currentTaskAge: (task: Int?, age: Duration) {
    var age: UInt64 = 0
    let task = cworker_page_job_age(child.page, &age)
    return task == UInt32(CWORKER_NO_JOB) ? (nil, .zero) : (Int(task), .nanoseconds(Int64(clamping: age)))
  }

  /// Waits for an answer, or the end of the child, and passes on what it writes to its standard error.
  private func nextEvent(within limit: Duration) throws -> Event? {
    if watched[2].descriptor >= 0 { watched[2].descriptor = errorOutput.awaited }
    cworker_watch(&watched, watched.count, limit.roundedUpMilliseconds)
    let (end, replies, errors) = (watched[0], watched[1], watched[2])
    let hasErrors = errors.ready || errors.ended
    if hasErrors, !errorOutput.passOn() {
      // The kernel passes over negative descriptors; it would report the end of this one each time.
      watched[2].descriptor = -1
    }
    if replies.ready || replies.ended { return .answer }
    if end.ready { throw End.death }
    return hasErrors ? .errorOutput : nil
  }
}
