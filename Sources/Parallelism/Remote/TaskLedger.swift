/// Which tasks of a call are to be sent, what came of those that were, and whether the call goes on.
///
/// All that is decided between tasks and their workers is decided here, without a worker, a thread or a clock.
struct TaskLedger {
  /// How often in a row, for each worker of the call, one may be lost before it has begun a task.
  ///
  /// No task is to blame then, but it is not to be tried forever. Who has tasks tried again after losses has this tried
  /// as often besides.
  static let patience = 3

  /// What a failure leads to.
  enum Verdict {
    /// The task waits to be tried again.
    case retried
    /// The failure stands in the place of the result.
    case collected
    /// The call ends.
    case ended
  }

  /// What is known of a task that has failed.
  private struct History {
    var errors: [any Error] = []
    var losses = 0
    /// What a worker was not needed to lose its life for.
    var mistakes: Int { errors.count - losses }
  }

  private let workers: Int
  private let collects: Bool
  private let retries: Retries
  private var queue: TaskQueue
  private var histories: [Int: History] = [:]
  private var outcome = Outcome()
  private var vainLosses = 0

  /// Whether nothing more shall start.
  private(set) var isStopped = false

  /// What stands in the places of results, where failures are collected.
  private(set) var failures: [Int: ParallelError] = [:]

  init(count: Int, workers: Int, batching: Batching, collects: Bool, retries: Retries) {
    self.workers = workers
    self.collects = collects
    self.retries = retries
    queue = TaskQueue(count: count, workers: workers, batching: batching)
  }

  /// Whether a batch goes on behind a task that has failed.
  var goesOnAfterFailures: Bool { collects || retries.afterErrors > 0 }

  /// What the caller is told, if not the results.
  var error: (any Error)? { outcome.error }

  /// Takes the next tasks to send.
  ///
  /// - Parameters:
  ///   - aim: What a batch is to take, where nobody has set a size.
  ///   - more: Gets tasks that come besides those of the count, no more than it is asked for.
  /// - Returns: One task at least, or `nil` if there are none now.
  mutating func take(
    lasting aim: Duration, orElse more: (_ limit: Int) -> Range<Int>? = { _ in nil }
  ) -> Range<Int>? {
    isStopped ? nil : queue.take(lasting: aim, orElse: more)
  }

  /// Takes tasks back that nobody has begun.
  mutating func giveBack(_ tasks: Range<Int>) {
    queue.giveBack(tasks)
  }

  /// Takes note that so many tasks were answered, in that time.
  mutating func record(_ duration: Duration, for tasks: Int) {
    queue.record(duration, for: tasks)
    vainLosses = 0
  }

  /// Takes note of a failure.
  ///
  /// A worker that is lost after the call was stopped was ended for that reason.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - failure: The failure.
  ///   - error: Makes the error that the caller is told, from what the attempts before had thrown.
  /// - Returns: What comes of it.
  mutating func fail(
    _ task: Int, _ failure: TaskFailure, error: (_ earlierErrors: [any Error]) -> ParallelError
  ) -> Verdict {
    if isStopped, failure.code == .workerDied || failure.code == .taskLimitExceeded { return .ended }
    let history = histories[task] ?? History()
    if !isStopped, mayRetry(failure, after: history) {
      histories[task, default: History()].errors.append(failure.error)
      if failure.code == .workerDied { histories[task]?.losses += 1 }
      queue.giveBack(task..<task + 1)
      return .retried
    }
    histories[task] = nil
    if collects {
      failures[task] = error(history.errors)
      return .collected
    }
    if let cancellation = failure.cause as? CancellationError {
      outcome.fail(task: task, error: cancellation)
    } else {
      outcome.fail(task: task, error: error(history.errors))
    }
    isStopped = true
    return .ended
  }

  /// Takes out what stands in the place of a result.
  mutating func takeFailure(of task: Int) -> ParallelError? { failures.removeValue(forKey: task) }

  /// How often a task has failed that is to be tried again.
  func failureCount(of task: Int) -> Int { histories[task]?.errors.count ?? 0 }

  /// Takes note that a worker was lost before it had begun any task, and ends the call if that happens too often.
  mutating func loseVainly(error: () -> ParallelError) {
    vainLosses += 1
    guard vainLosses / workers - Self.patience >= retries.afterLostWorkers, !isStopped else { return }
    outcome.fail(task: .max, error: error())
    isStopped = true
  }

  /// Takes note that the call has taken too long.
  mutating func timeOut(_ error: ParallelError) {
    outcome.timeOut(error)
    isStopped = true
  }

  /// Takes note that nobody wants the results any more.
  mutating func stop() {
    isStopped = true
  }

  private func mayRetry(_ failure: TaskFailure, after history: History) -> Bool {
    switch failure.code {
    case .taskFailed, .taskLimitExceeded: !failure.isCancellation && history.mistakes < retries.afterErrors
    case .workerDied: history.losses < retries.afterLostWorkers
    default: false
    }
  }
}
