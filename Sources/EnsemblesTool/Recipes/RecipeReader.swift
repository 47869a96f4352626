import Ensembles

/// Turns the values of a recipe file into an ensemble.
///
/// A recipe is YAML or JSON of this shape:
///
/// ```yaml
/// ensemble: super-learner        # or blend; super-learner if absent
/// folds: 5                       # parameters of the ensemble: folds, or testSize and trainSize of a blend
/// scorer: rmse                   # rmse, mae or r2
/// precision: float32             # or float64, of the predictions that are kept for the next layer
/// seed: 7
/// layers:
///   - name: base                 # optional
///     propagate: [0, 1]          # optional: columns of the input that the next layer sees too
///     folds: 3                   # optional: a parameter of the ensemble, for this layer only
///     learners:
///       - ols                    # a learner with its defaults
///       - ridge: {penalty: 0.1}  # a learner with parameters
///       - lasso: {penalty: 0.5}
///         name: sparse           # a learner with a name of its own
///       - preprocessing: [standardize, {columns: {columns: [0, 2]}}]
///         name: scaled           # optional
///         learners: [ridge]      # the learners that see what the steps have made of the features
/// meta: ridge                    # one learner or a list; optional
/// ```
///
/// A single layer may do without `layers`: its keys then stand at the top. A list of learners alone is a layer too.
/// Wherever a list may stand, one element may stand alone.
struct RecipeReader {
  let registry: Registry

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
    try fields.requireNames(Self.ensembleKeys + Self.parameterNames(of: kind), in: "a recipe") { name in
      let others = EnsembleKind.allCases.filter { Self.parameterNames(of: $0).contains(name) }
      return others.first.map {
        "“\(name)” is for the ensemble “\($0.rawValue)”, and this is “\(kind.rawValue)”"
      }
    }
    let indexer = try configured(kind.indexerType.init(), by: fields)
    return Recipe(
      kind: kind, indexer: indexer, layers: try layers(fields, root, kind, indexer), meta: try meta(fields),
      scorer: try fields["scorer"].map { node in
        try node.locating { try Scorer.named(node.word("“scorer”")) }
      } ?? .rootMeanSquaredError,
      precision: try precision(fields), seed: try seed(fields))
  }

  private static let layerKeys = ["propagate", "learners"]
  private static let ensembleKeys =
    ["ensemble", "scorer", "precision", "seed", "layers", "meta"] + layerKeys

  private static func parameterNames(of kind: EnsembleKind) -> [String] { parameterNames(kind.indexerType) }

  private static func parameterNames<C: Configurable>(_ type: C.Type) -> [String] {
    C.parameters.map(\.name)
  }

  // MARK: - The ensemble

  private func kind(_ fields: RecipeFields) throws -> EnsembleKind {
    guard let node = fields["ensemble"] else { return .superLearner }
    let word = try node.word("“ensemble”")
    guard let kind = EnsembleKind(rawValue: word) else {
      throw node.error(
        "no ensemble is called “\(word)”"
          + Spelling.hint(for: word, among: EnsembleKind.allCases.map(\.rawValue)))
    }
    return kind
  }

  private func precision(_ fields: RecipeFields) throws -> Precision {
    guard let node = fields["precision"] else { return .float }
    let word = try node.word("“precision”")
    guard let precision = Precision(rawValue: word) else {
      throw node.error(
        "no precision is called “\(word)”"
          + Spelling.hint(for: word, among: Precision.allCases.map(\.rawValue)))
    }
    return precision
  }

  private func seed(_ fields: RecipeFields) throws -> UInt64 {
    guard let node = fields["seed"] else { return 0 }
    guard let seed = UInt64(try node.word("“seed”")) else {
      throw node.error("“seed” must be a whole number from 0 to \(UInt64.max), but is \(node.kind)")
    }
    return seed
  }

  /// A recipe with those of its parameters set that the fields name.
  private func configured<I: Indexer>(_ indexer: I, by fields: RecipeFields) throws -> any Indexer {
    var indexer = indexer
    for parameter in I.parameters {
      guard let node = fields[parameter.name] else { continue }
      let value = try node.parameterValue(of: parameter.name)
      try node.locating { try indexer.set(parameter.name, to: value) }
    }
    return indexer
  }

  // MARK: - Layers

  private func layers(
    _ fields: RecipeFields, _ root: RecipeNode, _ kind: EnsembleKind, _ indexer: any Indexer
  ) throws -> [Layer] {
    guard let list = fields["layers"] else {
      guard fields["learners"] != nil else {
        throw root.error("the recipe has no layers; give it “layers”, or “learners” for a single one")
      }
      return [try layer(fields, at: root, indexer: nil, position: 0)]
    }
    if let extra = Self.layerKeys.compactMap({ fields.entry($0) }).first {
      throw extra.key.error("“\(extra.name)” stands beside “layers”; move it into one of them")
    }
    let nodes = list.oneOrMany
    guard !list.isNull, !nodes.isEmpty else { throw list.error("“layers” is empty; give it at least one") }
    return try nodes.enumerated().map { position, node in
      if node.elements != nil {
        let fields = RecipeFields([.init(name: "learners", key: node, value: node)])
        return try layer(fields, at: node, indexer: nil, position: position)
      }
      guard let entries = try node.entries() else {
        throw node.error("a layer must be a mapping with “learners” or a list of them, but is \(node.kind)")
      }
      let fields = RecipeFields(entries)
      let parameters = Self.parameterNames(of: kind)
      try fields.requireNames(["name"] + Self.layerKeys + parameters, in: "a layer") { name in
        (try? registry.estimator(named: name)).map { _ in
          "the learner “\(name)” stands in a layer itself; move it into the layer's “learners”"
        }
      }
      let own = parameters.contains { fields[$0] != nil } ? try configured(indexer, by: fields) : nil
      return try layer(fields, at: node, indexer: own, position: position)
    }
  }

  private func layer(
    _ fields: RecipeFields, at node: RecipeNode, indexer: (any Indexer)?, position: Int
  ) throws -> Layer {
    guard let learners = fields["learners"] else {
      throw node.error("the layer has no “learners”; give it at least one")
    }
    let content = try LearnerReader(registry: registry).learners(in: learners)
    // At the top of a recipe there is no name of a layer: what stands there belongs to the ensemble.
    let layer = Layer(
      named: try fields["name"]?.word("the name of a layer"), learners: content.learners,
      transformers: content.transformers, propagating: try propagatedColumns(fields), indexer: indexer)
    // Clashes of names within the layer.
    _ = try learners.locating { try layer.outline(position: position) }
    return layer
  }

  private func propagatedColumns(_ fields: RecipeFields) throws -> [Int] {
    guard let node = fields["propagate"] else { return [] }
    return try node.oneOrMany.map { element in
      guard case .integer(let column) = try element.parameterValue(of: "propagate"), column >= 0 else {
        throw element.error(
          "“propagate” must be a list of column numbers, counted from 0, but has \(element.kind)")
      }
      return column
    }
  }

  private func meta(_ fields: RecipeFields) throws -> Layer? {
    guard let node = fields["meta"] else { return nil }
    let content = try LearnerReader(registry: registry).learners(in: node, as: "meta")
    let layer = Layer(named: "meta", learners: content.learners, transformers: content.transformers)
    _ = try node.locating { try layer.outline(position: 0) }
    return layer
  }
}

/// The entries of a mapping by their names.
struct RecipeFields {
  private let entries: [RecipeNode.Entry]

  init(_ entries: [RecipeNode.Entry]) { self.entries = entries }

  func entry(_ name: String) -> RecipeNode.Entry? { entries.first { $0.name == name } }

  subscript(name: String) -> RecipeNode? { entry(name)?.value }

  /// Checks that there are no other names than those which are known.
  ///
  /// - Parameters:
  ///   - known: The names that may be there.
  ///   - place: What the mapping is, for the error.
  ///   - explanation: A better sentence for some unknown names than that they are unknown.
  /// - Throws: `RecipeError` at the first unknown name.
  func requireNames(
    _ known: [String], in place: String, explaining explanation: (String) -> String? = { _ in nil }
  ) throws {
    for entry in entries where !known.contains(entry.name) {
      throw entry.key.error(
        explanation(entry.name)
          ?? "“\(entry.name)” is no key of \(place)" + Spelling.hint(for: entry.name, among: known))
    }
  }
}
