extension Parallel {
  /// Calls a closure with every input, many at once, and returns its results in the order of the inputs; for code
  /// that cannot await them.
  ///
  /// ```swift
  /// func sizes(of documents: [Document]) throws -> [Int] {
  ///   try Parallel().map(documents) { try wordCount(of: $0) }
  /// }
  /// ```
  ///
  /// The calling thread is blocked until the call has ended. On ``Backend/threads`` it is one of the workers, unless
  /// time is limited. Code that can suspend should use the asynchronous form, above all on the main thread and on
  /// those of Swift's cooperative pool.
  ///
  /// A task around the caller is the origin of task-local values, priority and cancellation here too.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - onFailure: `.cancelAll`: the first failure ends the call.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long an attempt at one task may take.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` or `CancellationError`, as the asynchronous form does.
  @inlinable
  public func map<Input: Sendable, Output: Sendable>(
    _ inputs: some Sequence<Input>,
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Input) throws -> Output
  ) throws -> [Output] {
    let setting = try resolved(for: .closures)
    let limits = TimeLimits(deadline: deadline, stall: stall, task: taskLimit)
    if setting.runsInCopies {
      let inputs = Array(inputs)
      return try blocking {
        try await mapInCopies(
          inputs, setting: setting, retries: retries, limits: limits, progress: progress, body)
      }
    }
    return try blockingResults(
      of: TaskInputs(inputs), setting: setting, retries: retries, limits: limits, progress: progress, body,
      instead: nil)
  }

  /// Calls a closure with every input, many at once, and returns for each its result or its error; for code that
  /// cannot await them.
  ///
  /// - Parameters:
  ///   - inputs: What to call the closure with, one task an element.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a task that failed is tried again.
  ///   - taskLimit: How long an attempt at one task may take.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come. A task that failed counts as done.
  ///   - body: The closure.
  /// - Returns: The results, one an input.
  /// - Throws: ``ParallelError`` if the call as a whole is at fault; `CancellationError` if the caller is cancelled.
  @inlinable
  public func map<Input: Sendable, Output: Sendable>(
    _ inputs: some Sequence<Input>,
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil,
    _ body: @escaping @Sendable (Input) throws -> Output
  ) throws -> [Result<Output, ParallelError>] {
    let setting = try resolved(for: .closures)
    let limits = TimeLimits(deadline: deadline, stall: stall, task: taskLimit)
    if setting.runsInCopies {
      let inputs = Array(inputs)
      return try blocking {
        try await collectInCopies(
          inputs, setting: setting, retries: retries, limits: limits, progress: progress, body)
      }
    }
    return try blockingResults(
      of: TaskInputs(inputs), setting: setting, retries: retries, limits: limits, progress: progress,
      { .success(try body($0)) }, instead: { .failure($0) })
  }

  /// The twin of `results(of:setting:retries:limits:progress:_:instead:)`.
  @inlinable @inline(__always)
  func blockingResults<Input: Sendable, Output: Sendable>(
    of inputs: TaskInputs<Input>, setting: Setting, retries: Retries, limits: TimeLimits,
    progress: (@Sendable (ParallelProgress) -> Void)?,
    _ body: @escaping @Sendable (Input) throws -> Output,
    instead substitute: (@Sendable (ParallelError) -> Output)?
  ) throws -> [Output] {
    let attempts = try retries.attempts()
    try Task.checkCancellation()
    guard inputs.count > 0 else { return [] }
    let call = try Call(
      taskCount: inputs.count, setting: setting, limits: limits, endsWithFailure: substitute == nil,
      progress: progress)
    let results = Results<Output>(count: inputs.count)
    do {
      try call.runBlocking(
        call.worker(on: inputs, into: results, attempts: attempts, body, instead: substitute))
    } catch let error as ParallelError where error.isTimeout {
      guard let substitute else { throw error }
      results.fill { _ in substitute(error) }
    }
    return try results.take()
  }
}
