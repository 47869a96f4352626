internal import Synchronization

/// The threads of this process that run the workers of calls.
///
/// It is a `TaskExecutor`: a child task that prefers it runs on one of its threads from beginning to end, and is a
/// child task in every other respect.
final class ThreadPool: TaskExecutor {
  /// The pool of this process.
  static let shared = ThreadPool(processors: Hardware.processorCount, idleTime: .seconds(10))

  /// How many threads the machine runs at a time.
  let processors: Int

  /// After which time without work a thread beyond the processors ends.
  private let idleTime: Duration
  private let roster: Locked<ThreadRoster<Work, PoolThread>>
  private let spinners = Atomic(0)

  private struct Work {
    let job: UnownedJob
    let crew: Crew?
  }

  init(processors: Int, idleTime: Duration) {
    self.processors = processors
    self.idleTime = idleTime
    roster = Locked(ThreadRoster(keeping: processors))
  }

  /// How many threads there are.
  var threadCount: Int { roster.withLock { $0.threadCount } }

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
    add(UnownedJob(job), for: nil)
  }

  /// Runs a job on a thread of its own, as a job of the crew if one is given.
  func add(_ job: UnownedJob, for crew: Crew?) {
    roster.withLock { $0.add(Work(job: job, crew: crew), start: start) }?.gate.open()
  }

  /// A sleeping thread.
  private func start(number: Int) -> PoolThread? {
    PoolThread(name: "parallel-\(number)") { [self] thread in
      thread.gate.pass()
      while true {
        switch roster.withLock({ $0.next(for: thread) }) {
        case .run(let work): run(work)
        case .sleep(let mayEnd): guard isWoken(thread, mayEnd: mayEnd) else { return }
        }
      }
    }
  }

  private func run(_ work: Work) {
    if let crew = work.crew {
      crew.run(work.job)
    } else {
      work.job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  /// Waits for somebody to wake a thread.
  ///
  /// - Returns: `false` if nobody does and the thread shall end.
  private func isWoken(_ thread: PoolThread, mayEnd: Bool) -> Bool {
    if spins(thread) { return true }
    if mayEnd {
      if thread.gate.pass(within: idleTime) { return true }
      if roster.withLock({ $0.end(thread) }) { return false }
    }
    thread.gate.pass()
    return true
  }

  /// Stays awake for a moment, unless that would leave no processor to those who could wake the thread.
  private func spins(_ thread: PoolThread) -> Bool {
    defer { spinners.subtract(1, ordering: .relaxed) }
    guard spinners.add(1, ordering: .relaxed).newValue < processors else { return false }
    return thread.gate.spin()
  }
}
