public import Synchronization

/// One call of the engine, as its workers share it.
///
/// It knows neither inputs nor results: those stay in the closure that each worker runs.
@usableFromInline
final class Call: Sendable {
  @usableFromInline let claims: Claims
  @usableFromInline let observer: CallObserver?

  /// Whether no further task may start.
  @usableFromInline let isStopped = Atomic(false)
  private let taskCount: Int
  private let setting: Setting
  private let watch: Watch?
  private let outcome = Locked(Outcome())

  /// A call that begins now.
  ///
  /// - Parameters:
  ///   - taskCount: How many tasks there are, at least one.
  ///   - setting: With what the call is made.
  ///   - limits: How long it may take.
  ///   - progress: Who wants to know how far it has come.
  /// - Throws: `ParallelError` if there are more tasks than can be counted.
  @usableFromInline
  init(
    taskCount: Int, setting: Setting, limits: TimeLimits, progress: (@Sendable (ParallelProgress) -> Void)?
  ) throws {
    guard taskCount <= TaskRange.capacity else {
      throw ParallelError(
        code: .tooManyTasks,
        reason: "\(taskCount) tasks are more than one call can do: give it \(TaskRange.capacity) at most")
    }
    self.taskCount = taskCount
    self.setting = setting
    claims = Claims(taskCount: taskCount, workers: min(setting.workers, taskCount))
    watch = try Watch(limits, clock: setting.clock)
    observer = CallObserver(
      setting: setting, total: taskCount, workers: claims.workers, watch: watch, progress: progress)
  }

  /// The next task for a worker, or `nil` if it shall return.
  @inlinable
  func claim(for worker: Int) -> Int? {
    isStopped.load(ordering: .relaxed) ? nil : claims.claim(for: worker)
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
    while earlierErrors.count + 1 < attempts, !(error is CancellationError),
      !isStopped.load(ordering: .relaxed)
    {
      earlierErrors.append(error)
      EngineLog(setting.logger)?.willRetry(
        task: place.task, worker: place.worker, attempt: earlierErrors.count + 1, of: attempts, error: error)
      do {
        return try again()
      } catch let next {
        error = next
      }
    }
    if let substitute {
      observer?.failed(worker: place.worker, isCollected: true)
      return substitute(place.failure(error, after: earlierErrors))
    }
    isStopped.store(true, ordering: .relaxed)
    observer?.failed(worker: place.worker, isCollected: false)
    let failure = error is CancellationError ? error : place.failure(error, after: earlierErrors)
    outcome.withLock { $0.fail(task: place.task, error: failure) }
    throw error
  }

  /// Runs the workers and returns when all of them have.
  ///
  /// - Throws: What the caller of the engine is told.
  @usableFromInline
  func run(_ worker: @escaping @Sendable (Int) throws -> Void) async throws {
    try await setting.reporting(tasks: taskCount, workers: claims.workers, to: observer) {
      try await runWatched(worker)
    }
  }

  private func runWatched(_ worker: @escaping @Sendable (Int) throws -> Void) async throws {
    let backendError: (any Error)?
    if let watch {
      let caught = Locked<(any Error)?>(nil)
      await watch.run {
        let error = await self.runWorkers(worker)
        caught.withLock { $0 = error }
      } exceeded: { limit in
        self.isStopped.store(true, ordering: .relaxed)
        self.outcome.withLock { $0.timeOut(.timeout(limit, after: self.observer?.summary ?? "")) }
      }
      backendError = caught.withLock { $0 }
    } else {
      backendError = await runWorkers(worker)
    }
    // Tasks of a cancelled caller may fail for that reason, each in its own way.
    try Task.checkCancellation()
    if let error = outcome.withLock({ $0.error }) { throw error }
    if let backendError { throw ParallelError.backendFailure(backendError) }
  }

  /// Runs the workers and tells what the backend threw.
  private func runWorkers(_ worker: @escaping @Sendable (Int) throws -> Void) async -> (any Error)? {
    do {
      try await withTaskCancellationHandler {
        try await setting.backend.run(workers: claims.workers) { [setting, workers = claims.workers] index in
          try setting.run(oneOf: workers) { try worker(index) }
        }
      } onCancel: {
        isStopped.store(true, ordering: .relaxed)
      }
      return nil
    } catch {
      return error
    }
  }
}
