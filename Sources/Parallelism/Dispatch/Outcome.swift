/// Which of the failures of a call its caller is told of.
struct Outcome {
  private var first: (task: Int, error: any Error)?

  /// Takes note that a task has failed.
  mutating func fail(task: Int, type: Any.Type, worker: Int, error: any Error) {
    fail(
      task: task,
      error: error is CancellationError
        ? error : ParallelError(taskIndex: task, taskType: type, worker: worker, underlying: error))
  }

  /// Takes note of a failure at the place of a task.
  ///
  /// The earliest task in the order of the inputs wins. A `CancellationError` wins only if nothing failed before:
  /// later ones are how the other tasks answer to being cancelled because of the first failure.
  mutating func fail(task: Int, error: any Error) {
    if let first, error is CancellationError || first.task < task { return }
    first = (task, error)
  }

  /// What the caller is told.
  var error: (any Error)? { first?.error }
}
