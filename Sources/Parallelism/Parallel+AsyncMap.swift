extension Parallel {
  /// Calls an asynchronous closure with every input, so many at once as there are workers, and returns its results in
  /// the order of the inputs.
  ///
  /// ```swift
  /// let pages = try await Parallel(workers: 8).map(links) { try await download($0) }
  /// ```
  ///
  /// This is for closures that spend their time waiting, of which many more may be under way than there are
  /// processors: say how many by ``workers``. The closure runs within child tasks of the caller, one a worker, which
  /// carry its task-local values, priority and cancellation. They run where Swift's tasks usually do and not on the
  /// threads of ``ThreadBackend``: there, every step of a closure and every child task of it would wake a thread of
  /// its own, and a closure that awaits needs none while it does. One that computes for long or blocks would keep a
  /// thread from everybody else's tasks, so let it not be asynchronous: a closure without `await` takes the other
  /// form of this method. On ``SequentialBackend`` the tasks run one after the other within the caller's.
  ///
  /// Failures, cancellation and limits of time are as in the other form.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - onFailure: `.cancelAll`. `.collect` is the other form of this method.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer ends the work.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come, as by the other `map`.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` with the first failure, by the order of the inputs, among the tasks that failed, or
  ///   because the call took too long; `CancellationError` if the caller is cancelled, or if that is what the task
  ///   threw.
  public func map<Input: Sendable, Output: Sendable>(
    _ inputs: some Sequence<Input>,
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Input) async throws -> Output
  ) async throws -> [Output] {
    try await collect(
      SequenceReader(Array(inputs)),
      StreamOptions(collecting: nil, retries, taskLimit, deadline, stall, progress)
    ) { _ in
      .suspending { input, _ in try await body(input) }
    }
  }

  /// Calls an asynchronous closure with every input, so many at once as there are workers, and returns for each, in the
  /// order of the inputs, its result or its error.
  ///
  /// A task that fails stops no other. When the call takes too long, tasks that are not done have an error with
  /// ``ParallelError/Code/deadlineExceeded`` or ``ParallelError/Code/stalled`` in their places.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer has failed, once it
  ///     has ended.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` if the call as a whole is at fault; `CancellationError` if the caller is cancelled.
  public func map<Input: Sendable, Output: Sendable>(
    _ inputs: some Sequence<Input>,
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Input) async throws -> Output
  ) async throws -> [Result<Output, ParallelError>] {
    try await collect(
      SequenceReader(Array(inputs)),
      StreamOptions(collecting: nil, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }
    ) { _ in .suspending { input, _ in .success(try await body(input)) } }
  }
}
