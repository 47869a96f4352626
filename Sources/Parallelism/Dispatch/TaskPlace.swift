/// Which task runs where, as errors tell it.
@usableFromInline
struct TaskPlace: Sendable {
  let task: Int
  let worker: Int
  private let type: Any.Type

  @usableFromInline
  init(task: Int, type: Any.Type, worker: Int) {
    self.task = task
    self.type = type
    self.worker = worker
  }

  /// What the caller is told of a task that has failed at its last attempt.
  func failure(_ error: any Error, after earlierErrors: [any Error]) -> ParallelError {
    if let error = error as? ParallelError, error.code == .taskLimitExceeded { return error }
    return ParallelError(
      taskIndex: task, taskType: type, worker: worker, underlying: error, earlierErrors: earlierErrors)
  }

  /// What the caller is told of a task that has taken longer than it may.
  func lateness(after limit: Duration, underlying: (any Error)?) -> ParallelError {
    ParallelError(
      TaskFailure(
        code: .taskLimitExceeded,
        manner: """
          took longer than \(limit) on worker \(worker): nothing ends it on threads but itself, when it asks \
          Task.isCancelled
          """, worker: worker, cause: underlying), of: task, typeName: "\(type)", description: nil,
      earlierErrors: [])
  }
}

extension TaskPlace: Hashable {
  @usableFromInline
  static func == (one: TaskPlace, other: TaskPlace) -> Bool {
    one.task == other.task && one.worker == other.worker && one.type == other.type
  }

  @usableFromInline
  func hash(into hasher: inout Hasher) {
    hasher.combine(task)
    hasher.combine(worker)
  }
}
