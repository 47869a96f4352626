/// What an ``Evaluator`` has found out, and the recipes of what it tried.
///
/// Printing it gives the table of its report.
public struct Evaluation: Sendable, CustomStringConvertible {
  /// The scores and times of every trial, which can be stored.
  public let report: EvaluationReport

  /// What can be fitted again, one for each trial of the report.
  private let ensembles: [any Ensemble]

  init(report: EvaluationReport, ensembles: [any Ensemble]) {
    self.report = report
    self.ensembles = ensembles
  }

  /// Every trial: case by case, candidate by candidate, draw by draw.
  public var trials: [TrialResult] { report.trials }

  /// The trial with the best mean score by the first scorer, the first of several; nil if none has a score.
  public var best: TrialResult? { report.best }

  /// The best trial of each candidate behind each preprocessing case, in their order.
  public var bestOfEach: [TrialResult] { report.bestOfEach }

  /// The table of the report.
  public var description: String { report.description }

  /// A trial as an ensemble that can be fitted: its preprocessing and its estimator, with the trial's parameters.
  ///
  /// - Parameter trial: A trial of this evaluation, or nil for the best.
  /// - Returns: The ensemble, or the one that was tried.
  /// - Throws: `ModelingError` if it is none of this evaluation, or if none has a score.
  public func ensemble(of trial: TrialResult? = nil) throws -> any Ensemble {
    guard let wanted = trial ?? best else {
      throw ModelingError(
        .invalidEnsemble,
        "no trial has a score, so that there is no best one\(report.firstFailure.map { ": \($0)" } ?? "")")
    }
    guard let place = trials.firstIndex(where: { $0.identity == wanted.identity }) else {
      throw ModelingError(
        .unknownName,
        "the evaluation has no trial “\(wanted.name)”"
          + Spelling.hint(for: wanted.name, among: trials.map(\.name)))
    }
    return ensembles[place]
  }

  /// Fits a trial to all rows of a data set.
  ///
  /// - Parameters:
  ///   - trial: A trial of this evaluation, or nil for the best.
  ///   - data: The examples.
  ///   - parallel: Where the fits run.
  /// - Returns: A model that predicts, and can be saved.
  /// - Throws: What `ensemble(of:)` and fitting the ensemble throw.
  public func refitted(
    _ trial: TrialResult? = nil, to data: Dataset, on parallel: Parallel = Parallel()
  ) async throws -> EnsembleModel {
    try await ensemble(of: trial).fitted(to: data, on: parallel, progress: nil)
  }
}

extension Evaluation {
  init(
    trials: [Trial], results: [[Evaluator.FoldResult]], scorers: [Scorer], evaluator: Evaluator,
    folds: PreprocessedFolds
  ) {
    self.init(
      report: EvaluationReport(
        scorers: scorers.map(ScorerSummary.init), rowCount: folds.data.rowCount, foldCount: folds.folds.count,
        trials: zip(trials, results).map { trial, results in
          TrialResult(
            preprocessing: trial.preprocessingName, candidate: trial.candidate, draw: trial.draw,
            parameters: trial.parameters, scorers: scorers.count, results: results, evaluator: evaluator)
        }),
      ensembles: trials.map { $0.ensemble(in: folds, scorers[0], seed: evaluator.seed) })
  }
}

extension Trial {
  /// A layer of its own, fitted to all rows, or what follows the ensemble in front of it.
  fileprivate func ensemble(in folds: PreprocessedFolds, _ scorer: Scorer, seed: UInt64) -> any Ensemble {
    let pipelines = folds.preprocessing
    if let preprocessing, preprocessing >= pipelines.count {
      return folds.ensembles[preprocessing - pipelines.count]
        .followed(Learner(estimator, named: candidate), scorer)
    }
    let transformer = preprocessing.map { pipelines[$0] }
    return StackedEnsemble(
      indexer: FullIndexer(),
      layers: [
        Layer(
          learners: [Learner(estimator, named: candidate, after: transformer?.name)],
          transformers: transformer.map { [$0] } ?? [])
      ], meta: nil, scorer: scorer, precision: .double, seed: seed)
  }
}
