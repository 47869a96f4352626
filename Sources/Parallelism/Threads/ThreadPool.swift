/// The threads of this process that run the workers of calls.
///
/// It is a `TaskExecutor`: a child task that prefers it runs on one of its threads from beginning to end, and is a
/// child task in every other respect.
final class ThreadPool: TaskExecutor {
  static let shared = ThreadPool()

  private let roster = Locked(ThreadRoster<UnownedJob, PoolThread>())

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
    let job = UnownedJob(job)
    roster.withLock { $0.add(job, start: start) }?.wake()
  }

  /// A sleeping thread.
  private func start(number: Int) -> PoolThread? {
    PoolThread(name: "parallel-\(number)") { [self] thread in
      while true {
        thread.sleep()
        while let job = roster.withLock({ $0.nextJob(for: thread) }) {
          job.runSynchronously(on: asUnownedTaskExecutor())
        }
      }
    }
  }
}
