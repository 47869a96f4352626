/// Which tasks of a stream run, and since when.
struct RunningTasks {
  enum Verdict: Equatable {
    /// No task can exceed the limit before that much more time has passed.
    case fine(for: Duration)
    case exceeded(task: Int, worker: Int)
  }

  private var starts: [Int: (task: Int, start: Duration)] = [:]

  /// Takes note that a worker has begun a task.
  mutating func begin(task: Int, worker: Int, at time: Duration) {
    starts[worker] = (task, time)
  }

  /// Takes note that a worker has ended its task.
  mutating func end(worker: Int) {
    starts[worker] = nil
  }

  /// Whether a task has run longer than it may.
  func verdict(at now: Duration, limit: Duration) -> Verdict {
    guard let first = starts.min(by: { ($0.value.start, $0.value.task) < ($1.value.start, $1.value.task) })
    else {
      return .fine(for: limit)
    }
    let rest = first.value.start + limit - now
    return rest > .zero ? .fine(for: rest) : .exceeded(task: first.value.task, worker: first.key)
  }
}
