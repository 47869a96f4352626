/// A subsemble whose parts of the rows are found by a clustering of the features.
public typealias ClusteredSubsemble<Clustering: Partitioner> = StackedEnsemble<
  ClusteredSubsetIndexer<Clustering>
>

extension StackedEnsemble {
  /// Creates a clustered subsemble.
  ///
  /// - Parameters:
  ///   - clustering: What finds the parts of the rows.
  ///   - folds: The number of folds of each, at least 2.
  ///   - scorer: What the report measures, or nil for what suits the target.
  ///   - precision: The precision in which a layer's predictions are kept for the next.
  ///   - seed: Where random numbers start, those of the clustering included.
  ///   - options: What the ensemble does beside the usual.
  ///   - layers: The layers, the first of which sees the data.
  ///   - meta: The learners that combine the predictions of the last layer.
  public init<Clustering: Partitioner>(
    clustering: Clustering, folds: Int, scorer: Scorer? = nil, precision: Precision = .float,
    seed: UInt64 = 0, options: EnsembleOptions = EnsembleOptions(),
    @EnsembleBuilder layers: () -> [Layer], @LayerBuilder meta: () -> LayerContent
  ) where Index == ClusteredSubsetIndexer<Clustering> {
    self.init(
      indexer: ClusteredSubsetIndexer(clustering: clustering, folds: folds, seed: seed), layers: layers(),
      meta: Layer(meta: meta()), scorer: scorer, precision: precision, seed: seed, options: options)
  }
}
