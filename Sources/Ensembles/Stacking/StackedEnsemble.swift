public import SystemPackage

/// Layers of learners, each of which learns from what the layer before predicts for rows it has not seen.
///
/// Which rows those are is decided by the indexer: with a `FoldIndexer` it is a `SuperLearner`, with a
/// `BlendIndexer` a `BlendEnsemble`.
///
/// ```swift
/// let stack = SuperLearner(folds: 5) {
///   Layer {
///     OrdinaryLeastSquares()
///     RidgeRegression(penalty: 0.1)
///   }
/// } meta: {
///   RidgeRegression()
/// }
/// let model = try await stack.fitted(to: training)
/// let predictions = try await model.predictions(from: unseen)
/// ```
///
/// Fitting a layer makes one fit of each learner to all rows, which later predicts new data, and one for each
/// fold, whose predictions of the rows left out are what the next layer learns from. The meta learners see the
/// predictions of the last layer. Without them, the model's predictions are those of the last layer.
///
/// A data set whose target has classes needs classifiers in every layer, the meta learners included. Weights of rows
/// count in every fit and every score; all learners must know them.
public struct StackedEnsemble<Index: Indexer>: Ensemble {
  /// What fitting gives.
  public typealias Model = EnsembleModel

  /// Which rows each fit sees, where a layer does not say otherwise.
  public var indexer: Index

  /// The layers, the first of which sees the data.
  public var layers: [Layer]

  /// The learners that combine the predictions of the last layer, usually one; nil for none.
  public var meta: Layer?

  /// What the report measures; nil for the root of the mean squared error or, of classes, the accuracy.
  public var scorer: Scorer?

  /// The precision in which a layer's predictions are kept for the next.
  public var precision: Precision

  /// Where random numbers start.
  ///
  /// The same seed gives the same model.
  public var seed: UInt64

  /// What the ensemble does beside the usual.
  public var options: EnsembleOptions

  /// Creates an ensemble from lists.
  public init(
    indexer: Index, layers: [Layer], meta: Layer?, scorer: Scorer? = nil, precision: Precision = .float,
    seed: UInt64 = 0, options: EnsembleOptions = EnsembleOptions()
  ) {
    self.indexer = indexer
    self.layers = layers
    self.meta = meta
    self.scorer = scorer
    self.precision = precision
    self.seed = seed
    self.options = options
  }

  /// Fits all layers, then the meta learners.
  ///
  /// With a checkpoint, every finished fit of a learner or of preprocessing is kept in a folder, under a name that
  /// depends on the data, the recipe, the rows and the seed. A fit that was killed at any moment and is started
  /// again takes what is there and gives the same model, timings apart. A damaged file is fitted again, with a
  /// warning to the logger of `parallel`. Two fits may use a folder at once. Nothing is ever removed from it: remove
  /// it when the model is safe.
  ///
  /// - Parameters:
  ///   - data: Finite numbers, with enough rows for the indexer.
  ///   - parallel: Where the fits run. The result does not depend on it.
  ///   - checkpoint: The folder, which is made if it is not there; nil for none.
  ///   - progress: Called before the first fit of a layer and after each, never twice at the same time.
  /// - Returns: The model, with a report of how well each learner predicts rows that it has not seen.
  /// - Throws: `ModelingError` if the ensemble or the data is not as it must be; `LearnerFailure` if a fit
  ///   fails; `CancellationError` if the task is cancelled, once the fits that were running have ended; `FileError`
  ///   if the checkpoint belongs to another data set, or is no checkpoint.
  public func fitted(
    to data: Dataset, on parallel: Parallel = Parallel(), checkpoint: FilePath? = nil,
    progress: (@Sendable (FittingProgress) -> Void)? = nil
  ) async throws -> EnsembleModel {
    try await EnsembleFitting(definition, parallel: parallel, checkpoint: checkpoint, progress: progress)
      .fit(data).model
  }

  /// Fits, and returns the output of every layer for the training rows along with the model.
  ///
  /// The meta learners' output is what their final models predict for the rows they have learned from.
  package func fittedWithOutputs(
    to data: Dataset, on parallel: Parallel = Parallel()
  ) async throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    try await EnsembleFitting(definition, parallel: parallel, keeping: .all).fit(data)
  }

  /// Fits, with a store that keeps every fit for the next time.
  package func fitted(
    to data: Dataset, on parallel: Parallel = Parallel(), keepingUnitsIn store: any UnitStore,
    progress: (@Sendable (FittingProgress) -> Void)? = nil
  ) async throws -> EnsembleModel {
    try await EnsembleFitting(definition, parallel: parallel, store: store, progress: progress).fit(data)
      .model
  }

  var definition: EnsembleDefinition {
    EnsembleDefinition(
      indexer: indexer, layers: layers, meta: meta, scorer: scorer, precision: precision, seed: seed,
      options: options)
  }
}
