/// Compares learners on the same folds: an evaluation without parameters to search.
///
/// ```swift
/// let benchmark = Benchmark(Evaluator(folds: FoldIndexer(folds: 5))) {
///   OrdinaryLeastSquares()
///   Preprocessing(Standardizer()) { LassoRegression() }
/// }
/// print(try await benchmark.evaluation(over: data))
/// ```
public struct Benchmark: Sendable {
  /// Which rows each fit sees, and what is measured.
  public var evaluator: Evaluator

  /// What is compared, one line each.
  public var candidates: [Candidate]

  /// The preprocessing cases that candidates are tried after.
  public var preprocessing: [Transformer]

  /// Creates a benchmark from lists: every estimator is tried after every case, or as it is if there is none.
  ///
  /// - Parameters:
  ///   - evaluator: Which rows each fit sees, and what is measured.
  ///   - candidates: What is compared, without parameters to try.
  ///   - preprocessing: The cases, each under a name of its own; one without steps leaves features as they are.
  public init(
    _ evaluator: Evaluator = Evaluator(), candidates: [Candidate], preprocessing: [Transformer] = []
  ) {
    self.evaluator = evaluator
    self.candidates = candidates
    self.preprocessing = preprocessing
  }

  /// Creates a benchmark from a block that lists learners, as that of a layer does.
  ///
  /// - Parameters:
  ///   - evaluator: Which rows each fit sees, and what is measured.
  ///   - content: The learners, each of which is tried after its own preprocessing. Groups add theirs.
  /// - Throws: `ModelingError` naming a learner that has been fitted before.
  public init(_ evaluator: Evaluator = Evaluator(), @LayerBuilder _ content: () -> LayerContent) throws {
    let content = content()
    let learners = content.allLearners
    let candidates = try zip(learners, LearnerName.settle(learners)).map { learner, name in
      guard let estimator = learner.estimator else {
        throw ModelingError(
          .invalidEnsemble,
          "“\(name.learner)” has been fitted before, so that no fold is held out from it; leave it "
            + "out of the benchmark")
      }
      return Candidate(estimator, named: name.learner, after: learner.transformer.map { [$0] } ?? [])
    }
    self.init(evaluator, candidates: candidates, preprocessing: content.allTransformers)
  }

  /// Fits and measures every learner.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - parallel: Where the fits run. The scores do not depend on it.
  ///   - progress: Called after each fit of a learner, never twice at the same time.
  /// - Returns: The scores of every learner, as one draw without parameters.
  /// - Throws: `ModelingError` naming a candidate with parameters to try, which is an evaluator's work; what an
  ///   evaluation throws.
  public func evaluation(
    over data: Dataset, on parallel: Parallel = Parallel(),
    progress: (@Sendable (EvaluationProgress) -> Void)? = nil
  ) async throws -> Evaluation {
    if let search = candidates.first(where: { $0.parameters != .spaces([:]) }) {
      throw ModelingError(
        .invalidEnsemble,
        "the candidate “\(search.settledName)” has parameters to try, but a benchmark fits each learner once; use an "
          + "evaluator")
    }
    return try await evaluator.evaluation(
      of: candidates, preprocessing: preprocessing, over: data, on: parallel, progress: progress)
  }
}
