internal import Synchronization

/// The threads of this process that run the workers of calls.
///
/// It is a `TaskExecutor`: a task that prefers it runs on its threads, and is like any other task in every other
/// respect.
final class ThreadPool: TaskExecutor {
  /// The pool of this process.
  static let shared = ThreadPool(processors: Hardware.processorCount, idleTime: .seconds(10))

  /// How many threads the machine runs at a time.
  let processors: Int

  /// After which time without work a thread beyond the processors ends.
  private let idleTime: Duration
  private let roster: Locked<ThreadRoster<Work, PoolThread>>
  private let refusals = Atomic(0)

  /// What threads do.
  enum Work {
    /// Run a job of the pool's own.
    case job(UnownedJob)
    /// Run a job of a crew.
    case jobOf(Crew, UnownedJob)
    /// Run a job that a crew has, if it still has one.
    case share(CallerCrew)
  }

  init(processors: Int, idleTime: Duration) {
    self.processors = processors
    self.idleTime = idleTime
    roster = Locked(ThreadRoster(keeping: processors, watching: processors - 1))
  }

  /// How many threads there are.
  var threadCount: Int { roster.withLock { $0.threadCount } }

  /// How many threads the system has refused to start so far.
  ///
  /// What they were for waits until another one is free.
  var refusalCount: Int { refusals.load(ordering: .relaxed) }

  /// Makes sure that jobs will be run.
  ///
  /// - Throws: `ParallelError` if the system has not given this pool a single thread.
  func prepare() throws(ParallelError) {
    guard roster.withLock({ $0.prepare(start: start) }) else {
      throw ParallelError(
        code: .backendFailed,
        reason:
          "the system refuses to start a thread: raise the limit of threads or of memory, or use .sequential")
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    add(.job(UnownedJob(job)))
  }

  /// Has work done on a thread of its own.
  func add(_ work: Work) {
    roster.withLock { $0.add(work, start: start) }?.gate.open()
  }

  /// Lets no thread come for jobs of a crew that has none left.
  func withdrawShares(of crew: CallerCrew) {
    roster.withLock { roster in
      roster.withdraw { work in
        if case .share(let other) = work { other === crew } else { false }
      }
    }
  }

  /// Runs an operation in a task on threads of the pool and waits for it.
  ///
  /// Who cancels the task around cancels the operation.
  ///
  /// - Throws: What the operation throws, or `ParallelError` if there is nothing to wait at.
  func wait(for operation: @escaping @Sendable () async throws -> Void) throws {
    try prepare()
    guard let gate = Gate() else {
      throw ParallelError(code: .backendFailed, reason: "no memory is left to wait for a call")
    }
    let result = Locked<Result<Void, any Error>>(.success(()))
    let task = Task(executorPreference: self) {
      do {
        try await operation()
      } catch {
        result.withLock { $0 = .failure(error) }
      }
      gate.open()
    }
    withBlockedTaskCancellationHandler {
      gate.pass()
    } onCancel: {
      task.cancel()
    }
    try result.withLock { $0 }.get()
  }

  /// A sleeping thread.
  private func start(number: Int) -> PoolThread? {
    let thread = PoolThread(name: "parallel-\(number)") { [self] thread in
      thread.gate.pass()
      var turn: Turn? = firstTurn(of: thread)
      while let current = turn { turn = take(current, on: thread) }
    }
    if thread == nil { refusals.add(1, ordering: .relaxed) }
    return thread
  }

  private typealias Turn = ThreadRoster<Work, PoolThread>.Turn

  private func firstTurn(of thread: PoolThread) -> Turn { roster.withLock { $0.arrive(thread) } }
  private func nextTurn(of thread: PoolThread) -> Turn { roster.withLock { $0.next(for: thread) } }

  /// Lets a thread take its turn.
  ///
  /// - Returns: Its next turn, or `nil` if the thread shall end.
  private func take(_ turn: Turn, on thread: PoolThread) -> Turn? {
    switch turn {
    case .run(let work):
      let end = run(work)
      // Who hears of the end may have more work at once, and finds this thread awake.
      let next = nextTurn(of: thread)
      end?()
      return next
    case .watch:
      if thread.gate.spin() { return firstTurn(of: thread) }
      if let sleep = roster.withLock({ $0.sleep(thread) }) { return sleep }
      thread.gate.pass()
    case .sleep(mayEnd: true):
      if thread.gate.pass(within: idleTime) { return firstTurn(of: thread) }
      if roster.withLock({ $0.end(thread) }) { return nil }
      thread.gate.pass()
    case .sleep(mayEnd: false): thread.gate.pass()
    }
    return firstTurn(of: thread)
  }

  /// Does work.
  ///
  /// - Returns: What tells those who wait for it that it has ended.
  private func run(_ work: Work) -> (() -> Void)? {
    switch work {
    case .job(let job):
      job.runSynchronously(on: asUnownedTaskExecutor())
      return nil
    case .jobOf(let crew, let job):
      job.runSynchronously(on: crew.asUnownedTaskExecutor())
      return crew.endJob
    case .share(let crew):
      guard crew.runNext() else { return nil }
      return crew.endJob
    }
  }
}

/// The threads of the engine, for tasks that must go on while others keep busy those that tasks usually run on.
package var engineThreads: any TaskExecutor { ThreadPool.shared }
