extension Setting {
  /// How the jobs of a stream are done.
  ///
  /// Elsewhere, the backend takes them as they wait, many at a time, tries them again, limits their time and tells
  /// what became of them. A copy of the process has the jobs that were there when it was made, so that each is handed
  /// over by itself. Workers of the stream only wait, in both cases, and so need no threads.
  ///
  /// - Parameters:
  ///   - retries: How often a job is tried again.
  ///   - taskLimit: How long one attempt may take.
  ///   - innerThreads: What the caller has said of threads within a job.
  /// - Returns: The form.
  /// - Throws: `ParallelError` if the type of the jobs cannot be found in a worker.
  func jobForm<J: Job>(
    retries: Retries, taskLimit: Duration?, innerThreads: Int?
  ) throws -> StreamBody<J, J.Output>.Form {
    if backend.memory == .shared { return .blocking { try $0.run() } }
    var options = RemoteOptions(
      retries: retries, limits: TimeLimits(deadline: nil, stall: nil, task: taskLimit))
    options.innerThreads = innerThreads
    guard runsInCopies else {
      let name = try JobName(J.self)
      return .remote(RemoteForm(options: options) { StreamWork(port: $0, name: name) })
    }
    return .suspending { [options] job, place in
      var options = options
      options.place = place
      let work = try ClosureWork(inputs: [job]) { try $0.run() }
      return try await self.result(of: work, work.results, options)
    }
  }

  private func result<Output>(
    of work: some RemoteWork, _ results: RemoteResults<Output>, _ options: RemoteOptions
  ) async throws -> Output {
    let tasks = try RemoteTasks(work, count: 1, setting: self, options: options)
    try await withMapping { try await tasks.run(on: backend, workers: 1) }
    return try results.take(count: 1)[0]
  }
}

extension StreamBody.Form {
  /// The same, with a result that has room for an error.
  func collecting() -> StreamBody<Input, Result<Output, ParallelError>>.Form {
    switch self {
    case .blocking(let body): .blocking { .success(try body($0)) }
    case .suspending(let body): .suspending { .success(try await body($0, $1)) }
    case .remote(let form): .remote(form.collecting())
    }
  }
}
