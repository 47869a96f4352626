/// What `map` does on a backend whose tasks run in copies of the caller's process.
extension Parallel {
  /// Calls a closure with every input in copies of this process.
  ///
  /// - Returns: The results, one an input.
  @usableFromInline
  func mapInCopies<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], setting: Setting, retries: Retries, limits: TimeLimits,
    progress: (@Sendable (ParallelProgress) -> Void)?, _ body: @escaping @Sendable (Input) throws -> Output
  ) async throws -> [Output] {
    let work = try ClosureWork(inputs: inputs, body: body)
    return try await results(
      of: work, work.results, count: inputs.count, setting: setting,
      options: RemoteOptions(retries: retries, limits: limits, progress: progress))
  }

  /// Calls a closure with every input in copies of this process.
  ///
  /// - Returns: The results, one an input, or what prevented them.
  @usableFromInline
  func collectInCopies<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], setting: Setting, retries: Retries, limits: TimeLimits,
    progress: (@Sendable (ParallelProgress) -> Void)?, _ body: @escaping @Sendable (Input) throws -> Output
  ) async throws -> [Result<Output, ParallelError>] {
    let work = try ClosureWork(inputs: inputs, body: body)
    return try await collect(
      work, work.results, count: inputs.count, setting: setting,
      options: RemoteOptions(
        collects: true, retries: retries, limits: limits, progress: progress))
  }

  /// Waits for a call that cannot be made without suspending.
  ///
  /// - Returns: What the call returns.
  @usableFromInline
  func blocking<Output: Sendable>(_ call: @escaping @Sendable () async throws -> Output) throws -> Output {
    let output = Locked<Output?>(nil)
    try ThreadPool.shared.wait {
      let result = try await call()
      output.withLock { $0 = result }
    }
    guard let result = output.withLock({ $0 }) else {
      preconditionFailure("a call has ended with neither a result nor an error")
    }
    return result
  }
}
