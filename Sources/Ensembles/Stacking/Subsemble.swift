/// A stacked ensemble whose learners have models of their own for each of several parts of the rows.
///
/// Each part is cut into folds. The rows of one fold of every part are predicted by models that have learned from the
/// other folds of one part, so that each learner gives as many columns as there are parts.
///
/// Source: S. Sapp, M. J. van der Laan and J. Canny, “Subsemble: an ensemble method for combining subset-specific
/// algorithm fits”, J. Appl. Stat. 41 (2014).
public typealias Subsemble = StackedEnsemble<SubsetIndexer>

extension StackedEnsemble where Index == SubsetIndexer {
  /// Creates a subsemble.
  ///
  /// - Parameters:
  ///   - partitions: The number of parts, at least 1.
  ///   - folds: The number of folds of each, at least 2.
  ///   - scorer: What the report measures, or nil for what suits the target.
  ///   - precision: The precision in which a layer's predictions are kept for the next.
  ///   - seed: Where random numbers start.
  ///   - options: What the ensemble does beside the usual.
  ///   - layers: The layers, the first of which sees the data.
  ///   - meta: The learners that combine the predictions of the last layer.
  public init(
    partitions: Int, folds: Int, scorer: Scorer? = nil, precision: Precision = .float, seed: UInt64 = 0,
    options: EnsembleOptions = EnsembleOptions(),
    @EnsembleBuilder layers: () -> [Layer], @LayerBuilder meta: () -> LayerContent
  ) {
    self.init(
      indexer: SubsetIndexer(partitions: partitions, folds: folds), layers: layers(),
      meta: Layer(meta: meta()), scorer: scorer, precision: precision, seed: seed, options: options)
  }
}
