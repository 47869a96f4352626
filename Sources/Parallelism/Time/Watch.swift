internal import CWorkerStart

/// Tells when a call takes too long.
final class Watch: Sendable {
  private let limits: TimeLimits
  private let tasks: TaskClock?
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration
  /// Since when somebody waits for a result; `nil` if nobody does.
  private let waiting = Locked<Duration?>(.zero)

  /// A watch that runs from now on, or `nil` if there is nothing to watch.
  ///
  /// A forked child has no thread for ``run(_:exceeded:)``. There it must be asked what is ``exceeded``.
  ///
  /// - Parameters:
  ///   - limits: What is limited.
  ///   - tasks: The tasks that run, if one that takes too long is to be told of while it does.
  ///   - clock: What time is measured with.
  /// - Throws: `ParallelError` if there is no thread to watch from.
  init?(_ limits: TimeLimits, tasks: TaskClock? = nil, clock: any Clock<Duration>) throws(ParallelError) {
    guard limits.deadline != nil || limits.stall != nil || tasks != nil else { return nil }
    if !cworker_is_forked() { try ThreadPool.shared.prepare() }
    self.limits = limits
    self.tasks = tasks
    self.clock = clock
    elapsed = clock.stopwatch()
  }

  /// Takes note that somebody waits for the next result from now on.
  func beginWaiting() {
    waiting.withLock { $0 = elapsed() }
  }

  /// Takes note that nobody waits for a result.
  func endWaiting() {
    waiting.withLock { $0 = nil }
  }

  /// The limit that is exceeded now, if there is one.
  var exceeded: TimeLimits.Limit? {
    if case .exceeded(let limit) = verdict { limit } else { nil }
  }

  private var verdict: TimeLimits.Verdict {
    // In this order: a result that comes between the two would have been waited for since a moment after now.
    let waitingSince = waiting.withLock { $0 }
    let now = elapsed()
    let verdict = limits.verdict(elapsed: now, waitingSince: waitingSince ?? now)
    return tasks.map { verdict.and($0.verdict) } ?? verdict
  }

  /// Runs an operation in a child task that is cancelled when a limit is exceeded, and returns when it has ended.
  ///
  /// All this is done on threads of the pool: where bodies block those that tasks usually run on, time passes too.
  ///
  /// - Parameters:
  ///   - operation: The operation.
  ///   - exceeded: Is told of the limit before the operation is cancelled.
  func run(
    _ operation: @escaping @Sendable () async -> Void,
    exceeded: @escaping @Sendable (TimeLimits.Limit) -> Void
  ) async {
    await withTaskExecutorPreference(ThreadPool.shared) {
      await withTaskGroup(of: TimeLimits.Limit?.self) { group in
        group.addTask {
          await operation()
          return nil
        }
        group.addTask { await self.firstExceeded() }
        for await limit in group {
          if let limit { exceeded(limit) }
          group.cancelAll()
        }
      }
    }
  }

  /// Waits until a limit is exceeded; without one, until it is cancelled.
  private func firstExceeded() async -> TimeLimits.Limit? {
    while true {
      switch verdict {
      case .exceeded(let limit): return limit
      case .fine(let time):
        guard (try? await clock.sleep(for: time.sleepable)) != nil else { return nil }
      case .unlimited: return nil
      }
    }
  }
}

extension Clock<Duration> {
  /// Tells how much time has passed since this call.
  func stopwatch() -> @Sendable () -> Duration {
    let start = now
    return { start.duration(to: now) }
  }
}
