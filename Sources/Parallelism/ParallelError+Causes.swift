extension ParallelError {
  /// What the caller is told when a backend throws: an error of this type as it is, others as the cause of one.
  static func backendFailure(_ error: any Error) -> ParallelError {
    error as? ParallelError
      ?? ParallelError(
        code: .backendFailed, reason: "the backend could not run its workers: \(error)", underlying: error)
  }

  /// What the caller is told when a backend does not run a worker that it was asked to run.
  static func backendReturned(beforeWorker worker: Int) -> ParallelError {
    ParallelError(
      code: .backendFailed,
      reason: "the backend returned before worker \(worker) had: its `run` must wait for every worker")
  }

  /// What the caller is told when the input throws: cancellation and errors of this type as they are.
  static func inputFailure(_ error: any Error, after count: Int) -> any Error {
    error is CancellationError || error is ParallelError
      ? error
      : ParallelError(
        code: .inputFailed, reason: "the input failed after \(count) elements: \(error)", underlying: error)
  }

  /// What the caller is told when a call takes too long, with how far it had come in words.
  static func timeout(_ limit: TimeLimits.Limit, after progress: String) -> ParallelError {
    let end = "no other was started, and those that ran were cancelled and waited for"
    return switch limit {
    case .deadline(let time):
      ParallelError(
        code: .deadlineExceeded, reason: "the call did not end within \(time): \(progress); \(end)")
    case .stall(let time):
      ParallelError(code: .stalled, reason: "no result arrived for \(time): \(progress); \(end)")
    case .task(let time, let place):
      place.lateness(after: time, underlying: nil)
    }
  }

  /// What the caller is told who leaves no time for a task.
  static func noTime(forATask limit: Duration) -> ParallelError {
    ParallelError(
      code: .invalidArgument, reason: "a task cannot be done within \(limit): give it more time, or no limit")
  }
}
