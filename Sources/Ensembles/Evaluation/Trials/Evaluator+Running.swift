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
    let foldCount = folds.folds.count
    var results = [Evaluator.FoldResult?](repeating: nil, count: trials.count * foldCount)
    func note(_ result: Evaluator.FoldResult, at place: Int) throws {
      if case .failed(let error) = result, evaluator.onFailure == .stop {
        throw EvaluationFailure(
          trial: trials[place / foldCount].name, fold: place % foldCount, underlying: error)
      }
      results[place] = result
    }
    var jobs: [EvaluationJob] = []
    let work = Shared(work)
    let fronts = folds.fits.map { $0.map(EvaluationFront.init) }
    for (trial, content) in trials.enumerated() {
      for fold in folds.folds.indices {
        if let place = content.preprocessing, case .failed(let error) = folds.fits[place][fold] {
          try note(.failed(error), at: trial * foldCount + fold)
          continue
        }
        jobs.append(
          EvaluationJob(
            work: work, place: jobs.count, trial: trial, fold: fold,
            front: content.preprocessing.flatMap { fronts[$0][fold] }, scorers: HomeboundScorers(scorers)))
      }
    }
    // Results are measured as they come, so that what travels from other processes is not held for all trials.
    var completed = results.count - jobs.count
    for try await result in parallel.results(of: jobs, ordered: .completion, onFailure: .collect) {
      let (job, outcome) = try judged(result, of: jobs)
      try note(outcome, at: job.trial * foldCount + job.fold)
      completed += 1
      progress?(EvaluationProgress(completed: completed, total: results.count))
    }
    return trials.indices.map { trial in
      (0..<foldCount).compactMap { results[trial * foldCount + $0] }
    }
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

  /// The job of a result, and what came of it.
  private func judged(
    _ result: Result<EvaluationOutcome, ParallelError>, of jobs: [EvaluationJob]
  ) throws -> (EvaluationJob, Evaluator.FoldResult) {
    switch result {
    case .failure(let error):
      if let cancellation = error.underlying as? CancellationError { throw cancellation }
      guard let index = error.taskIndex else { throw error }
      return (jobs[index], .failed(error.code == .taskFailed ? error.underlying ?? error : error))
    case .success(let outcome): return (jobs[outcome.place], judged(outcome, of: jobs[outcome.place]))
    }
  }

  private func judged(_ outcome: EvaluationOutcome, of job: EvaluationJob) -> Evaluator.FoldResult {
    do {
      let scores =
        switch outcome.judgement {
        case .scores(let scores): scores
        case .predictions(let predicted): try scorers.scores(of: predicted, for: job)
        }
      return .measured(scores, fitTime: outcome.fitTime, predictionTime: outcome.predictionTime)
    } catch {
      return .failed(error)
    }
  }
}

extension EvaluationFront {
  /// What has been fitted, unless that failed.
  fileprivate init?(_ fit: PreprocessedFolds.Fit) {
    switch fit {
    case .pipeline(let pipeline): self = .pipeline(Shared(PortablePipeline(pipeline)))
    case .ensemble(let examples): self = .examples(Shared(examples))
    case .failed: return nil
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
