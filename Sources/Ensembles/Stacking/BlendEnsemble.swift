/// A stacked ensemble whose layers learn from the first part of the rows and predict the rest for the next.
///
/// It costs two fits a learner and layer, whereas a super learner costs one more than it has folds. Each layer
/// has only the rows to learn from that the one before has predicted.
public typealias BlendEnsemble = StackedEnsemble<BlendIndexer>

extension StackedEnsemble where Index == BlendIndexer {
  /// Creates a blend.
  ///
  /// - Parameters:
  ///   - testSize: How many of the rows each layer predicts for the next: a fraction such as `0.5`, or a number.
  ///   - trainSize: How many rows each layer learns from; nil for all that are not predicted.
  ///   - scorer: What the report measures, or nil for what suits the target.
  ///   - precision: The precision in which a layer's predictions are kept for the next.
  ///   - seed: Where random numbers start.
  ///   - options: What the ensemble does beside the usual.
  ///   - layers: The layers, the first of which sees the data.
  ///   - meta: The learners that combine the predictions of the last layer.
  public init(
    testSize: RowShare = 0.5, trainSize: RowShare? = nil, scorer: Scorer? = nil,
    precision: Precision = .float, seed: UInt64 = 0, options: EnsembleOptions = EnsembleOptions(),
    @EnsembleBuilder layers: () -> [Layer], @LayerBuilder meta: () -> LayerContent
  ) {
    self.init(
      indexer: BlendIndexer(testSize: testSize, trainSize: trainSize), layers: layers(),
      meta: Layer(meta: meta()), scorer: scorer, precision: precision, seed: seed, options: options)
  }
}
