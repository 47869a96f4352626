public import Synchronization

/// One call of the engine, as its workers share it.
///
/// It knows neither inputs nor results: those stay in the closure that each worker runs.
@usableFromInline
final class Call: Sendable {
  @usableFromInline let claims: Claims
  @usableFromInline let meter: ProgressMeter?

  /// Whether no further task may start.
  @usableFromInline let isStopped = Atomic(false)
  private let outcome = Locked(Outcome())

  /// A call that has not begun.
  ///
  /// - Parameters:
  ///   - taskCount: How many tasks there are, at least one.
  ///   - workers: How many workers there may be, at least one.
  ///   - progress: Who wants to know how far it has come.
  /// - Throws: `ParallelError` if there are more tasks than can be counted.
  @usableFromInline
  init(taskCount: Int, workers: Int, progress: (@Sendable (ParallelProgress) -> Void)?) throws {
    guard taskCount <= TaskRange.capacity else {
      throw ParallelError(
        code: .tooManyTasks,
        reason: "\(taskCount) tasks are more than one call can do: give it \(TaskRange.capacity) at most")
    }
    claims = Claims(taskCount: taskCount, workers: min(workers, taskCount))
    meter = progress.map { ProgressMeter(total: taskCount, observer: $0) }
  }

  /// The next task for a worker, or `nil` if it shall return.
  @inlinable
  func claim(for worker: Int) -> Int? {
    isStopped.load(ordering: .relaxed) ? nil : claims.claim(for: worker)
  }

  /// Takes note that a task has failed; no other is started.
  @usableFromInline
  func fail(task: Int, type: Any.Type, worker: Int, error: any Error) {
    isStopped.store(true, ordering: .relaxed)
    outcome.withLock { $0.fail(task: task, type: type, worker: worker, error: error) }
  }

  /// Runs the workers and returns when all of them have.
  ///
  /// - Throws: What the caller of the engine is told.
  @usableFromInline
  func run(with setting: Setting, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {
    var backendError: (any Error)?
    do {
      try await withTaskCancellationHandler {
        try await setting.backend.run(workers: claims.workers) { [workers = claims.workers] index in
          try setting.run(oneOf: workers) { try worker(index) }
        }
      } onCancel: {
        isStopped.store(true, ordering: .relaxed)
      }
    } catch {
      backendError = error
    }
    // Tasks of a cancelled caller may fail for that reason, each in its own way.
    try Task.checkCancellation()
    if let error = outcome.withLock({ $0.error }) { throw error }
    if let backendError { throw ParallelError.backendFailure(backendError) }
  }
}
