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
    /// A task took longer than it may.
    case excess(task: Int)
  }

  private struct State {
    var errorTail = LineTail()
    /// From here on the process may be gone and its identifier another's.
    var isReaped = false
  }

  private let child: cworker_fork
  private let channel: Channel
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
  /// - Parameter wasOutOfMemory: Whether the system has killed for want of memory.
  @discardableResult
  func reap(wasOutOfMemory: () -> Bool = { false }) -> WorkerDeath {
    // A process that has come to its own end keeps its status.
    kill()
    state.withLock { $0.isReaped = true }
    var ending = cworker_end()
    cworker_wait(child.id, &ending)
    passOnErrorOutput()
    var status = WorkerEnd.Status(ending)
    status.wasOutOfMemory = status.signal == Int(cworker_kill_signal) && wasOutOfMemory()
    let end = WorkerEnd()
    end.complete(status)
    return WorkerDeath(
      processID: Int(child.id), lastLines: state.withLock { $0.errorTail.lines }, end: end)
  }

  @discardableResult
  private func receive(_ kind: Frame.Kind) throws -> [UInt8] {
    let frame = try channel.receive()
    guard frame.kind == kind else { throw WireError("a child sends a frame of the kind \(frame.kind)") }
    return frame.body
  }

  /// Waits until the child begins its first task.
  private func awaitGreeting(until deadline: ContinuousClock.Instant) throws {
    while true {
      let rest = ContinuousClock.now.duration(to: deadline)
      if try awaitChannel(for: rest) { return }
      if rest <= .zero { throw End.silence }
    }
  }

  /// Waits until the child has done its tasks, or one of them takes too long.
  private func awaitResults(taskLimit: Duration?) throws {
    guard let taskLimit else {
      while try !awaitChannel(for: nil) {}
      return
    }
    while true {
      let (task, age) = currentTaskAge
      if let task, age >= taskLimit { throw End.excess(task: task) }
      if try awaitChannel(for: taskLimit - age) { return }
    }
  }

  /// Which task of its batch the child is at, and for how long.
  private var currentTaskAge: (task: Int?, age: Duration) {
    var age: UInt64 = 0
    let task = cworker_page_job_age(child.page, &age)
    return task == UInt32(CWORKER_NO_JOB) ? (nil, .zero) : (Int(task), .nanoseconds(Int64(clamping: age)))
  }

  /// Waits for something to receive, and passes on what the child writes to its standard error.
  ///
  /// - Returns: Whether there is something, or the child has ended.
  private func awaitChannel(for limit: Duration?) throws -> Bool {
    cworker_watch(&watched, watched.count, limit.map { max(.zero, $0).roundedUpMilliseconds } ?? -1)
    let (end, replies, errors) = (watched[0], watched[1], watched[2])
    if errors.ready || errors.ended, !passOnErrorOutput() {
      // The kernel passes over negative descriptors; it would report the end of this one each time.
      watched[2].descriptor = -1
    }
    if replies.ready || replies.ended { return true }
    if end.ready { throw End.death }
    return false
  }

  /// Passes on what the child has written to its standard error, and keeps the end of it.
  ///
  /// - Returns: Whether there may be more at some time.
  @discardableResult
  private func passOnErrorOutput() -> Bool {
    state.withLock { $0.errorTail.passOn(from: child.error_output) }
  }
}
