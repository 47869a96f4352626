/// Which of the failures of a call its caller is told of.
struct Outcome {
  private var first: (task: Int, error: any Error)?
  private var timeout: ParallelError?

  /// Takes note that a task has failed, after others of its attempts had.
  mutating func fail(
    task: Int, type: Any.Type, worker: Int, error: any Error, earlierErrors: [any Error] = []
  ) {
    fail(
      task: task,
      error: error is CancellationError
        ? error
        : ParallelError(
          taskIndex: task, taskType: type, worker: worker, underlying: error, earlierErrors: earlierErrors))
  }

  /// Takes note of a failure at the place of a task.
  ///
  /// The earliest task in the order of the inputs wins. A `CancellationError` wins only if nothing failed before:
  /// later ones are how the other tasks answer to being cancelled because of the first failure.
  mutating func fail(task: Int, error: any Error) {
    if timeout != nil { return }
    if let first, error is CancellationError || first.task < task { return }
    first = (task, error)
  }

  /// Takes note that the call has taken too long.
  ///
  /// What fails afterwards does so because it is cancelled.
  mutating func timeOut(_ error: ParallelError) {
    if first == nil { timeout = error }
  }

  /// What the caller is told.
  var error: (any Error)? { timeout ?? first?.error }
}
