/// The worker processes of this process, kept between calls.
final class WorkerPool: Sendable {
  static let shared = WorkerPool()

  private struct State {
    var idle = IdleWorkers<WorkerKey, WorkerProcess, ContinuousClock.Instant>()
    var living: [WorkerProcess] = []
    var keeper: WorkerKeeper?
    /// When the keeper wakes at the latest, if at all.
    var wakesAt: ContinuousClock.Instant?
  }

  private let state = Locked(State())
  private let memoryKills = Locked(Hardware.memoryKills)

  /// A worker for one call, if one waits for work.
  func takeWarm(_ key: WorkerKey) -> WorkerProcess? {
    while let worker = state.withLock({ $0.idle.take(key) }) {
      guard worker.isUnusable else {
        worker.errorOutput.forget()
        return worker
      }
      discard(worker)
    }
    return nil
  }

  /// A worker for one call, warm if there is one.
  ///
  /// - Parameters:
  ///   - key: What the worker must have been started with.
  ///   - log: Is told if one is started, and when that one ends.
  /// - Returns: The worker, which is nobody else's until it is put back or discarded.
  /// - Throws: `ParallelError` if the system refuses to start one.
  func take(_ key: WorkerKey, log: EngineLog? = nil) throws -> WorkerProcess {
    if let worker = takeWarm(key) { return worker }
    let worker = try WorkerProcess(key, log: log)
    do {
      try state.withLock { state in
        state.living.append(worker)
        let keeper = try state.keeper ?? WorkerKeeper(pool: self)
        state.keeper = keeper
        keeper.notice()
      }
    } catch {
      _ = worker.condemn()
      bury(worker)
      throw error
    }
    return worker
  }

  /// Gives a worker back that has done all that it was sent.
  func put(_ worker: WorkerProcess, idleTimeout: Duration) {
    guard !worker.isEnding else {
      discard(worker)
      return
    }
    let deadline = ContinuousClock.now + idleTimeout
    state.withLock { state in
      try? worker.releaseMemory()
      state.idle.put(worker, for: worker.key, until: deadline)
      // Once an idle timeout, so that a call does not pay for waking the keeper.
      if state.wakesAt.map({ deadline < $0 }) ?? true { state.keeper?.notice() }
    }
  }

  /// Ends a worker that has been taken.
  ///
  /// - Returns: What is known of its end; the rest comes when the keeper has buried it.
  @discardableResult
  func discard(_ worker: WorkerProcess) -> WorkerDeath {
    let death = worker.condemn()
    // Without a handle the keeper would not learn of its end.
    if worker.handle < 0 { bury(worker) }
    return death
  }

  /// Ends the idle workers that calls of a backend would get, and waits for those that are ending.
  func shutDown(_ backend: ProcessBackend) {
    let (idle, ending) = state.withLock { state in
      let idle = state.idle.takeAll { $0.isOf(backend) }
      return (idle, state.living.filter { $0.key.isOf(backend) && $0.isEnding })
    }
    dismiss(idle, because: "its backend was shut down")
    for worker in ending { bury(worker) }
    for worker in idle + ending { worker.errorOutput.settle() }
  }

  /// For the keeper: the workers to watch.
  var living: [WorkerProcess] { state.withLock { $0.living } }

  /// For the keeper: tells idle workers which memory they need not keep.
  ///
  /// Others are told with their next batch.
  func releaseMemory() {
    state.withLock { state in
      // Under the lock, as nobody must take a worker meanwhile. One that has gone is found out in another way.
      for worker in state.idle.all { try? worker.releaseMemory() }
    }
  }

  /// Takes the status of a worker that has ended or been killed.
  ///
  /// If a call has it, the call will see that itself.
  func bury(_ worker: WorkerProcess) {
    _ = state.withLock { $0.idle.take(worker) }
    worker.bury { memoryKills.withLock { $0.haveHappened() } }
    forget(worker)
  }

  /// For the keeper: ends those that have waited long enough, and tells when to come again.
  func endExpired() -> Duration? {
    let now = ContinuousClock.now
    dismiss(state.withLock { $0.idle.takeExpired(at: now) }, because: "it was idle for long")
    return state.withLock { state in
      state.wakesAt = state.idle.nextDeadline
      return state.wakesAt.map { now.duration(to: $0) }
    }
  }

  private func dismiss(_ workers: [WorkerProcess], because reason: String) {
    for worker in workers { worker.dismiss(because: reason) }
    for worker in workers {
      worker.awaitDismissal()
      bury(worker)
    }
  }

  private func forget(_ worker: WorkerProcess) {
    state.withLock { state in
      state.living.removeAll { $0 === worker }
      state.keeper?.notice()
    }
  }
}
