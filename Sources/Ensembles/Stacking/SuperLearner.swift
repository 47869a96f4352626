/// A stacked ensemble that is cross-fitted over folds: every row is predicted by fits that have not seen it.
///
/// Source: M. J. van der Laan, E. C. Polley and A. E. Hubbard, “Super learner”, Stat. Appl. Genet. Mol. Biol. 6
/// (2007); D. H. Wolpert, “Stacked generalization”, Neural Networks 5 (1992).
public typealias SuperLearner = StackedEnsemble<FoldIndexer>

extension StackedEnsemble where Index == FoldIndexer {
  /// Creates a super learner.
  ///
  /// - Parameters:
  ///   - folds: The number of folds, at least 2.
  ///   - scorer: What the report measures, or nil for what suits the target.
  ///   - precision: The precision in which a layer's predictions are kept for the next.
  ///   - seed: Where random numbers start.
  ///   - options: What the ensemble does beside the usual.
  ///   - layers: The layers, the first of which sees the data.
  ///   - meta: The learners that combine the predictions of the last layer.
  public init(
    folds: Int, scorer: Scorer? = nil, precision: Precision = .float, seed: UInt64 = 0,
    options: EnsembleOptions = EnsembleOptions(),
    @EnsembleBuilder layers: () -> [Layer], @LayerBuilder meta: () -> LayerContent
  ) {
    self.init(
      indexer: FoldIndexer(folds: folds), layers: layers(), meta: Layer(meta: meta()), scorer: scorer,
      precision: precision, seed: seed, options: options)
  }
}
