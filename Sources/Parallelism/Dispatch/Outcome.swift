/// Which of the failures of a call its caller is told of.
struct Outcome {
  private var first: (task: Int, error: any Error)?

  /// Takes note that a task has failed.
  ///
  /// The earliest task in the order of the inputs wins. A `CancellationError` wins only if nothing failed before:
  /// later ones are how the other tasks answer to being cancelled because of the first failure.
  mutating func fail(task: Int, type: Any.Type, worker: Int, error: any Error) {
    let isCancellation = error is CancellationError
    if let first, isCancellation || first.task < task { return }
    first = (
      task,
      isCancellation
        ? error : ParallelError(taskIndex: task, taskType: type, worker: worker, underlying: error)
    )
  }

  /// What the caller is told.
  var error: (any Error)? { first?.error }
}
