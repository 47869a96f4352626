/// Why a task has no result, before it is known whether that is the end of it.
struct TaskFailure: Sendable {
  let code: ParallelError.Code
  /// What the task did, to stand between its name and its cause.
  let manner: String
  let worker: Int
  let cause: (any Error)?

  /// What a task threw.
  static func threw(_ error: any Error, worker: Int) -> TaskFailure {
    TaskFailure(code: .taskFailed, manner: "failed on worker \(worker)", worker: worker, cause: error)
  }

  /// Something on the way of a task to its worker or of its result back.
  static func uncoded(_ manner: String, worker: Int, cause: any Error) -> TaskFailure {
    TaskFailure(code: .codingFailed, manner: manner, worker: worker, cause: cause)
  }

  static func typeNotFound(worker: Int) -> TaskFailure {
    TaskFailure(
      code: .jobTypeNotFound, manner: "is of a type that worker \(worker) does not find", worker: worker,
      cause: nil)
  }

  static func lostWorker(_ cause: any Error, worker: Int) -> TaskFailure {
    TaskFailure(code: .workerDied, manner: "ended worker \(worker)", worker: worker, cause: cause)
  }

  static func exceeded(_ limit: Duration, worker: Int) -> TaskFailure {
    TaskFailure(
      code: .taskLimitExceeded, manner: "was ended on worker \(worker), since it took longer than \(limit)",
      worker: worker, cause: nil)
  }

  /// What the failure is to the list of attempts.
  var error: any Error { cause ?? WireError(manner) }

  /// Whether the task gave up by itself because it was cancelled.
  var isCancellation: Bool { cause is CancellationError }
}
