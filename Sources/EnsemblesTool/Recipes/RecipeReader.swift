import Ensembles

/// Turns the values of a recipe file into an ensemble.
///
/// A recipe is YAML or JSON of this shape, of which all but learners may be left out:
///
/// ```yaml
/// ensemble: super-learner        # or blend, subsemble, clustered-subsemble, temporal, sequential
/// folds: 5                       # a parameter of the ensemble
/// task: classification           # or regression; what the data says if absent
/// scorer: accuracy
/// precision: float32             # or float64, of the predictions that are kept for the next layer
/// seed: 7
/// shuffled: true                 # rows are shuffled before they are cut into folds
/// output: probabilities          # what classifiers hand on, or predictions
/// prediction: bagged             # fold models predict; refitted if absent
/// keepFoldModels: true
/// onLearnerFailure: drop         # or stop
/// onePass: false                 # each fit on its own, where a pass over the rows could serve several
/// layers:
///   - name: base
///     propagate: [0, 1]          # columns of the input that the next layer sees too
///     folds: 3                   # a parameter of the ensemble, for this layer only
///     precision: float64         # and so with scorer, seed, shuffled and output
///     learners:
///       - ols                    # a learner with its defaults
///       - ridge: {penalty: 0.1}  # a learner with parameters
///       - lasso: {penalty: 0.5}
///         name: sparse           # a learner with a name of its own
///       - preprocessing: [standardize, {columns: {columns: [0, 2]}}]
///         name: scaled
///         learners: [ridge]      # the learners that see what the steps have made of the features
///   - indexer: {repeated-fold: {folds: 3, repetitions: 2}}   # any indexer in place of the ensemble's
///     groups:                    # learners that are cross-fitted in ways of their own
///       - name: all
///         indexer: full
///         learners: [ols]
/// meta: ridge                    # one learner, a list, or a mapping with “learners” and settings of a layer
/// ```
///
/// An `indexer` at the top takes the place of `ensemble`. A single layer may do without `layers`: its keys then stand at
/// the top. A list of learners alone is a layer too. Wherever a list may stand, one element may stand alone.
struct RecipeReader {
  let registry: Registry

  private static let ensembleKeys = [
    "ensemble", "indexer", "task", "scorer", "precision", "seed", "shuffled", "output", "prediction",
    "keepFoldModels", "onLearnerFailure", "onePass", "layers", "meta",
  ]

  /// What describes a single layer and may stand at the top.
  private static let layerKeys = ["propagate", "learners", "groups"]

  /// The ensemble that a recipe describes.
  ///
  /// - Throws: `RecipeError` with the place of the first mistake.
  func recipe(from root: RecipeNode) throws -> Recipe {
    guard !root.isNull else { throw root.error("the recipe is empty") }
    guard let entries = try root.entries() else {
      throw root.error("a recipe must be a mapping with “layers”, but is \(root.kind)")
    }
    let fields = RecipeFields(entries)
    let kind = try kind(fields)
    let parameters = kind?.indexerKeys ?? []
    try fields.requireNames(Self.ensembleKeys + Self.layerKeys + parameters, in: "a recipe") { name in
      Self.explanation(of: name, in: kind)
    }
    let task = try fields.choice("task", among: RecipeTask.allCases)
    let indexers = IndexerReader(registry: registry)
    let indexer: any Indexer =
      if let kind {
        try indexers.configured(kind.indexerType.init(), by: fields, keys: parameters)
      } else if let node = fields["indexer"] {
        try indexers.indexer(from: node)
      } else {
        FoldIndexer()
      }
    var layers = LayerReader(
      registry: registry, kind: kind, indexer: indexer, targetKind: task?.targetKind)
    var recipe = Recipe(
      kind: kind, indexer: indexer, layers: try self.layers(fields, root, &layers),
      meta: try layers.meta(fields))
    recipe.derivedIndexers = layers.derivedIndexers
    recipe.targetKind = task?.targetKind
    recipe.scorer = try fields.scorer()
    recipe.precision = try fields.precision() ?? .float
    recipe.seed = try fields.seed() ?? 0
    recipe.options = try options(fields)
    return recipe
  }

  /// The ensemble of that name, or nil where an indexer takes its place.
  private func kind(_ fields: RecipeFields) throws -> EnsembleKind? {
    guard let node = fields["ensemble"] else { return fields["indexer"] == nil ? .superLearner : nil }
    let word = try node.word("“ensemble”")
    guard let kind = EnsembleKind(rawValue: word) else {
      throw node.error(
        "no ensemble is called “\(word)”"
          + Spelling.hint(for: word, among: EnsembleKind.allCases.map(\.rawValue)))
    }
    if let indexer = fields.entry("indexer") {
      throw indexer.key.error(
        "“indexer” stands beside “ensemble”, and a “\(word)” has one of its own; remove one of them")
    }
    return kind
  }

  /// A better sentence for some words than that they are unknown.
  private static func explanation(of name: String, in kind: EnsembleKind?) -> String? {
    guard let other = EnsembleKind.allCases.first(where: { $0.indexerKeys.contains(name) }) else {
      return nil
    }
    guard let kind else { return "“\(name)” stands beside “indexer”; write it below the indexer's name" }
    return "“\(name)” is for the ensemble “\(other.rawValue)”, and this is “\(kind.rawValue)”"
  }

  private func options(_ fields: RecipeFields) throws -> EnsembleOptions {
    EnsembleOptions(
      output: try fields.output() ?? .predictions,
      prediction: try fields.choice("prediction", among: [.refitted, .bagged]) ?? .refitted,
      keepingFoldModels: try fields.flag("keepFoldModels") ?? false,
      shuffled: try fields.flag("shuffled") ?? false,
      onLearnerFailure: try fields.choice("onLearnerFailure", among: [.stop, .drop]) ?? .stop,
      inOnePass: try fields.flag("onePass") ?? true)
  }

  private func layers(
    _ fields: RecipeFields, _ root: RecipeNode, _ reader: inout LayerReader
  ) throws -> [Layer] {
    guard let list = fields["layers"] else {
      guard fields["learners"] != nil || fields["groups"] != nil else {
        throw root.error("the recipe has no layers; give it “layers”, or “learners” for a single one")
      }
      // What stands at the top beside its learners belongs to the ensemble.
      return [try reader.layer(fields.only(Self.layerKeys), at: root, position: 0)]
    }
    if let extra = Self.layerKeys.compactMap({ fields.entry($0) }).first {
      throw extra.key.error("“\(extra.name)” stands beside “layers”; move it into one of them")
    }
    let nodes = list.oneOrMany
    guard !list.isNull, !nodes.isEmpty else { throw list.error("“layers” is empty; give it at least one") }
    return try nodes.enumerated().map { try reader.layer(from: $1, position: $0) }
  }
}

/// What a recipe says that the target is made of.
enum RecipeTask: String, CaseIterable {
  case regression, classification

  var targetKind: TargetKind { self == .regression ? .numbers : .classes }
}
