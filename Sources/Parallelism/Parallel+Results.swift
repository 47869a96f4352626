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
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - retries: How often a task that failed is tried again.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` with the first failure, by the
  ///   order of the inputs, among the tasks that failed; `CancellationError` if the caller is cancelled, or if that
  ///   is what a task threw.
  /// - Complexity: O(lookahead) memory. To hand a result over may wake a thread, which costs microseconds: `map`
  ///   suits tasks better that are shorter than that.
  public func results<Inputs: Sequence, Output: Sendable>(
    of inputs: sending Inputs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    retries: Retries = .none,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    _ body: @escaping @Sendable (Inputs.Element) throws -> Output
  ) -> ParallelResults<Output> where Inputs.Element: Sendable {
    results(
      of: SequenceReader(inputs), readOn: ThreadPool.shared, order, lookahead, retries,
      TimeLimits(deadline: deadline, stall: stall), body)
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
  ///   - retries: How often a task that failed is tried again.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - body: The closure.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` or `CancellationError`.
  public func results<Inputs: AsyncSequence, Output: Sendable>(
    of inputs: sending Inputs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    retries: Retries = .none,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    _ body: @escaping @Sendable (Inputs.Element) throws -> Output
  ) -> ParallelResults<Output> where Inputs.Element: Sendable {
    results(
      of: AsyncSequenceReader(inputs), readOn: nil, order, lookahead, retries,
      TimeLimits(deadline: deadline, stall: stall), body)
  }

  private func results<Input: Sendable, Output: Sendable>(
    of inputs: any InputReader<Input>, readOn driver: (any TaskExecutor)?, _ order: ResultOrder,
    _ lookahead: Lookahead, _ retries: Retries, _ limits: TimeLimits,
    _ body: @escaping @Sendable (Input) throws -> Output
  ) -> ParallelResults<Output> {
    ParallelResults {
      let setting = try resolved(for: .closuresInPlace)
      let lookahead = try lookahead.resolved(workers: setting.workers)
      let body = StreamBody(attempts: try retries.attempts(), body)
      try inputs.claim()
      guard setting.backend.runsBesideCaller else {
        return try CallerStream(inputs: inputs, setting: setting, limits: limits, body: body)
      }
      try ThreadPool.shared.prepare()
      return try WorkerStream(
        inputs: inputs, setting: setting, order: order, lookahead: lookahead, limits: limits, driver: driver,
        body: body)
    }
  }
}
