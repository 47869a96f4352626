extension Evaluator {
  /// Tries whole ensembles on a data set.
  ///
  /// The ensembles are fitted one after another, each of them with all workers.
  ///
  /// - Parameters:
  ///   - candidates: What is tried.
  ///   - search: How values are taken from the spaces of parameters.
  ///   - data: The examples.
  ///   - parallel: Where the fits run. The scores do not depend on it.
  ///   - progress: Called after each fit of an ensemble, never twice at the same time.
  /// - Returns: The scores of every trial.
  /// - Throws: `ModelingError` if a candidate, a scorer or the indexer does not suit, before anything is fitted;
  ///   `EvaluationFailure` if a fit fails and that ends the evaluation; `CancellationError` if the task is
  ///   cancelled.
  public func evaluation(
    ofEnsembles candidates: [EnsembleCandidate], search: ParameterSearch = .random(draws: 10),
    over data: Dataset,
    on parallel: Parallel = Parallel(), progress: (@Sendable (EvaluationProgress) -> Void)? = nil
  ) async throws -> Evaluation {
    try await EnsembleSearch(
      evaluator: self, trials: ensembleTrials(of: candidates, search), data: data, parallel: parallel
    ).run(progress)
  }

  private func ensembleTrials(
    of candidates: [EnsembleCandidate], _ search: ParameterSearch
  ) throws -> [EnsembleTrial] {
    guard !candidates.isEmpty else {
      throw ModelingError(.invalidEnsemble, "there are no candidates to evaluate; give at least one")
    }
    for (index, candidate) in candidates.enumerated()
    where candidates[..<index].contains(where: { $0.name == candidate.name }) {
      throw ModelingError(.invalidEnsemble, "two candidates are named “\(candidate.name)”; rename one")
    }
    return try candidates.flatMap { candidate in
      try candidate.parameters.draws(by: search, in: seeds(.draws, candidate.name), of: candidate.name)
        .enumerated().map { draw, parameters in
          EnsembleTrial(
            candidate: candidate.name, draw: draw, parameters: parameters,
            ensemble: try candidate.ensemble(parameters))
        }
    }
  }
}

/// An ensemble with the parameters of one draw.
private struct EnsembleTrial: Sendable {
  let candidate: String
  let draw: Int
  let parameters: [String: ParameterValue]
  let ensemble: any Ensemble
}

/// A run of all trials of ensembles.
private struct EnsembleSearch {
  let evaluator: Evaluator
  let trials: [EnsembleTrial]
  let data: Dataset
  let parallel: Parallel

  /// Evaluates off the caller's actor: planning and measuring large data would block it otherwise.
  @concurrent
  func run(_ progress: (@Sendable (EvaluationProgress) -> Void)?) async throws -> Evaluation {
    let scorers = try evaluator.settledScorers(for: data)
    let folds = try evaluator.plan(for: data).folds
    var results: [TrialResult] = []
    var completed = 0
    for trial in trials {
      var folded: [Evaluator.FoldResult] = []
      for (place, fold) in folds.enumerated() {
        do {
          folded.append(try await result(of: trial.ensemble, in: fold, scorers))
        } catch let error as CancellationError {
          throw error
        } catch {
          guard evaluator.onFailure != .stop else {
            throw EvaluationFailure(trial: "\(trial.candidate).\(trial.draw)", fold: place, underlying: error)
          }
          folded.append(.failed(error))
        }
        completed += 1
        progress?(EvaluationProgress(completed: completed, total: trials.count * folds.count))
      }
      results.append(
        TrialResult(
          preprocessing: nil, candidate: trial.candidate, draw: trial.draw, parameters: trial.parameters,
          scorers: scorers.count, results: folded, evaluator: evaluator))
    }
    return Evaluation(
      report: EvaluationReport(
        scorers: scorers.map(ScorerSummary.init), rowCount: data.rowCount, foldCount: folds.count,
        trials: results),
      ensembles: trials.map(\.ensemble))
  }

  private func result(
    of ensemble: any Ensemble, in fold: Fold, _ scorers: [Scorer]
  ) async throws -> Evaluator.FoldResult {
    let clock = ContinuousClock()
    let start = clock.now
    let model = try await ensemble.fitted(to: data.rows(fold.train), on: parallel, progress: nil)
    let fitTime = clock.now - start
    let predictionStart = clock.now
    let test = try await scores(of: model, for: data.rows(fold.test), scorers)
    let predictionTime = clock.now - predictionStart
    let train =
      evaluator.measuresTraining ? try await scores(of: model, for: data.rows(fold.train), scorers) : []
    return .measured(
      EvaluationOutcome.Scores(test: test, train: train), fitTime: fitTime, predictionTime: predictionTime)
  }

  private func scores(
    of model: EnsembleModel, for rows: Dataset, _ scorers: [Scorer]
  ) async throws -> [Double] {
    var outputs: [LearnerOutput: Matrix<Double>] = [:]
    var scores: [Double] = []
    for scorer in scorers {
      let kind: LearnerOutput = scorer.input == .predictions ? .predictions : .probabilities
      let output: Matrix<Double>
      if let made = outputs[kind] {
        output = made
      } else {
        output = try await model.lastPredictions(for: rows.features, as: kind, on: parallel)
        outputs[kind] = output
      }
      scores.append(try scorer.score(of: output, against: rows))
    }
    return scores
  }
}
