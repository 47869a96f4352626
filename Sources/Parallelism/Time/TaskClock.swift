/// Tells which of the tasks that run takes too long: each worker runs one at a time.
final class TaskClock: Sendable {
  private let limit: Duration
  private let elapsed: @Sendable () -> Duration
  private let running: Locked<RunningTasks>

  /// - Throws: `ParallelError` if the limit leaves no time.
  init?(_ limit: Duration?, clock: any Clock<Duration>, workers: Int) throws(ParallelError) {
    guard let limit else { return nil }
    guard limit > .zero else { throw .noTime(forATask: limit) }
    self.limit = limit
    elapsed = clock.stopwatch()
    running = Locked(RunningTasks(limit: limit, workers: workers))
  }

  /// Takes note that a worker begins with a task.
  private func begin(_ place: TaskPlace) {
    running.withLock { $0.begin(place, at: elapsed()) }
  }

  /// Takes note that it has done it.
  ///
  /// - Returns: The limit, if it took longer.
  private func end(_ place: TaskPlace) -> Duration? {
    running.withLock { $0.end(place, at: elapsed()) } ? limit : nil
  }

  /// Runs an attempt at a task.
  ///
  /// - Throws: What the attempt throws, or that it took too long.
  func limited<Output>(_ place: TaskPlace, _ attempt: () throws -> Output) throws -> Output {
    begin(place)
    let result = Result { try attempt() }
    if let time = end(place) { throw place.lateness(after: time, underlying: result.failure) }
    return try result.get()
  }

  /// Runs an attempt at a task that awaits something.
  ///
  /// - Throws: What the attempt throws, or that it took too long.
  func limited<Output>(_ place: TaskPlace, awaiting attempt: () async throws -> Output) async throws -> Output
  {
    begin(place)
    let result: Result<Output, any Error>
    do {
      result = .success(try await attempt())
    } catch {
      result = .failure(error)
    }
    if let time = end(place) { throw place.lateness(after: time, underlying: result.failure) }
    return try result.get()
  }

  /// What is to be said now.
  var verdict: TimeLimits.Verdict {
    running.withLock { $0.verdict(at: elapsed()) }
  }
}

extension Result {
  /// The error, if it is one.
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}

extension Error {
  /// Whether a task took longer than it may.
  var isLateness: Bool { (self as? ParallelError)?.code == .taskLimitExceeded }
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
