extension Evaluator {
  /// What came of one fold of one trial.
  enum FoldResult: Sendable {
    case measured(EvaluationOutcome.Scores, fitTime: Duration, predictionTime: Duration)
    case failed(any Error)
  }

  /// Fits and measures every trial in every fold, off the caller's actor.
  @concurrent
  func run(
    _ trials: [Trial], over folds: PreprocessedFolds, on parallel: Parallel,
    _ progress: (@Sendable (EvaluationProgress) -> Void)?
  ) async throws -> Evaluation {
    let scorers = try settledScorers(for: folds.data)
    if try parallel.memoryOfJobs() == .separate {
      for trial in trials { try requireTravelling(type(of: trial.estimator), of: trial.candidate) }
    }
    let run = TrialRun(trials: trials, folds: folds, scorers: scorers, evaluator: self)
    let results = try await run.results(on: parallel, progress)
    return Evaluation(trials: trials, results: results, scorers: scorers, evaluator: self, folds: folds)
  }
}

/// One flat run of all trials in all folds.
private struct TrialRun {
  let trials: [Trial]
  let folds: PreprocessedFolds
  let scorers: [Scorer]
  let evaluator: Evaluator

  /// What came of each trial in each fold.
  func results(
    on parallel: Parallel, _ progress: (@Sendable (EvaluationProgress) -> Void)?
  ) async throws -> [[Evaluator.FoldResult]] {
    let work = work
    let foldCount = folds.folds.count
    var results = [Evaluator.FoldResult?](repeating: nil, count: trials.count * foldCount)
    var jobs: [EvaluationJob] = []
    let shared = Shared(work)
    let pipelines = folds.fits.map { $0.map(Self.pipeline) }
    for (trial, content) in trials.enumerated() {
      for fold in folds.folds.indices {
        if let place = content.preprocessing, case .failed(let error) = folds.fits[place][fold] {
          results[trial * foldCount + fold] = .failed(error)
          continue
        }
        jobs.append(
          EvaluationJob(
            work: shared, trial: trial, fold: fold,
            pipeline: content.preprocessing.flatMap { pipelines[$0][fold] },
            scorers: HomeboundScorers(scorers)))
      }
    }
    // Results are measured as they come, so that what travels from other processes is not held for all trials.
    var completed = results.count - jobs.count
    let all = parallel.results(of: jobs, ordered: .completion, onFailure: .collect)
    for try await result in all {
      let (place, outcome) = try measured(result, of: jobs, in: work)
      if case .failed(let error) = outcome, evaluator.onFailure == .stop {
        throw EvaluationFailure(
          trial: trials[place / foldCount].name, fold: place % foldCount, underlying: error)
      }
      results[place] = outcome
      completed += 1
      progress?(EvaluationProgress(completed: completed, total: results.count))
    }
    return trials.indices.map { trial in
      (0..<foldCount).compactMap { results[trial * foldCount + $0] }
    }
  }

  private static func pipeline(of fit: PreprocessedFolds.Fit) -> Shared<PortablePipeline>? {
    guard case .fitted(let pipeline) = fit else { return nil }
    return Shared(PortablePipeline(pipeline))
  }

  private var work: EvaluationWork {
    EvaluationWork(
      data: folds.data,
      folds: folds.folds.map {
        EvaluationWork.FoldWork(train: RowSelection($0.train), test: RowSelection($0.test))
      },
      trials: trials.map {
        EvaluationWork.TrialWork(estimator: Portable($0.estimator), seed: $0.context.seed)
      },
      columns: LearnerColumns(scorers, for: folds.data), measuresTraining: evaluator.measuresTraining)
  }

  /// The place of a result among all, and what it is.
  private func measured(
    _ result: Result<EvaluationOutcome, ParallelError>, of jobs: [EvaluationJob], in work: EvaluationWork
  ) throws -> (place: Int, Evaluator.FoldResult) {
    switch result {
    case .failure(let error):
      if let cancellation = error.underlying as? CancellationError { throw cancellation }
      guard let index = error.taskIndex else { throw error }
      let cause: any Error = error.code == .taskFailed ? error.underlying ?? error : error
      return (place(of: jobs[index].trial, jobs[index].fold), .failed(cause))
    case .success(let outcome):
      return (place(of: outcome.trial, outcome.fold), judged(outcome, in: work))
    }
  }

  private func place(of trial: Int, _ fold: Int) -> Int { trial * folds.folds.count + fold }

  private func judged(_ outcome: EvaluationOutcome, in work: EvaluationWork) -> Evaluator.FoldResult {
    do {
      let scores =
        switch outcome.judgement {
        case .scores(let scores): scores
        case .predictions(let predicted): try scorers.scores(of: predicted, in: work, fold: outcome.fold)
        }
      return .measured(scores, fitTime: outcome.fitTime, predictionTime: outcome.predictionTime)
    } catch {
      return .failed(error)
    }
  }
}

extension LearnerColumns {
  /// What is predicted for scorers.
  init(_ scorers: [Scorer], for data: Dataset) {
    self.init(
      first: 0,
      predictions: scorers.contains { $0.input == .predictions } ? data.target.columnCount : 0,
      probabilities: scorers.contains { $0.input == .probabilities } ? data.classes?.count ?? 0 : 0)
  }
}
