internal import CPlatform
internal import Synchronization

/// The threads that work for a synchronous caller: its own, and those of a pool.
///
/// Each worker is a task, so that its body finds cancellation, priority and task-local values as everywhere. The
/// caller's thread runs what no other has begun, and waits only for what others have. So a call that is over before
/// a sleeping thread comes does not wait for that thread.
final class CallerCrew: TaskExecutor {
  private struct State {
    var jobs = FIFO<UnownedJob>()
    var workers: [Task<Void, Never>] = []
    var error: (any Error)?
  }

  private let pool: ThreadPool
  private let workerCount: Int
  private let gate: Gate
  private let state = Locked(State())
  private let endedJobs = Atomic(0)

  private init(of pool: ThreadPool, workers: Int, gate: Gate) {
    self.pool = pool
    workerCount = workers
    self.gate = gate
  }

  /// Runs each worker once, and returns when all have returned.
  ///
  /// - Throws: What the first worker threw that failed. The tasks of the others are cancelled then.
  static func run(
    workers: Int, with pool: ThreadPool, _ worker: @escaping @Sendable (_ index: Int) throws -> Void
  ) throws {
    guard let gate = Gate() else {
      throw ParallelError(code: .backendFailed, reason: "no memory is left to wait for the workers of a call")
    }
    let crew = CallerCrew(of: pool, workers: workers, gate: gate)
    let tasks = (0..<workers).map { index in
      Task(executorPreference: crew) {
        do {
          try worker(index)
        } catch {
          crew.fail(error)
        }
      }
    }
    crew.begin(tasks)
    withBlockedTaskCancellationHandler {
      crew.work()
    } onCancel: {
      for task in tasks { task.cancel() }
    }
    if let error = crew.finish() { throw error }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let count = state.withLock { state in
      state.jobs.append(job)
      return state.jobs.count
    }
    // One job is for the caller.
    if count > 1 { pool.add(.share(self)) }
  }

  /// Runs the job that has waited longest, if one waits.
  ///
  /// - Returns: Whether one did.
  @discardableResult
  func runNext() -> Bool {
    guard let job = state.withLock({ $0.jobs.popFirst() }) else { return false }
    job.runSynchronously(on: asUnownedTaskExecutor())
    if endedJobs.add(1, ordering: .acquiringAndReleasing).newValue == workerCount { gate.open() }
    return true
  }

  /// Does what is there for the caller, and waits for the rest.
  private func work() {
    while runNext() {}
    if !gate.spin() { gate.pass() }
  }

  private func fail(_ error: any Error) {
    let workers = state.withLock { state in
      state.error = state.error ?? error
      return state.workers
    }
    for worker in workers { worker.cancel() }
  }

  private func begin(_ workers: [Task<Void, Never>]) {
    let hasFailed = state.withLock { state in
      state.workers = workers
      return state.error != nil
    }
    if hasFailed { for worker in workers { worker.cancel() } }
  }

  private func finish() -> (any Error)? {
    state.withLock { state in
      state.workers = []
      return state.error
    }
  }
}
