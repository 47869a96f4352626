extension Parallel {
  /// Has tasks done outside of the caller's memory.
  ///
  /// - Returns: The results, one a task.
  func results<Output>(
    of work: some RemoteWork, _ results: RemoteResults<Output>, count: Int, setting: Setting,
    options: RemoteOptions
  ) async throws -> [Output] {
    guard let tasks = try remoteTasks(work, count: count, setting: setting, options: options) else {
      return []
    }
    try await setting.withMapping { try await tasks.run(on: setting.backend, workers: setting.workers) }
    return try results.take(count: count)
  }

  /// Has tasks done outside of the caller's memory.
  ///
  /// - Returns: The results, one a task, or what prevented them.
  func collect<Output>(
    _ work: some RemoteWork, _ results: RemoteResults<Output>, count: Int, setting: Setting,
    options: RemoteOptions
  ) async throws -> [Result<Output, ParallelError>] {
    guard let tasks = try remoteTasks(work, count: count, setting: setting, options: options) else {
      return []
    }
    let interruption: ParallelError?
    do {
      try await setting.withMapping { try await tasks.run(on: setting.backend, workers: setting.workers) }
      interruption = nil
    } catch let error as ParallelError where error.isTimeout {
      interruption = error
    }
    let failures = tasks.failures
    return try results.take(count: count, place: { .success($0) }) { task in
      guard let error = failures[task] ?? interruption else {
        throw ParallelError(
          code: .backendFailed,
          reason: """
            the backend left task \(task) undone: its `run` must go on until it is given no more batches
            """)
      }
      return .failure(error)
    }
  }

  /// The tasks of a call, or `nil` if there are none.
  private func remoteTasks(
    _ work: some RemoteWork, count: Int, setting: Setting, options: RemoteOptions
  ) throws -> RemoteTasks? {
    _ = try options.retries.attempts()
    if let limit = options.limits.task, limit <= .zero { throw ParallelError.noTime(forATask: limit) }
    try Task.checkCancellation()
    guard count > 0 else { return nil }
    var options = options
    options.innerThreads = innerThreads ?? Surroundings.current.settings.innerThreads
    return try RemoteTasks(work, count: count, setting: setting, options: options)
  }
}
