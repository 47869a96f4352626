/// Tries estimators with many parameters on the same folds, to find out which predict unseen rows best.
///
/// ```swift
/// let evaluator = Evaluator(folds: FoldIndexer(folds: 5), scorers: [.rootMeanSquaredError, .rSquared], seed: 7)
/// let evaluation = try await evaluator.evaluation(
///   of: [
///     Candidate(RidgeRegression(), searching: ["penalty": .logUniform(1e-3...1e3)]),
///     Candidate(OrdinaryLeastSquares()),
///   ],
///   search: .random(draws: 20),
///   preprocessing: [Transformer(named: "scaled", Pipeline([Standardizer()])), Transformer(named: "raw", Pipeline([]))],
///   over: training)
/// print(evaluation)
/// let model = try await evaluation.refitted(to: training)
/// ```
///
/// Each preprocessing case is fitted once in each fold, on its training rows, and shared by all trials. All fits of
/// all candidates are one call of the engine.
public struct Evaluator: Sendable {
  /// Which rows each fit sees.
  ///
  /// Its folds are what is learned from and predicted; final fits of partitions are not made.
  public var indexer: any Indexer

  /// What is measured, the first deciding which trial is best; without any, what suits the target.
  public var scorers: [Scorer]

  /// Whether rows are shuffled before they are cut into folds.
  public var isShuffled: Bool

  /// Where random numbers start: those of draws, of fits and of shuffling.
  public var seed: UInt64

  /// Whether the rows that were learned from are predicted and measured too.
  public var measuresTraining: Bool

  /// What becomes of the evaluation when a fit fails or cannot be measured.
  public var onFailure: EvaluationFailurePolicy

  /// Creates an evaluator.
  ///
  /// - Parameters:
  ///   - indexer: Which rows each fit sees.
  ///   - scorers: What is measured, the first deciding; without any, what suits the target.
  ///   - isShuffled: Whether rows are shuffled before they are cut into folds.
  ///   - seed: Where random numbers start.
  ///   - measuresTraining: Whether the rows that were learned from are measured too.
  ///   - onFailure: What becomes of the evaluation when a fit fails or cannot be measured.
  public init(
    folds indexer: any Indexer = FoldIndexer(folds: 5), scorers: [Scorer] = [],
    shuffled isShuffled: Bool = false,
    seed: UInt64 = 0, measuringTraining measuresTraining: Bool = true,
    onFailure: EvaluationFailurePolicy = .stop
  ) {
    self.indexer = indexer
    self.scorers = scorers
    self.isShuffled = isShuffled
    self.seed = seed
    self.measuresTraining = measuresTraining
    self.onFailure = onFailure
  }

  /// Cuts a data set into folds and fits preprocessing in each of them.
  ///
  /// Several evaluations can share the result, so that preprocessing is fitted once for all of them.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - preprocessing: The cases, each under a name of its own; one without steps leaves features as they are.
  ///   - ensembles: More cases: ensembles whose predictions are the features of the candidates.
  ///   - parallel: Where the fits run. The result does not depend on it.
  /// - Returns: What evaluations start from.
  /// - Throws: `ModelingError` if the indexer or a case does not suit; `EvaluationFailure` if a case fails and that
  ///   ends the evaluation; `CancellationError` if the task is cancelled.
  public func folds(
    of data: Dataset, preprocessing: [Transformer] = [], ensembles: [EnsembleCase] = [],
    on parallel: Parallel = Parallel()
  ) async throws -> PreprocessedFolds {
    try await preprocessedFolds(data, preprocessing, ensembles, on: parallel)
  }

  /// Tries candidates on a data set.
  ///
  /// - Parameters:
  ///   - candidates: What is tried.
  ///   - search: How values are taken from the spaces of parameters.
  ///   - preprocessing: The cases, each under a name of its own; one without steps leaves features as they are.
  ///   - data: The examples.
  ///   - parallel: Where the fits run. The scores do not depend on it.
  ///   - progress: Called after each fit of a candidate, never twice at the same time.
  /// - Returns: The scores of every trial.
  /// - Throws: `ModelingError` if a candidate, a case, a scorer or the indexer does not suit, before anything is
  ///   fitted; `EvaluationFailure` if a fit fails and that ends the evaluation; `CancellationError` if the task is
  ///   cancelled.
  public func evaluation(
    of candidates: [Candidate], search: ParameterSearch = .random(draws: 10),
    preprocessing: [Transformer] = [],
    over data: Dataset, on parallel: Parallel = Parallel(),
    progress: (@Sendable (EvaluationProgress) -> Void)? = nil
  ) async throws -> Evaluation {
    try requireSound(preprocessing)
    // Mistakes in candidates show before preprocessing is fitted.
    _ = try trials(
      of: candidates, search, after: preprocessing.map(\.name),
      acceptingMissing: preprocessing.map(\.pipeline.acceptsMissing),
      for: data)
    let folds = try await folds(of: data, preprocessing: preprocessing, on: parallel)
    return try await evaluation(of: candidates, search: search, over: folds, on: parallel, progress: progress)
  }

  /// Tries candidates on folds whose preprocessing has been fitted.
  ///
  /// - Parameters:
  ///   - candidates: What is tried.
  ///   - search: How values are taken from the spaces of parameters.
  ///   - folds: The data set, in the folds of this evaluator or another.
  ///   - parallel: Where the fits run. The scores do not depend on it.
  ///   - progress: Called after each fit of a candidate, never twice at the same time.
  /// - Returns: The scores of every trial.
  /// - Throws: `ModelingError` if a candidate or a scorer does not suit, before anything is fitted;
  ///   `EvaluationFailure` if a fit fails and that ends the evaluation; `CancellationError` if the task is cancelled.
  public func evaluation(
    of candidates: [Candidate], search: ParameterSearch = .random(draws: 10), over folds: PreprocessedFolds,
    on parallel: Parallel = Parallel(), progress: (@Sendable (EvaluationProgress) -> Void)? = nil
  ) async throws -> Evaluation {
    try await run(
      trials(
        of: candidates, search, after: folds.caseNames, acceptingMissing: folds.acceptances, for: folds.data),
      over: folds, on: parallel,
      progress)
  }

  /// What is measured, where that was left open.
  func settledScorers(for data: Dataset) throws -> [Scorer] {
    let settled =
      scorers.isEmpty ? [data.classes == nil ? Scorer.rootMeanSquaredError : .accuracy] : scorers
    for (index, scorer) in settled.enumerated() {
      guard !settled[..<index].contains(where: { $0.name == scorer.name }) else {
        throw ModelingError(
          .invalidParameter, "two scorers are named “\(scorer.name)”; leave one out or rename it")
      }
      try scorer.requireSuitable(data)
    }
    return settled
  }
}

/// How far an evaluation is.
public struct EvaluationProgress: Hashable, Sendable {
  /// The number of fits of candidates that are done.
  public var completed: Int

  /// The number of all of them.
  public var total: Int
}
