/// How far a call has come.
///
/// Reports of one call follow each other, never two at a time: the first one before any task starts, the last one,
/// for which ``isFinal`` is `true`, when the call has ended.
public struct ParallelProgress: Sendable {
  /// How many tasks are done: their results are there, or their errors if the call collects errors.
  public let completed: Int

  /// How many tasks have failed, for the last time if the call retries.
  ///
  /// They count as ``completed`` if the call collects errors, and not otherwise.
  public let failed: Int

  /// How many tasks workers have begun, those that are done included.
  public let started: Int

  /// How many inputs have been taken: all of them, except by a stream.
  public let taken: Int

  /// How many tasks there are in all, if that is known.
  public let total: Int?

  /// How long ago the call began.
  public let elapsed: Duration

  /// How much longer the call will take, as far as one can tell: `nil` until a task is done, and where nobody knows
  /// how many there are.
  ///
  /// It is the work that is left, divided by how many tasks have been under way at a time. Work is counted in the
  /// mean time of a task, in which later tasks weigh more than earlier ones; what running tasks have behind them is
  /// not counted again. So the estimate does not jump when tasks end in bursts, forgets a slow beginning, and is
  /// never less than what one more task takes while one is waiting.
  public let estimate: Duration?

  /// Whether the call has ended, and this is the last report.
  ///
  /// If fewer tasks than ``total`` are completed then, the call has failed or was cancelled.
  public let isFinal: Bool

  /// What each worker does, by its number; empty in reports that no call made.
  public let workers: [WorkerState]

  /// What runs the tasks; `nil` in reports that no call made.
  public let backend: (any Backend)?

  /// How many inputs a stream takes before it waits for results; zero if all are taken first.
  let lookahead: Int

  /// Creates a report that no call made: to show the progress of other work, or to try an observer.
  ///
  /// - Parameters:
  ///   - completed: How many tasks are done.
  ///   - failed: How many tasks have failed.
  ///   - started: How many tasks have been begun; those that are done if it is `nil`.
  ///   - total: How many tasks there are in all, if that is known.
  ///   - elapsed: How long ago the work began.
  ///   - estimate: How much longer it will take.
  ///   - isFinal: Whether the work has ended.
  public init(
    completed: Int, failed: Int = 0, started: Int? = nil, total: Int? = nil, elapsed: Duration,
    estimate: Duration? = nil, isFinal: Bool = false
  ) {
    self.init(
      completed: completed, failed: failed, started: started ?? completed, taken: total ?? completed,
      total: total, elapsed: elapsed, estimate: estimate, isFinal: isFinal, workers: [], backend: nil,
      lookahead: 0)
  }

  init(
    completed: Int, failed: Int, started: Int, taken: Int, total: Int?, elapsed: Duration,
    estimate: Duration?,
    isFinal: Bool, workers: [WorkerState], backend: (any Backend)?, lookahead: Int
  ) {
    self.completed = completed
    self.failed = failed
    self.started = started
    self.taken = taken
    self.total = total
    self.elapsed = elapsed
    self.estimate = estimate
    self.isFinal = isFinal
    self.workers = workers
    self.backend = backend
    self.lookahead = lookahead
  }
}
