extension Parallel {
  /// Calls a closure with every input, many at once, and returns its results in the order of the inputs.
  ///
  /// ```swift
  /// let sizes = try await Parallel().map(documents) { try wordCount(of: $0) }
  /// ```
  ///
  /// The closure runs within tasks that belong to the call: it finds the caller's task-local values and priority, and
  /// `Task.isCancelled` tells it that its result is not wanted any more. It may block; the threads belong to the
  /// backend.
  ///
  /// A task is one call of the closure. After one has failed, no other is started, those that run are cancelled,
  /// and the call waits for them; the same happens when the caller is cancelled. No task runs once the call has
  /// returned.
  ///
  /// A call that takes too long is stopped the same way, and the error tells how far it had come; so is one with a
  /// task that takes too long, and the error names that. Nothing can end a body that runs but the body itself, which
  /// can ask `Task.isCancelled`.
  ///
  /// In synchronous code, this method has a twin that blocks its thread instead of suspending the caller.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element. All elements are taken before the first task
  ///     starts.
  ///   - onFailure: `.cancelAll`, as described. `.collect` is the other form of this method.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long an attempt at one task may take.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come, never twice at a time, each time with more tasks done than
  ///     before, at last with all of them. Tasks that end while it is at work are told together. It runs on a
  ///     worker, whose next task waits for it.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` with the first failure, by the order of the inputs, among the tasks that failed, or
  ///   because the call took too long; `CancellationError` if the caller is cancelled, or if that is what the task
  ///   threw.
  /// - Complexity: One atomic operation a batch of tasks.
  @inlinable @inline(__always)
  public func map<Input: Sendable, Output: Sendable>(
    _ inputs: some Sequence<Input>,
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Input) throws -> Output
  ) async throws -> [Output] {
    let setting = try resolved(for: .closures)
    let limits = TimeLimits(deadline: deadline, stall: stall, task: taskLimit)
    if setting.runsInCopies {
      return try await mapInCopies(
        Array(inputs), setting: setting, retries: retries, limits: limits, progress: progress, body)
    }
    return try await results(
      of: TaskInputs(inputs), setting: setting, retries: retries, limits: limits, progress: progress, body,
      instead: nil)
  }

  /// Calls a closure with every input, many at once, and returns for each, in the order of the inputs, its result or
  /// its error.
  ///
  /// ```swift
  /// for (page, result) in zip(pages, try await Parallel().map(pages, onFailure: .collect, { try parse($0) })) {
  ///   if case .failure(let error) = result { print(page, error) }
  /// }
  /// ```
  ///
  /// A task that fails stops no other, and neither does one that takes too long: its error stands in its place once it
  /// has ended. When the call takes too long, tasks that were not started have an error with
  /// ``ParallelError/Code/deadlineExceeded`` or ``ParallelError/Code/stalled`` in their places.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element. All elements are taken before the first task
  ///     starts.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long an attempt at one task may take.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come. A task that failed counts as done.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` if the call as a whole is at fault; `CancellationError` if the caller is cancelled.
  @inlinable @inline(__always)
  public func map<Input: Sendable, Output: Sendable>(
    _ inputs: some Sequence<Input>,
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Input) throws -> Output
  ) async throws -> [Result<Output, ParallelError>] {
    let setting = try resolved(for: .closures)
    let limits = TimeLimits(deadline: deadline, stall: stall, task: taskLimit)
    if setting.runsInCopies {
      return try await collectInCopies(
        Array(inputs), setting: setting, retries: retries, limits: limits, progress: progress, body)
    }
    return try await results(
      of: TaskInputs(inputs), setting: setting, retries: retries, limits: limits, progress: progress,
      { .success(try body($0)) }, instead: { .failure($0) })
  }
}

extension Parallel {
  /// The results, with what `substitute` makes of an error in the place of a result that the error prevented.
  ///
  /// Without `substitute`, an error ends the call.
  @inlinable @inline(__always)
  func results<Input: Sendable, Output: Sendable>(
    of inputs: TaskInputs<Input>, setting: Setting, retries: Retries, limits: TimeLimits,
    progress: (@Sendable (ParallelProgress) -> Void)?,
    _ body: @escaping @Sendable (Input) throws -> Output,
    instead substitute: (@Sendable (ParallelError) -> Output)?
  ) async throws -> [Output] {
    let attempts = try retries.attempts()
    try Task.checkCancellation()
    guard inputs.count > 0 else { return [] }
    let call = try Call(
      taskCount: inputs.count, setting: setting, limits: limits, endsWithFailure: substitute == nil,
      progress: progress)
    let results = Results<Output>(count: inputs.count)
    do {
      try await call.run(
        call.worker(on: inputs, into: results, attempts: attempts, body, instead: substitute))
    } catch let error as ParallelError where error.isTimeout {
      guard let substitute else { throw error }
      results.fill { _ in substitute(error) }
    }
    return try results.take()
  }
}
