import Ensembles
import SystemPackage

/// An ensemble as a recipe file describes it.
struct Recipe {
  var kind: EnsembleKind
  var indexer: any Indexer
  var layers: [Layer]
  var meta: Layer?
  var scorer: Scorer
  var precision: Precision
  var seed: UInt64

  /// Reads and checks a recipe file.
  ///
  /// - Throws: `ToolError` if the file cannot be read, `RecipeError` with the place of the first mistake.
  init(contentsOf path: FilePath, registry: Registry) throws {
    self = try RecipeReader(registry: registry).recipe(from: RecipeText(contentsOf: path).root())
  }

  init(
    kind: EnsembleKind, indexer: any Indexer, layers: [Layer], meta: Layer?, scorer: Scorer,
    precision: Precision, seed: UInt64
  ) {
    self.kind = kind
    self.indexer = indexer
    self.layers = layers
    self.meta = meta
    self.scorer = scorer
    self.precision = precision
    self.seed = seed
  }

  /// What can be fitted.
  var ensemble: any Ensemble {
    func stack(_ indexer: some Indexer) -> any Ensemble {
      StackedEnsemble(
        indexer: indexer, layers: layers, meta: meta, scorer: scorer, precision: precision, seed: seed)
    }
    return stack(indexer)
  }

  /// The layers in order, the meta learners last, with all names settled.
  func outline() throws -> [LayerOutline] {
    try (layers + (meta.map { [$0] } ?? [])).enumerated().map { try $1.outline(position: $0) }
  }
}

/// The ensembles that a recipe can ask for.
enum EnsembleKind: String, CaseIterable {
  case superLearner = "super-learner"
  case blend = "blend"

  /// What decides which rows each fit sees.
  ///
  /// Its parameters are keys of the recipe.
  var indexerType: any Indexer.Type {
    switch self {
    case .superLearner: FoldIndexer.self
    case .blend: BlendIndexer.self
    }
  }
}
