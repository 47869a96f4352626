/// A stacked ensemble for rows in the order of time: every row is predicted by fits to rows before it.
public typealias TemporalEnsemble = StackedEnsemble<TemporalIndexer>

extension StackedEnsemble where Index == TemporalIndexer {
  /// Creates a temporal ensemble.
  ///
  /// - Parameters:
  ///   - stepSize: How many rows each fit predicts.
  ///   - burnIn: How many rows the first fit learns from; nil for as many as a step has.
  ///   - window: How many rows later fits learn from; nil for all before.
  ///   - lag: How many rows lie between those that are learned from and those that are predicted.
  ///   - scorer: What the report measures, or nil for what suits the target.
  ///   - precision: The precision in which a layer's predictions are kept for the next.
  ///   - seed: Where random numbers start.
  ///   - options: What the ensemble does beside the usual.
  ///   - layers: The layers, the first of which sees the data.
  ///   - meta: The learners that combine the predictions of the last layer.
  public init(
    stepSize: Int, burnIn: Int? = nil, window: Int? = nil, lag: Int = 0, scorer: Scorer? = nil,
    precision: Precision = .float, seed: UInt64 = 0, options: EnsembleOptions = EnsembleOptions(),
    @EnsembleBuilder layers: () -> [Layer], @LayerBuilder meta: () -> LayerContent
  ) {
    self.init(
      indexer: TemporalIndexer(stepSize: stepSize, burnIn: burnIn, window: window, lag: lag),
      layers: layers(), meta: Layer(meta: meta()), scorer: scorer, precision: precision, seed: seed,
      options: options)
  }
}
