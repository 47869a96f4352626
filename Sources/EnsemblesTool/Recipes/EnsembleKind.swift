import Ensembles
import Estimators

/// The ensembles that a recipe can ask for by name.
enum EnsembleKind: String, CaseIterable {
  case superLearner = "super-learner"
  case blend
  case subsemble
  case clusteredSubsemble = "clustered-subsemble"
  case temporal
  case sequential

  /// What decides which rows each fit sees.
  ///
  /// Its parameters are keys of the recipe.
  var indexerType: any Indexer.Type {
    switch self {
    case .superLearner: FoldIndexer.self
    case .blend: BlendIndexer.self
    case .subsemble: SubsetIndexer.self
    case .clusteredSubsemble: ClusteredSubsetIndexer<KMeans>.self
    case .temporal: TemporalIndexer.self
    case .sequential: FullIndexer.self
    }
  }

  /// The parameters of the indexer that can stand in a recipe and in its layers without its name.
  var indexerKeys: [String] { IndexerReader.keys(of: indexerType).filter { $0 != "seed" } }
}
