extension Parallel {
  /// Does every job, many at once, and returns what they come to in the order of the jobs.
  ///
  /// ```swift
  /// struct SquareRoot: Job {
  ///   var value: Double
  ///   func run() throws -> Double { value.squareRoot() }
  /// }
  ///
  /// let roots = try await Parallel(on: .processes).run(inputs.map(SquareRoot.init))
  /// ```
  ///
  /// On ``Backend/processes`` jobs run in other processes. After one has failed no other is started, and those that
  /// run are ended with their processes; the same happens at once when the caller is cancelled or the call takes too
  /// long. On a backend whose tasks share the memory of the caller this is the same as `map` with a closure that runs
  /// the job.
  ///
  /// - Parameters:
  ///   - jobs: The jobs. All are taken before the first one starts.
  ///   - onFailure: `.cancelAll`, as described. `.collect` is the other form of this method.
  ///   - retries: How often a job that failed, or whose worker was lost, is tried again.
  ///   - taskLimit: How long one job may take. In another process it is ended with its process then, has failed with
  ///     ``ParallelError/Code/taskLimitExceeded``, and is tried again only after errors.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come, as by `map`.
  /// - Returns: The results, one a job.
  /// - Throws: ``ParallelError`` with the first failure, by the order of the jobs, among those seen, or because the
  ///   call took too long, and the same if the type of the jobs cannot be found in a worker; `CancellationError` if
  ///   the caller is cancelled, or if that is what the job threw.
  /// - Complexity: Jobs and results cross to worker processes and back by their `Codable` conformance, in batches of
  ///   about two milliseconds.
  public func run<J: Job>(
    _ jobs: some Sequence<J>, onFailure: FailureCancellation = .cancelAll, retries: Retries = .none,
    taskLimit: Duration? = nil, deadline: Duration? = nil, stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) async throws -> [J.Output] {
    try await run(
      jobs, as: .coded,
      options: RemoteOptions(
        retries: retries, limits: TimeLimits(deadline: deadline, stall: stall, task: taskLimit),
        progress: progress))
  }

  /// Does every job, as the other form of this method does, for jobs and results that are plain bytes.
  ///
  /// They cross to worker processes and back as they stand in memory, which takes a tenth of the time. A public type
  /// of another module counts as plain if it says so by conforming to `BitwiseCopyable`.
  ///
  /// - Parameters:
  ///   - jobs: The jobs. All are taken before the first one starts.
  ///   - onFailure: `.cancelAll`.
  ///   - retries: How often a job that failed, or whose worker was lost, is tried again.
  ///   - taskLimit: How long one job may take.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come.
  /// - Returns: The results, one a job.
  /// - Throws: The same errors.
  public func run<J: Job & BitwiseCopyable>(
    _ jobs: some Sequence<J>, onFailure: FailureCancellation = .cancelAll, retries: Retries = .none,
    taskLimit: Duration? = nil, deadline: Duration? = nil, stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) async throws -> [J.Output] where J.Output: BitwiseCopyable {
    try await run(
      jobs, as: .raw,
      options: RemoteOptions(
        retries: retries, limits: TimeLimits(deadline: deadline, stall: stall, task: taskLimit),
        progress: progress))
  }

  /// Does every job, many at once, and returns for each, in the order of the jobs, its result or its error.
  ///
  /// A job that fails stops no other, even if it takes its process with it. When the call takes too long, jobs without
  /// a result have an error with ``ParallelError/Code/deadlineExceeded`` or ``ParallelError/Code/stalled`` in their
  /// places.
  ///
  /// - Parameters:
  ///   - jobs: The jobs. All are taken before the first one starts.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a job that failed, or whose worker was lost, is tried again.
  ///   - taskLimit: How long one job may take.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come. A job that failed counts as done.
  /// - Returns: The results, one a job.
  /// - Throws: ``ParallelError`` if the call as a whole is at fault; `CancellationError` if the caller is cancelled.
  public func run<J: Job>(
    _ jobs: some Sequence<J>, onFailure: FailureCollection, retries: Retries = .none,
    taskLimit: Duration? = nil, deadline: Duration? = nil, stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) async throws -> [Result<J.Output, ParallelError>] {
    try await collect(
      jobs, as: .coded,
      options: RemoteOptions(
        collects: true, retries: retries,
        limits: TimeLimits(deadline: deadline, stall: stall, task: taskLimit),
        progress: progress))
  }

  /// Does every job and collects failures, as the other form of this method does, for jobs and results that are plain
  /// bytes.
  ///
  /// - Parameters:
  ///   - jobs: The jobs. All are taken before the first one starts.
  ///   - onFailure: `.collect`.
  ///   - retries: How often a job that failed, or whose worker was lost, is tried again.
  ///   - taskLimit: How long one job may take.
  ///   - deadline: How long the call may take.
  ///   - stall: How long it may take until the next result is there.
  ///   - progress: Is told how far the call has come.
  /// - Returns: The results, one a job.
  /// - Throws: The same errors.
  public func run<J: Job & BitwiseCopyable>(
    _ jobs: some Sequence<J>, onFailure: FailureCollection, retries: Retries = .none,
    taskLimit: Duration? = nil, deadline: Duration? = nil, stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) async throws -> [Result<J.Output, ParallelError>] where J.Output: BitwiseCopyable {
    try await collect(
      jobs, as: .raw,
      options: RemoteOptions(
        collects: true, retries: retries,
        limits: TimeLimits(deadline: deadline, stall: stall, task: taskLimit),
        progress: progress))
  }

  private func run<J: Job>(
    _ jobs: some Sequence<J>, as form: JobForm, options: RemoteOptions
  ) async throws -> [J.Output] {
    let setting = try resolved(for: .jobs)
    guard setting.backend.memory != .shared else {
      return try await map(
        jobs, retries: options.retries, taskLimit: options.limits.task, deadline: options.limits.deadline,
        stall: options.limits.stall, progress: options.progress
      ) { try $0.run() }
    }
    if setting.runsInCopies {
      return try await mapInCopies(
        Array(jobs), setting: setting, retries: options.retries, limits: options.limits,
        progress: options.progress
      ) { try $0.run() }
    }
    let work = JobWork(jobs: Array(jobs), name: try JobName(J.self), form: form)
    return try await results(
      of: work, work.results, count: work.jobs.count, setting: setting, options: options)
  }

  private func collect<J: Job>(
    _ jobs: some Sequence<J>, as form: JobForm, options: RemoteOptions
  ) async throws -> [Result<J.Output, ParallelError>] {
    let setting = try resolved(for: .jobs)
    guard setting.backend.memory != .shared else {
      return try await map(
        jobs, onFailure: .collect, retries: options.retries, taskLimit: options.limits.task,
        deadline: options.limits.deadline, stall: options.limits.stall, progress: options.progress
      ) { try $0.run() }
    }
    if setting.runsInCopies {
      return try await collectInCopies(
        Array(jobs), setting: setting, retries: options.retries, limits: options.limits,
        progress: options.progress
      ) { try $0.run() }
    }
    let work = JobWork(jobs: Array(jobs), name: try JobName(J.self), form: form)
    return try await collect(work, work.results, count: work.jobs.count, setting: setting, options: options)
  }
}
