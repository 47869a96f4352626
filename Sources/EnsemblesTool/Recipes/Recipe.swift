import Ensembles
import SystemPackage

/// An ensemble as a recipe file describes it.
struct Recipe {
  /// The name of the ensemble, or nil where the recipe gives an indexer instead.
  var kind: EnsembleKind?
  var indexer: any Indexer
  var layers: [Layer]
  /// Which layers and groups have the indexer of the ensemble with parameters of their own.
  var derivedIndexers: Set<IndexerPlace> = []
  var meta: Layer?
  /// What the report measures, or nil for what suits the target.
  var scorer: Scorer?
  var precision = Precision.float
  var seed: UInt64 = 0
  var options = EnsembleOptions()
  /// What the target is said to be made of, or nil if the data decides.
  var targetKind: TargetKind?

  /// Reads and checks a recipe file.
  ///
  /// - Throws: `ToolError` if the file cannot be read, `RecipeError` with the place of the first mistake.
  init(contentsOf path: FilePath, registry: Registry) throws {
    self = try RecipeReader(registry: registry).recipe(from: RecipeText(contentsOf: path).root())
  }

  init(kind: EnsembleKind?, indexer: any Indexer, layers: [Layer], meta: Layer?) {
    self.kind = kind
    self.indexer = indexer
    self.layers = layers
    self.meta = meta
  }

  /// What can be fitted.
  func ensemble() throws -> any Ensemble {
    var (indexer, layers) = (self.indexer, self.layers)
    func stack(_ indexer: some Indexer) -> any Ensemble {
      StackedEnsemble(
        indexer: indexer, layers: layers, meta: meta, scorer: scorer, precision: precision, seed: seed,
        options: options)
    }
    func seeded(_ indexer: any Indexer) throws -> any Indexer {
      var indexer = indexer
      try indexer.set("seed", to: .integer(Int(truncatingIfNeeded: seed)))
      return indexer
    }
    // The clusters of an ensemble by that name are drawn from its own seed, and so are those of its layers.
    if kind == .clusteredSubsemble {
      indexer = try seeded(indexer)
      for place in derivedIndexers {
        var layer = layers[place.layer]
        if let group = place.group {
          layer.groups[group].indexer = try layer.groups[group].indexer.map(seeded)
        } else {
          layer.indexer = try layer.indexer.map(seeded)
        }
        layers[place.layer] = layer
      }
    }
    return stack(indexer)
  }

  /// The layers in order, the meta learners last, with all names settled.
  func outline() throws -> [LayerOutline] {
    try allLayers.enumerated().map { try $1.outline(position: $0) }
  }

  /// The layers in order, the meta learners last.
  var allLayers: [Layer] { layers + (meta.map { [$0] } ?? []) }

  /// Checks that the target is what the recipe is for.
  ///
  /// The fit checks every learner, but knows nothing of the ways to say what a target is.
  ///
  /// - Throws: `ToolError` that says how.
  func requireSuitable(_ data: Dataset) throws {
    let estimators = allLayers.flatMap(\.learners).compactMap(\.estimator)
    if data.targetKind == .numbers,
      let culprit = estimators.first(where: { type(of: $0).targetKind == .classes })
    {
      throw ToolError(
        "“\(type(of: culprit).typeName)” tells classes apart, but the target has numbers; if they are labels, say "
          + "“--labels”, or “task: classification” in the recipe")
    }
    guard let classes = data.classes, targetKind == .numbers else { return }
    throw ToolError(
      "the task of the recipe is regression, but the target has labels such as “\(classes.labels[0])”; choose "
        + "another target, or “task: classification”")
  }
}
