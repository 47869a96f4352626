/// Tells when a task of a stream takes too long.
final class TaskWatch: Sendable {
  private let limit: Duration
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration
  private let running = Locked(RunningTasks())

  /// A watch that runs from now on, or `nil` without a limit.
  ///
  /// - Throws: `ParallelError` if the limit leaves no time, or if there is no thread to watch from.
  init?(_ limit: Duration?, clock: any Clock<Duration>) throws(ParallelError) {
    guard let limit else { return nil }
    guard limit > .zero else {
      throw ParallelError(
        code: .invalidArgument, reason: "a task limit of \(limit) lets no task end: allow more than zero")
    }
    try ThreadPool.shared.prepare()
    self.limit = limit
    self.clock = clock
    elapsed = Self.stopwatch(clock)
  }

  private static func stopwatch<Time: Clock<Duration>>(_ clock: Time) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }

  /// Takes note that a worker has begun a task, or tries it again.
  func begin(task: Int, worker: Int) {
    let now = elapsed()
    running.withLock { $0.begin(task: task, worker: worker, at: now) }
  }

  /// Takes note that a worker has ended its task.
  func end(worker: Int) {
    running.withLock { $0.end(worker: worker) }
  }

  /// Runs an operation in a child task that is cancelled when a task takes too long, and returns when it has ended.
  ///
  /// All this is done on threads of the pool: where bodies block those that tasks usually run on, time passes too.
  ///
  /// - Parameters:
  ///   - type: The type that describes a task.
  ///   - operation: The operation.
  ///   - exceeded: Is told what the caller is told, before the operation is cancelled.
  func run(
    _ type: Any.Type, _ operation: @escaping @Sendable () async -> Void,
    exceeded: @escaping @Sendable (ParallelError) -> Void
  ) async {
    await withTaskExecutorPreference(ThreadPool.shared) {
      await withTaskGroup(of: ParallelError?.self) { group in
        group.addTask {
          await operation()
          return nil
        }
        group.addTask {
          await self.firstExceeded().map {
            .taskLimit(self.limit, task: $0.task, type: type, worker: $0.worker)
          }
        }
        for await error in group {
          if let error { exceeded(error) }
          group.cancelAll()
        }
      }
    }
  }

  /// Waits until a task takes too long; if none does, until it is cancelled.
  private func firstExceeded() async -> (task: Int, worker: Int)? {
    while true {
      switch running.withLock({ $0.verdict(at: elapsed(), limit: limit) }) {
      case .exceeded(let task, let worker): return (task, worker)
      case .fine(let time):
        guard (try? await clock.sleep(for: time)) != nil else { return nil }
      }
    }
  }
}
