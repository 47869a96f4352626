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
  /// run are ended with their processes; the same happens at once when the caller is cancelled. On every other
  /// backend this is the same as `map` with a closure that runs the job.
  ///
  /// - Parameters:
  ///   - jobs: The jobs. All are taken before the first one starts.
  ///   - progress: Is told how far the call has come, as by `map`.
  /// - Returns: The results, one a job.
  /// - Throws: ``ParallelError`` with the first failure, by the order of the jobs, among those seen, and the same if
  ///   the type of the jobs cannot be found in a worker; `CancellationError` if the caller is cancelled, or if that
  ///   is what the job threw.
  /// - Complexity: Jobs and results cross to worker processes and back by their `Codable` conformance, in batches of
  ///   about two milliseconds.
  public func run<J: Job>(
    _ jobs: some Sequence<J>, progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) async throws -> [J.Output] {
    try await run(jobs, as: .coded, progress: progress)
  }

  /// Does every job, as the other `run(_:progress:)` does, for jobs and results that are plain bytes.
  ///
  /// They cross to worker processes and back as they stand in memory, which takes a tenth of the time. A public type
  /// of another module counts as plain if it says so by conforming to `BitwiseCopyable`.
  ///
  /// - Parameters:
  ///   - jobs: The jobs. All are taken before the first one starts.
  ///   - progress: Is told how far the call has come.
  /// - Returns: The results, one a job.
  /// - Throws: The same errors.
  public func run<J: Job & BitwiseCopyable>(
    _ jobs: some Sequence<J>, progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) async throws -> [J.Output] where J.Output: BitwiseCopyable {
    try await run(jobs, as: .raw, progress: progress)
  }

  private func run<J: Job>(
    _ jobs: some Sequence<J>, as form: JobForm, progress: (@Sendable (ParallelProgress) -> Void)?
  ) async throws -> [J.Output] {
    let setting = try resolved(for: .jobs)
    guard let processes = setting.backend as? ProcessBackend else {
      return try await map(jobs, progress: progress) { try $0.run() }
    }
    let workers = setting.workers
    try Task.checkCancellation()
    let jobs = Array(jobs)
    let name = try JobName(J.self)
    guard !jobs.isEmpty else { return [] }
    let call = JobCall(
      jobs, name: name, form: form, workers: workers, setting: setting, backend: processes, progress: progress
    )
    return try await call.run(workers: workers)
  }
}
