/// What `map` does on a backend whose tasks run in copies of the caller's process.
extension Parallel {
  /// Calls a closure with every input in copies of this process.
  ///
  /// - Returns: The results, one an input.
  @usableFromInline
  func mapInCopies<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], setting: Setting, retries: Retries, taskLimit: Duration?, limits: TimeLimits,
    progress: (@Sendable (ParallelProgress) -> Void)?, _ body: @escaping @Sendable (Input) throws -> Output
  ) async throws -> [Output] {
    let work = try ClosureWork(inputs: inputs, body: body)
    return try await results(
      of: work, work.results, count: inputs.count, setting: setting,
      options: RemoteOptions(retries: retries, taskLimit: taskLimit, limits: limits, progress: progress))
  }

  /// Calls a closure with every input in copies of this process.
  ///
  /// - Returns: The results, one an input, or what prevented them.
  @usableFromInline
  func collectInCopies<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], setting: Setting, retries: Retries, taskLimit: Duration?, limits: TimeLimits,
    progress: (@Sendable (ParallelProgress) -> Void)?, _ body: @escaping @Sendable (Input) throws -> Output
  ) async throws -> [Result<Output, ParallelError>] {
    let work = try ClosureWork(inputs: inputs, body: body)
    return try await collect(
      work, work.results, count: inputs.count, setting: setting,
      options: RemoteOptions(
        collects: true, retries: retries, taskLimit: taskLimit, limits: limits, progress: progress))
  }
}
