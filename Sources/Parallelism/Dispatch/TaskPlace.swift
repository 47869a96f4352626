/// Which task runs where, as errors tell it.
@usableFromInline
struct TaskPlace {
  let task: Int
  private let type: Any.Type
  let worker: Int

  @usableFromInline
  init(task: Int, type: Any.Type, worker: Int) {
    self.task = task
    self.type = type
    self.worker = worker
  }

  /// What the caller is told of a task that has failed at its last attempt.
  func failure(_ error: any Error, after earlierErrors: [any Error]) -> ParallelError {
    ParallelError(
      taskIndex: task, taskType: type, worker: worker, underlying: error, earlierErrors: earlierErrors)
  }
}
