extension Parallel {
  /// Does every job, many at once, and delivers what they come to one by one.
  ///
  /// ```swift
  /// for try await root in Parallel(on: .processes).results(of: inputs.lazy.map(SquareRoot.init)) { … }
  /// ```
  ///
  /// It proceeds as `results(of:)` does with a closure that runs the job. On ``Backend/processes`` each job runs in a
  /// worker process, which a failure elsewhere, a limit of time or the end of the loop ends at once. Jobs cross to these
  /// in batches if `lookahead` is large, and a result comes with the others of its batch; `Batching.size(1)` prevents
  /// that.
  ///
  /// - Parameters:
  ///   - jobs: The jobs.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.cancelAll`. `.collect` is the other form of this method.
  ///   - retries: How often a job that failed, or whose worker was lost, is tried again.
  ///   - taskLimit: How long one attempt at a job may take. In another process it is ended with its process then.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` or `CancellationError`.
  public func results<Jobs: Sequence>(
    of jobs: sending Jobs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) -> ParallelResults<Jobs.Element.Output> where Jobs.Element: Job {
    stream(
      of: SequenceReader(jobs), readOn: ThreadPool.shared,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress), .jobs
    ) { try jobForm(on: $0, retries, taskLimit) }
  }

  /// Does every job, many at once, and delivers for each its result or its error, one by one.
  ///
  /// A job that fails stops no other.
  ///
  /// - Parameters:
  ///   - jobs: The jobs.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a job that failed, or whose worker was lost, is tried again.
  ///   - taskLimit: How long one attempt at a job may take. In another process it is ended with its process then.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` if the call as a whole is at
  ///   fault; `CancellationError` if the caller is cancelled.
  public func results<Jobs: Sequence>(
    of jobs: sending Jobs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) -> ParallelResults<Result<Jobs.Element.Output, ParallelError>> where Jobs.Element: Job {
    stream(
      of: SequenceReader(jobs), readOn: ThreadPool.shared,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }, .jobs
    ) { try jobForm(on: $0, retries, taskLimit).collecting() }
  }

  /// Does every job as they arrive, many at once, and delivers what they come to one by one.
  ///
  /// An error that the input throws ends the work as a failed job does.
  ///
  /// - Parameters:
  ///   - jobs: The jobs.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.cancelAll`. `.collect` is the other form of this method.
  ///   - retries: How often a job that failed, or whose worker was lost, is tried again.
  ///   - taskLimit: How long one attempt at a job may take. In another process it is ended with its process then.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` or `CancellationError`.
  public func results<Jobs: AsyncSequence>(
    of jobs: sending Jobs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCancellation = .cancelAll,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) -> ParallelResults<Jobs.Element.Output> where Jobs.Element: Job {
    stream(
      of: AsyncSequenceReader(jobs), readOn: nil,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress), .jobs
    ) { try jobForm(on: $0, retries, taskLimit) }
  }

  /// Does every job as they arrive, many at once, and delivers for each its result or its error, one by one.
  ///
  /// A job that fails stops no other. An error that the input throws ends the work.
  ///
  /// - Parameters:
  ///   - jobs: The jobs.
  ///   - order: Whether results come in the order of the inputs or as the tasks end.
  ///   - lookahead: How many inputs may be taken before their results are delivered.
  ///   - onFailure: `.collect`, which tells this form of the method from the other.
  ///   - retries: How often a job that failed, or whose worker was lost, is tried again.
  ///   - taskLimit: How long one attempt at a job may take. In another process it is ended with its process then.
  ///   - deadline: How long it may take from the first result that is asked for until the end.
  ///   - stall: How long the caller may have to wait for a result.
  ///   - progress: Is told how far the call has come.
  /// - Returns: The results, to be iterated once. Iterating throws ``ParallelError`` if the call as a whole is at
  ///   fault; `CancellationError` if the caller is cancelled.
  public func results<Jobs: AsyncSequence>(
    of jobs: sending Jobs,
    ordered order: ResultOrder = .input,
    lookahead: Lookahead = .perWorker(2),
    onFailure: FailureCollection,
    retries: Retries = .none,
    taskLimit: Duration? = nil,
    deadline: Duration? = nil,
    stall: Duration? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) -> ParallelResults<Result<Jobs.Element.Output, ParallelError>> where Jobs.Element: Job {
    stream(
      of: AsyncSequenceReader(jobs), readOn: nil,
      StreamOptions(order, lookahead, retries, taskLimit, deadline, stall, progress),
      instead: { .failure($0) }, .jobs
    ) { try jobForm(on: $0, retries, taskLimit).collecting() }
  }

  private func jobForm<J: Job>(
    on setting: Setting, _ retries: Retries, _ taskLimit: Duration?
  ) throws -> StreamBody<J, J.Output>.Form {
    try setting.jobForm(
      retries: retries, taskLimit: taskLimit,
      innerThreads: innerThreads ?? Surroundings.current.settings.innerThreads)
  }
}
