internal import CWorkerStart
public import Synchronization

/// One call of the engine, as its workers share it.
///
/// It knows neither inputs nor results: those stay in the closure that each worker runs.
@usableFromInline
final class Call: Sendable {
  @usableFromInline let claims: Claims
  /// Who hears what the workers do.
  @usableFromInline let observer: CallObserver?
  /// What the workers' batches begin with.
  @usableFromInline let batchSize: BatchSize
  /// Whether anybody but the worker has to do with its batches.
  @usableFromInline let isAttended: Bool
  /// Whether each task has to do with limits of time.
  @usableFromInline let limitsTasks: Bool

  /// Whether no further task may start.
  @usableFromInline let isStopped = Atomic(false)
  private let taskCount: Int
  private let setting: Setting
  private let watch: Watch?
  /// Whether the watch is asked after each task, in a forked child, which has no thread to run it on.
  private let asksWatch: Bool
  private let taskClock: TaskClock?
  private let outcome = Locked(Outcome())

  /// A call that begins now.
  ///
  /// - Parameters:
  ///   - taskCount: How many tasks there are, at least one.
  ///   - setting: With what the call is made.
  ///   - limits: How long it may take.
  ///   - endsWithFailure: Whether the first task that fails ends the call.
  ///   - progress: Who wants to know how far it has come.
  /// - Throws: `ParallelError` if there are more tasks than can be counted.
  @usableFromInline
  init(
    taskCount: Int, setting: Setting, limits: TimeLimits, endsWithFailure: Bool,
    progress: (@Sendable (ParallelProgress) -> Void)?
  ) throws {
    guard taskCount <= TaskRange.capacity else {
      throw ParallelError(
        code: .tooManyTasks,
        reason: "\(taskCount) tasks are more than one call can do: give it \(TaskRange.capacity) at most")
    }
    self.taskCount = taskCount
    self.setting = setting
    batchSize = BatchSize(setting.batching)
    let workers = min(setting.workers, taskCount)
    claims = Claims(taskCount: taskCount, workers: workers)
    // An object whose initializer declines has been allocated by then.
    let taskClock =
      limits.task == nil ? nil : try TaskClock(limits.task, clock: setting.clock, workers: workers)
    self.taskClock = taskClock
    let watch =
      limits.areNone ? nil : try Watch(limits, tasks: endsWithFailure ? taskClock : nil, clock: setting.clock)
    self.watch = watch
    asksWatch = watch != nil && cworker_is_forked()
    limitsTasks = limits.task != nil || asksWatch
    observer =
      watch == nil && progress == nil && setting.trace == nil
      ? nil
      : CallObserver(setting: setting, total: taskCount, workers: workers, watch: watch, progress: progress)
    isAttended = observer != nil
  }

  // MARK: What workers ask

  /// Runs an attempt at a task whose time is limited.
  ///
  /// - Throws: What the attempt throws, or that it took too long.
  @usableFromInline
  func limited<Output>(_ place: TaskPlace, _ attempt: () throws -> Output) throws -> Output {
    defer { if asksWatch, let limit = watch?.exceeded { timeOut(limit) } }
    guard let taskClock else { return try attempt() }
    return try taskClock.limited(place, attempt)
  }

  private func timeOut(_ limit: TimeLimits.Limit) {
    isStopped.store(true, ordering: .relaxed)
    outcome.withLock { $0.timeOut(.timeout(limit, after: observer?.summary ?? "")) }
  }

  /// What stands in the place of a task's result after its first attempt has failed.
  ///
  /// - Throws: The last error, if that ends the call; no other task is started then.
  @usableFromInline
  func recover<Output>(
    _ place: TaskPlace, from error: any Error, attempts: Int, again: () throws -> Output,
    instead substitute: ((ParallelError) -> Output)?
  ) throws -> Output {
    var error = error
    var earlierErrors: [any Error] = []
    while earlierErrors.count + 1 < attempts, !(error is CancellationError), !error.isLateness,
      !isStopped.load(ordering: .relaxed)
    {
      earlierErrors.append(error)
      EngineLog(setting.logger)?.willRetry(
        task: place.task, worker: place.worker, attempt: earlierErrors.count + 1, of: attempts, error: error)
      do {
        return try limited(place, again)
      } catch let next {
        error = next
      }
    }
    let failure = place.failure(error, after: earlierErrors)
    observer?.failed(worker: place.worker, isCollected: substitute != nil)
    if let substitute { return substitute(failure) }
    isStopped.store(true, ordering: .relaxed)
    outcome.withLock { $0.fail(task: place.task, error: error is CancellationError ? error : failure) }
    throw error
  }

  // MARK: Running

  /// Runs the workers and returns when all of them have.
  ///
  /// - Throws: What the caller of the engine is told.
  @usableFromInline
  func run(_ worker: @escaping @Sendable (Int) throws -> Void) async throws {
    let report = CallReport(setting, tasks: taskCount, workers: claims.workers, observer: observer)
    let backendError =
      if let watch { await runWorkers(worker, under: watch) } else { await runWorkers(worker) }
    try conclude(backendError, report)
  }

  private func runWorkers(
    _ worker: @escaping @Sendable (Int) throws -> Void, under watch: Watch
  ) async -> (any Error)? {
    let caught = Locked<(any Error)?>(nil)
    await watch.run {
      let error = await self.runWorkers(worker)
      caught.withLock { $0 = error }
    } exceeded: { limit in
      self.timeOut(limit)
    }
    return caught.withLock { $0 }
  }

  /// The same for a caller that cannot await anything.
  ///
  /// Limits of time need somebody who watches them, and the thread of the caller does nothing but wait.
  @usableFromInline
  func runBlocking(_ worker: @escaping @Sendable (Int) throws -> Void) throws {
    guard watch == nil || asksWatch else {
      return try ThreadPool.shared.wait { try await self.run(worker) }
    }
    let report = CallReport(setting, tasks: taskCount, workers: claims.workers, observer: observer)
    var backendError: (any Error)?
    do {
      try withBlockedTaskCancellationHandler {
        try backend.runBlocking(workers: claims.workers, boundToSurroundings(worker))
      } onCancel: {
        self.isStopped.store(true, ordering: .relaxed)
      }
    } catch {
      backendError = error
    }
    try conclude(backendError, report)
  }

  /// The backend, which, if it cancels tasks one after another, stops the call before: one that hears of it would start
  /// the next task otherwise.
  private var backend: any Backend {
    guard setting.backend is ThreadBackend else { return setting.backend }
    return ThreadBackend { self.isStopped.store(true, ordering: .relaxed) }
  }

  /// A worker that calls within its tasks find to be one of several.
  private func boundToSurroundings(
    _ worker: @escaping @Sendable (Int) throws -> Void
  ) -> @Sendable (Int) throws -> Void {
    { [setting, workers = claims.workers] index in
      try setting.run(oneOf: workers) { try worker(index) }
    }
  }

  /// Tells log and observer that the call has ended, and the caller why if that is an error.
  private func conclude(_ backendError: (any Error)?, _ report: CallReport) throws {
    let error = finalError(backendError)
    report.end(error)
    if let error { throw error }
  }

  private func finalError(_ backendError: (any Error)?) -> (any Error)? {
    // Tasks of a cancelled caller may fail for that reason, each in its own way.
    if Task.isCancelled { return CancellationError() }
    return outcome.withLock { $0.error } ?? backendError.map { ParallelError.backendFailure($0) }
  }

  /// Runs the workers and tells what the backend threw.
  ///
  /// The closure mentions the isolation: one that does not would be taken away from the caller's actor and back.
  private func runWorkers(
    _ worker: @escaping @Sendable (Int) throws -> Void, isolation: isolated (any Actor)? = #isolation
  ) async -> (any Error)? {
    do {
      try await withTaskCancellationHandler {
        _ = isolation
        try await backend.run(workers: claims.workers, boundToSurroundings(worker))
      } onCancel: {
        isStopped.store(true, ordering: .relaxed)
      }
      return nil
    } catch {
      return error
    }
  }
}
