extension Parallel {
  /// Calls a closure with every input, many at once, and delivers the results one by one.
  ///
  /// ```swift
  /// for try await thumbnail in Parallel().results(of: photos, { try shrink($0) }) {
  ///   gallery.append(thumbnail)
  /// }
  /// ```
  ///
  /// Inputs are taken as they are needed, so that there may be any number of them, also without end, and results
  /// are not collected: `lookahead` bounds how many inputs may be taken whose results have not been delivered. Work
  /// begins with the first result that is asked for and goes on, up to that bound, while the caller is busy with
  /// the results it has. On ``SequentialBackend`` each task runs when its result is asked for.
  ///
  /// The closure runs as for `map`. The inputs are read on a thread of the engine, beside the caller and the tasks.
  ///
  /// When a task fails, no other is started, those that run are cancelled, and the caller gets the results that
  /// were there and then the error, once all have ended. When the caller's task is cancelled, the loop ends the same
  /// way with a `CancellationError`. When the loop is left early, nothing more is started and what runs is
  /// cancelled, but not waited for, since leaving a loop cannot wait.
  ///
  /// An input never waits while a worker is idle. Where many wait, a worker takes several at a time, as
  /// ``batching`` says, and their results are delivered together; with ``Batching/automatic`` that happens to tasks
  /// of which several are expected to take 20 microseconds.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.cancelAll`, as described. `.collect` is the other form of this method.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. Nothing can end a body that runs but the body itself,
  ///     which can ask `Task.isCancelled`: the work ends as it does when a task fails.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come, as by `map`; of how many tasks, if `inputs` is a collection.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` with the first failure, by the
  ///   order of the inputs, among the tasks that failed; `CancellationError` if the caller is cancelled, or if that
  ///   is what a task threw.
  /// - Complexity: O(lookahead) memory. A result costs one or two microseconds where the lookahead is some hundred
  ///   inputs or more. With fewer, caller and workers often wait for one another, and to wake a thread costs more
  ///   than that: `map` suits short tasks better.
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
    _ body: @escaping @Sendable (Inputs.Element) throws -> Output
  ) -> ParallelResults<Output> where Inputs.Element: Sendable {
    stream(
      of: SequenceReader(inputs), readOn: ThreadPool.shared,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress)
    ) { _ in .blocking(body) }
  }

  /// Calls a closure with every input, many at once, and delivers for each its result or its error, one by one.
  ///
  /// ```swift
  /// for try await result in Parallel().results(of: pages, onFailure: .collect, { try parse($0) }) {
  ///   if case .failure(let error) = result { print(error) }
  /// }
  /// ```
  ///
  /// A task that fails stops no other. The error names the task.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take. One that takes longer has failed, once it has ended:
  ///     nothing can end a body that runs.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come. A task that failed counts as done.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` if the call as a whole is at
  ///   fault, also because it takes too long; `CancellationError` if the caller is cancelled.
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
    _ body: @escaping @Sendable (Inputs.Element) throws -> Output
  ) -> ParallelResults<Result<Output, ParallelError>> where Inputs.Element: Sendable {
    stream(
      of: SequenceReader(inputs), readOn: ThreadPool.shared,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }
    ) { _ in .blocking { .success(try body($0)) } }
  }

  /// Calls a closure with every input as they arrive, many at once, and delivers the results one by one.
  ///
  /// ```swift
  /// for try await reply in Parallel(workers: 4).results(of: requests, ordered: .completion, { try answer($0) }) {
  ///   send(reply)
  /// }
  /// ```
  ///
  /// It differs from its namesake for sequences in what it reads: an error that the input throws ends the work as a
  /// failed task does, and the caller gets it as the ``ParallelError/underlying`` error of a ``ParallelError``. The
  /// input is read in a task of its own, which is cancelled when its elements are not wanted any more.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.cancelAll`. `.collect` is the other form of this method.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long one attempt at a task may take.
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
    _ body: @escaping @Sendable (Inputs.Element) throws -> Output
  ) -> ParallelResults<Output> where Inputs.Element: Sendable {
    stream(
      of: AsyncSequenceReader(inputs), readOn: nil,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress)
    ) { _ in .blocking(body) }
  }

  /// Calls a closure with every input as they arrive, many at once, and delivers for each its result or its error,
  /// one by one.
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
  ///   - progress: Is told how far the call has come. A task that failed counts as done.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` if the call as a whole is at
  ///   fault or the input throws; `CancellationError` if the caller is cancelled.
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
    _ body: @escaping @Sendable (Inputs.Element) throws -> Output
  ) -> ParallelResults<Result<Output, ParallelError>> where Inputs.Element: Sendable {
    stream(
      of: AsyncSequenceReader(inputs), readOn: nil,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }
    ) { _ in .blocking { .success(try body($0)) } }
  }
}
