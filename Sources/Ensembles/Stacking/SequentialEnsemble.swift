/// A stacked ensemble of layers that are cross-fitted each in its own way.
///
/// Layers without an indexer of their own are fitted to all rows, and hand on what they predict for the rows that they
/// have learned from.
public typealias SequentialEnsemble = StackedEnsemble<FullIndexer>

extension StackedEnsemble where Index == FullIndexer {
  /// Creates a sequential ensemble.
  ///
  /// ```swift
  /// SequentialEnsemble {
  ///   Layer(indexer: BlendIndexer(testSize: 0.5)) { … }
  ///   Layer(indexer: FoldIndexer(folds: 5)) { … }
  /// } meta: { … }
  /// ```
  ///
  /// - Parameters:
  ///   - scorer: What the report measures, or nil for what suits the target.
  ///   - precision: The precision in which a layer's predictions are kept for the next.
  ///   - seed: Where random numbers start.
  ///   - options: What the ensemble does beside the usual.
  ///   - layers: The layers, the first of which sees the data.
  ///   - meta: The learners that combine the predictions of the last layer.
  public init(
    scorer: Scorer? = nil, precision: Precision = .float, seed: UInt64 = 0,
    options: EnsembleOptions = EnsembleOptions(),
    @EnsembleBuilder layers: () -> [Layer], @LayerBuilder meta: () -> LayerContent
  ) {
    self.init(
      indexer: FullIndexer(), layers: layers(), meta: Layer(meta: meta()), scorer: scorer,
      precision: precision, seed: seed, options: options)
  }
}
