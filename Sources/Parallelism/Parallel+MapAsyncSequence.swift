extension Parallel {
  /// Calls a closure with every input as they arrive, many at once, and returns its results in the order of the
  /// inputs.
  ///
  /// ```swift
  /// let lengths = try await Parallel().map(lines) { tokens(of: $0).count }
  /// ```
  ///
  /// It differs from its namesake for sequences in that the inputs need not be there when it begins, and that nothing
  /// but the results is kept: `lookahead` bounds how many inputs may be taken whose tasks are not done. The input is
  /// read in a child task of the caller. An error that it throws ends the work as a failed task does.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - lookahead: How many inputs may be taken whose tasks are not done.
  ///   - onFailure: `.cancelAll`. `.collect` is the other form of this method.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer ends the work.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come, as by the other `map`.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` with the first failure, by the order of the inputs, among the tasks that failed, or
  ///   because the call took too long, or the
  ///   input threw; `CancellationError` if the caller is cancelled, or if that is what the task
  ///   threw.
  public func map<Inputs: AsyncSequence, Output: Sendable>(
    _ inputs: sending Inputs,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Inputs.Element) throws -> Output
  ) async throws -> [Output] where Inputs.Element: Sendable {
    try await collect(
      AsyncSequenceReader(inputs),
      StreamOptions(collecting: lookahead, retries, taskLimit, deadline, stall, progress)
    ) { _ in
      .blocking(body)
    }
  }

  /// Calls a closure with every input as they arrive, many at once, and returns for each, in the order of the
  /// inputs, its result or its error.
  ///
  /// A task that fails stops no other. An error that the input throws ends the work. When the call takes too long, no
  /// more inputs are taken, and tasks that are not done have the error in their places.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - lookahead: How many inputs may be taken whose tasks are not done.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer has failed, once it
  ///     has ended.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` if the call as a whole is at fault or the input throws; `CancellationError` if the
  ///   caller is cancelled.
  public func map<Inputs: AsyncSequence, Output: Sendable>(
    _ inputs: sending Inputs,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Inputs.Element) throws -> Output
  ) async throws -> [Result<Output, ParallelError>] where Inputs.Element: Sendable {
    try await collect(
      AsyncSequenceReader(inputs),
      StreamOptions(collecting: lookahead, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }
    ) { _ in .blocking { .success(try body($0)) } }
  }

  /// Calls an asynchronous closure with every input as they arrive, so many at once as there are workers, and returns
  /// its results in the order of the inputs.
  ///
  /// The closure runs where that of the asynchronous form of `map` for sequences does.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - lookahead: How many inputs may be taken whose tasks are not done.
  ///   - onFailure: `.cancelAll`. `.collect` is the other form of this method.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer ends the work.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come, as by the other `map`.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` with the first failure, by the order of the inputs, among the tasks that failed, or
  ///   because the call took too long, or the
  ///   input threw; `CancellationError` if the caller is cancelled, or if that is what the task
  ///   threw.
  public func map<Inputs: AsyncSequence, Output: Sendable>(
    _ inputs: sending Inputs,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Inputs.Element) async throws -> Output
  ) async throws -> [Output] where Inputs.Element: Sendable {
    try await collect(
      AsyncSequenceReader(inputs),
      StreamOptions(collecting: lookahead, retries, taskLimit, deadline, stall, progress)
    ) { _ in
      .suspending { input, _ in try await body(input) }
    }
  }

  /// Calls an asynchronous closure with every input as they arrive, so many at once as there are workers, and returns
  /// for each, in the order of the inputs, its result or its error.
  ///
  /// A task that fails stops no other. An error that the input throws ends the work. When the call takes too long, no
  /// more inputs are taken, and tasks that are not done have the error in their places.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - lookahead: How many inputs may be taken whose tasks are not done.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer has failed, once it
  ///     has ended.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` if the call as a whole is at fault or the input throws; `CancellationError` if the
  ///   caller is cancelled.
  public func map<Inputs: AsyncSequence, Output: Sendable>(
    _ inputs: sending Inputs,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Inputs.Element) async throws -> Output
  ) async throws -> [Result<Output, ParallelError>] where Inputs.Element: Sendable {
    try await collect(
      AsyncSequenceReader(inputs),
      StreamOptions(collecting: lookahead, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }
    ) { _ in .suspending { input, _ in .success(try await body(input)) } }
  }
}
