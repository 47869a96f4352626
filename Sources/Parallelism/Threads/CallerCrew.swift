internal import CPlatform
internal import Synchronization

/// The threads that work for a synchronous caller: its own, and those of a pool.
///
/// Each worker is a task, so that its body finds cancellation, priority and task-local values as everywhere. The
/// caller's thread runs what no other has begun, and waits only for what others have. So a call that is over before
/// a sleeping thread comes neither waits for that thread nor leaves anything for it.
final class CallerCrew: TaskExecutor {
  private let pool: ThreadPool
  private let workerCount: Int
  private let gate: Gate
  private let jobs = Locked(FIFO<UnownedJob>())
  private let endedJobs = Atomic(0)

  private init(of pool: ThreadPool, workers: Int, gate: Gate) {
    self.pool = pool
    workerCount = workers
    self.gate = gate
  }

  /// Runs each worker once, and returns when all have returned.
  ///
  /// - Throws: What the first worker threw that failed. The tasks of the others are cancelled then.
  static func run(_ tasks: WorkerTasks, workers: Int, with pool: ThreadPool) throws {
    guard let gate = Gate() else {
      throw ParallelError(code: .backendFailed, reason: "no memory is left to wait for the workers of a call")
    }
    let crew = CallerCrew(of: pool, workers: workers, gate: gate)
    for index in 0..<workers { tasks.start(index, on: crew) }
    withBlockedTaskCancellationHandler {
      while crew.runNext() { crew.endJob() }
      pool.withdrawShares(of: crew)
      if !gate.spin() { gate.pass() }
    } onCancel: {
      tasks.cancel()
    }
    if let error = tasks.error { throw error }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let count = jobs.withLock { jobs in
      jobs.append(job)
      return jobs.count
    }
    // One job is for the caller.
    if count > 1 { pool.add(.share(self)) }
  }

  /// Runs the job that has waited longest, if one waits.
  ///
  /// - Returns: Whether one did; ``endJob()`` must follow.
  func runNext() -> Bool {
    guard let job = jobs.withLock({ $0.popFirst() }) else { return false }
    job.runSynchronously(on: asUnownedTaskExecutor())
    return true
  }

  /// Takes note that a job has ended.
  func endJob() {
    if endedJobs.add(1, ordering: .acquiringAndReleasing).newValue == workerCount { gate.open() }
  }
}
