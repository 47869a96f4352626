/// An ensemble as a preprocessing step: what its last layer predicts are the features of the learners behind it.
///
/// It can stand wherever a step can, in front of learners or of further steps:
///
/// ```swift
/// let base = SuperLearner(folds: 5) {
///   Layer { OrdinaryLeastSquares(); DecisionTreeRegression(depth: 4) }
/// } meta: {}
/// Preprocessing(named: "base", EnsemblePreprocessor(base)) {
///   RidgeRegression()
///   LassoRegression(penalty: 0.1)
/// }
/// ```
///
/// Learners behind it learn from what it predicts for its training rows before it has seen them, by the folds of its
/// last layer; rows that no fold predicts, as with a `BlendEnsemble`, are left out. All other rows are predicted by its
/// final models. An ensemble whose last layer has no folds hands on what its models predict for the rows that they have
/// learned from.
///
/// Its layers are fitted one unit after another in the unit of the surrounding fit that it is a part of. It does not
/// matter how they are scored: a step has no report of its own.
public struct EnsemblePreprocessor: Preprocessor {
  /// The name in lists.
  public static let typeName = "ensemble"
  /// One line for lists.
  public static let summary = "the predictions of an ensemble, for unseen rows where learners are fitted"
  /// There are no parameters: an ensemble cannot be written as one.
  public static let parameters: [Parameter<EnsemblePreprocessor>] = []

  let definition: EnsembleDefinition

  /// Creates a step without layers, which cannot be fitted.
  public init() {
    self.init(StackedEnsemble(indexer: FullIndexer(), layers: [], meta: nil))
  }

  /// Creates a step.
  ///
  /// - Parameter ensemble: The ensemble, most often without meta learners, so that all predictions of its last layer
  ///   are features.
  public init<Index: Indexer>(_ ensemble: StackedEnsemble<Index>) {
    self.init(definition: ensemble.definition)
  }

  init(definition: EnsembleDefinition) {
    var definition = definition
    definition.scorer = nil
    for index in definition.layers.indices { definition.layers[index].scorer = nil }
    definition.meta?.scorer = nil
    self.definition = definition
  }

  /// Fits all layers, in the calling thread.
  ///
  /// The seed of the ensemble is mixed with that of the context, so that the step has other random numbers in each
  /// fold of the ensemble that it stands in.
  ///
  /// - Parameters:
  ///   - data: Finite numbers, with enough rows for the indexer.
  ///   - context: What the fit may depend on besides data and parameters.
  /// - Returns: The fitted step.
  /// - Throws: What fitting an ensemble throws.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted {
    var definition = definition
    definition.seed ^= context.seed
    let fitting = EnsembleFitting(definition, parallel: Parallel(), keeping: .last)
    return try Fitted(fitting.fitInline(data), rowCount: data.rowCount)
  }

  /// The layers with their names settled, the meta learners last.
  ///
  /// - Throws: `ModelingError` if a layer is not as it must be.
  func resolvedLayers() throws -> [ResolvedLayer] {
    try (definition.layers + (definition.meta.map { [$0] } ?? [])).enumerated().map {
      try ResolvedLayer($1, position: $0)
    }
  }

  /// Checks the names and the parameters of all layers.
  ///
  /// - Throws: `ModelingError` if there is no layer, or if one is not as it must be.
  func validateLayers() throws {
    guard !definition.layers.isEmpty else {
      throw ModelingError(
        .invalidEnsemble, "an ensemble that is used as preprocessing has no layers; give it at least one")
    }
    _ = try resolvedLayers()
  }
}

extension StackedEnsemble {
  /// Fits the ensemble for use in front of other learners.
  ///
  /// ```swift
  /// let step = try await stack.fittedAsPreprocessing(to: training)
  /// let behind = try RidgeRegression().fitted(to: step.appliedToTraining(training))
  /// let predictions = try behind.predictions(from: step.applied(to: unseen))
  /// ```
  ///
  /// - Parameters:
  ///   - data: Finite numbers, with enough rows for the indexer.
  ///   - parallel: Where the fits run. The result does not depend on it.
  ///   - progress: Called before the first fit of a layer and after each, never twice at the same time.
  /// - Returns: The fitted step, which knows what was predicted for the rows of `data` before they had been seen.
  /// - Throws: What fitting the ensemble throws.
  public func fittedAsPreprocessing(
    to data: Dataset, on parallel: Parallel = Parallel(),
    progress: (@Sendable (FittingProgress) -> Void)? = nil
  ) async throws -> EnsemblePreprocessor.Fitted {
    let fitting = EnsembleFitting(definition, parallel: parallel, keeping: .last, progress: progress)
    return try EnsemblePreprocessor.Fitted(await fitting.fit(data), rowCount: data.rowCount)
  }
}
