extension Parallel {
  /// Calls a closure with every input, many at once, and returns its results in the order of the inputs.
  ///
  /// ```swift
  /// let sizes = try await Parallel().map(documents) { try wordCount(of: $0) }
  /// ```
  ///
  /// The closure runs within child tasks of the caller: it finds the caller's task-local values and priority, and
  /// `Task.isCancelled` tells it that its result is not wanted any more. It may block; the threads belong to the
  /// backend.
  ///
  /// A task is one call of the closure. After one has failed, no other is started, those that run are cancelled,
  /// and the call waits for them; the same happens when the caller is cancelled. No task runs once the call has
  /// returned.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element. All elements are taken before the first task
  ///     starts.
  ///   - progress: Is told how far the call has come, never twice at a time, each time with more tasks done than
  ///     before, at last with all of them. Tasks that end while it is at work are told together. It runs on a
  ///     worker, whose next task waits for it.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` with the first failure, by the order of the inputs, among the tasks that failed;
  ///   `CancellationError` if the caller is cancelled, or if that is what the task threw.
  /// - Complexity: One atomic operation a task.
  @inlinable
  public func map<Input: Sendable, Output: Sendable>(
    _ inputs: some Sequence<Input>,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Input) throws -> Output
  ) async throws -> [Output] {
    let setting = try resolved()
    try Task.checkCancellation()
    let inputs = Array(inputs)
    guard !inputs.isEmpty else { return [] }
    let call = try Call(taskCount: inputs.count, workers: setting.workers, progress: progress)
    let results = Results<Output>(count: inputs.count)

    // The whole loop stands in this closure, which is not generic and is compiled where the caller's types and
    // closure are known; a generic method of the engine would cost ten times as much a task.
    try await call.run(with: setting) { worker in
      let elements = results.elements
      var finished = 0..<0
      defer { results.keep(finished) }
      while let task = call.claim(for: worker) {
        do {
          (elements + task).initialize(to: try body(inputs[task]))
        } catch {
          call.fail(task: task, type: Input.self, worker: worker, error: error)
          throw error
        }
        if task == finished.upperBound {
          finished = finished.lowerBound..<task + 1
        } else {
          results.keep(finished)
          finished = task..<task + 1
        }
        call.meter?.count()
      }
    }
    return try results.take()
  }
}
