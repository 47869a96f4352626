/// Tells which of the tasks that run takes too long: each worker runs one at a time.
final class TaskClock: Sendable {
  private let limit: Duration
  private let elapsed: @Sendable () -> Duration
  private let running: Locked<RunningTasks>

  init(limit: Duration, clock: any Clock<Duration>, workers: Int) {
    self.limit = limit
    elapsed = clock.stopwatch()
    running = Locked(RunningTasks(limit: limit, workers: workers))
  }

  /// Takes note that a worker begins with a task.
  func begin(_ place: TaskPlace) {
    running.withLock { $0.begin(place, at: elapsed()) }
  }

  /// Takes note that it has done it.
  ///
  /// - Returns: The limit, if it took longer.
  func end(_ place: TaskPlace) -> Duration? {
    running.withLock { $0.end(place, at: elapsed()) } ? limit : nil
  }

  /// What is to be said now.
  var verdict: TimeLimits.Verdict {
    running.withLock { $0.verdict(at: elapsed()) }
  }
}

/// The tasks that run and since when, as a value.
struct RunningTasks {
  private let limit: Duration
  private var tasks: [(place: TaskPlace, start: Duration)?]

  init(limit: Duration, workers: Int) {
    self.limit = limit
    tasks = Array(repeating: nil, count: workers)
  }

  mutating func begin(_ place: TaskPlace, at time: Duration) {
    tasks[place.worker] = (place, time)
  }

  /// Whether the task that ends took too long.
  mutating func end(_ place: TaskPlace, at time: Duration) -> Bool {
    defer { tasks[place.worker] = nil }
    return tasks[place.worker].map { time - $0.start >= limit } ?? false
  }

  /// Whether the task that has been running longest has done so for too long.
  ///
  /// What has not begun cannot take too long before the limit has passed once more.
  func verdict(at time: Duration) -> TimeLimits.Verdict {
    guard let oldest = tasks.compactMap(\.self).min(by: { $0.start < $1.start }) else {
      return .fine(for: limit)
    }
    let rest = oldest.start + limit - time
    return rest > .zero ? .fine(for: rest) : .exceeded(.task(limit, oldest.place))
  }
}
