extension Parallel {
  /// Calls an asynchronous closure with every input, so many at once as there are workers, and delivers the results
  /// one by one.
  ///
  /// ```swift
  /// for try await page in Parallel(workers: 8).results(of: links, { try await download($0) }) { … }
  /// ```
  ///
  /// It differs from its namesake for synchronous closures in where the closure runs: on the threads that Swift's own
  /// tasks share, as for the asynchronous form of `map`. A closure that awaits nothing takes the other form.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.cancelAll`. `.collect` is the other form of this method.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer ends the work.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` or `CancellationError`.
  public func results<Inputs: Sequence, Output: Sendable>(
    of inputs: sending Inputs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Inputs.Element) async throws -> Output
  ) -> ParallelResults<Output> where Inputs.Element: Sendable {
    stream(
      of: SequenceReader(inputs), readOn: ThreadPool.shared,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress)
    ) { _ in
      .suspending { input, _ in try await body(input) }
    }
  }

  /// Calls an asynchronous closure with every input, so many at once as there are workers, and delivers for each its
  /// result or its error, one by one.
  ///
  /// A task that fails stops no other.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer has failed, once it
  ///     has ended.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` if the call as a whole is at
  ///   fault; `CancellationError` if the caller is cancelled.
  public func results<Inputs: Sequence, Output: Sendable>(
    of inputs: sending Inputs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Inputs.Element) async throws -> Output
  ) -> ParallelResults<Result<Output, ParallelError>> where Inputs.Element: Sendable {
    stream(
      of: SequenceReader(inputs), readOn: ThreadPool.shared,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }
    ) { _ in .suspending { input, _ in .success(try await body(input)) } }
  }

  /// Calls an asynchronous closure with every input as they arrive, so many at once as there are workers, and delivers
  /// the results one by one.
  ///
  /// An error that the input throws ends the work as a failed task does.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.cancelAll`. `.collect` is the other form of this method.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer ends the work.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` or `CancellationError`.
  public func results<Inputs: AsyncSequence, Output: Sendable>(
    of inputs: sending Inputs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Inputs.Element) async throws -> Output
  ) -> ParallelResults<Output> where Inputs.Element: Sendable {
    stream(
      of: AsyncSequenceReader(inputs), readOn: nil,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress)
    ) { _ in
      .suspending { input, _ in try await body(input) }
    }
  }

  /// Calls an asynchronous closure with every input as they arrive, so many at once as there are workers, and delivers
  /// for each its result or its error, one by one.
  ///
  /// A task that fails stops no other. An error that the input throws ends the work.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer has failed, once it
  ///     has ended.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` if the call as a whole is at
  ///   fault; `CancellationError` if the caller is cancelled.
  public func results<Inputs: AsyncSequence, Output: Sendable>(
    of inputs: sending Inputs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Inputs.Element) async throws -> Output
  ) -> ParallelResults<Result<Output, ParallelError>> where Inputs.Element: Sendable {
    stream(
      of: AsyncSequenceReader(inputs), readOn: nil,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }
    ) { _ in .suspending { input, _ in .success(try await body(input)) } }
  }
}
