import Ensembles

/// Turns the layers of a recipe into layers.
struct LayerReader {
  let registry: Registry
  /// The ensemble whose parameters a layer may change, if it has a name.
  let kind: EnsembleKind?
  /// The indexer of the ensemble.
  let indexer: any Indexer
  /// What all learners must learn, or nil if they may learn anything.
  let targetKind: TargetKind?
  /// Which of the layers and groups that were read have the indexer of the ensemble with parameters of their own.
  private(set) var derivedIndexers: Set<IndexerPlace> = []

  /// What a layer may decide for itself.
  private static let settings = ["precision", "scorer", "seed", "shuffled", "output"]

  private var indexerKeys: [String] { kind?.indexerKeys ?? [] }

  private var learners: LearnerReader { LearnerReader(registry: registry, targetKind: targetKind) }

  /// A layer that stands in the list of layers.
  mutating func layer(from node: RecipeNode, position: Int) throws -> Layer {
    if node.elements != nil {
      return try layer(
        RecipeFields([.init(name: "learners", key: node, value: node)]), at: node, position: position)
    }
    guard let entries = try node.entries() else {
      throw node.error("a layer must be a mapping with “learners” or a list of them, but is \(node.kind)")
    }
    let fields = RecipeFields(entries)
    try fields.requireNames(
      ["name", "propagate", "learners", "groups", "indexer"] + Self.settings + indexerKeys, in: "a layer"
    ) { explanation(of: $0, in: "layer") }
    return try layer(fields, at: node, position: position)
  }

  /// A layer of fields that have been checked for unknown names.
  mutating func layer(_ fields: RecipeFields, at node: RecipeNode, position: Int) throws -> Layer {
    var groups: [LearnerGroup] = []
    if let list = fields["learners"] {
      let content = try learners.learners(in: list)
      groups.append(LearnerGroup(learners: content.learners, transformers: content.transformers))
    }
    if let list = fields["groups"] {
      guard !list.isNull, !list.oneOrMany.isEmpty else {
        throw list.error("“groups” is empty; give it at least one, or remove it")
      }
      for node in list.oneOrMany {
        let place = IndexerPlace(layer: position, group: groups.count)
        groups.append(try group(from: node, at: place))
      }
    }
    guard !groups.isEmpty else { throw node.error("the layer has no “learners”; give it at least one") }
    var layer = Layer(
      named: try fields["name"]?.word("the name of a layer"), groups: groups,
      propagating: try propagatedColumns(fields),
      indexer: try ownIndexer(fields, at: IndexerPlace(layer: position)))
    try set(&layer, by: fields)
    // Clashes of names within the layer.
    _ = try (fields["learners"] ?? fields["groups"] ?? node).locating { [layer] in
      try layer.outline(position: position)
    }
    return layer
  }

  /// The layer of meta learners: a learner, a list of them, or a mapping with settings.
  func meta(_ fields: RecipeFields) throws -> Layer? {
    guard let node = fields["meta"] else { return nil }
    var settings = RecipeFields([])
    var list = node
    if let entries = try node.entries(), entries.contains(where: { $0.name == "learners" }),
      !entries.contains(where: { $0.name == "preprocessing" })
    {
      settings = RecipeFields(entries)
      try settings.requireNames(["learners"] + Self.settings, in: "“meta”") { name in
        (try? registry.estimator(named: name)).map { _ in
          "the learner “\(name)” stands beside “learners”; move it into them"
        }
      }
      list = settings["learners"] ?? node
    }
    let content = try learners.learners(in: list, as: "meta")
    var layer = Layer(named: "meta", learners: content.learners, transformers: content.transformers)
    try set(&layer, by: settings)
    _ = try node.locating { [layer] in try layer.outline(position: 0) }
    return layer
  }

  // MARK: - Parts of a layer

  private mutating func group(from node: RecipeNode, at place: IndexerPlace) throws -> LearnerGroup {
    guard let entries = try node.entries() else {
      throw node.error("a group must be a mapping with “learners”, but is \(node.kind)")
    }
    let fields = RecipeFields(entries)
    try fields.requireNames(["name", "learners", "indexer"] + indexerKeys, in: "a group") {
      explanation(of: $0, in: "group")
    }
    guard let list = fields["learners"] else {
      throw node.error("the group has no “learners”; give it at least one")
    }
    let content = try learners.learners(in: list)
    return LearnerGroup(
      named: try fields["name"]?.word("the name of a group"), indexer: try ownIndexer(fields, at: place),
      learners: content.learners, transformers: content.transformers)
  }

  /// The indexer that a layer or a group has for itself, or nil.
  private mutating func ownIndexer(
    _ fields: RecipeFields, at place: IndexerPlace
  ) throws -> (any Indexer)? {
    let reader = IndexerReader(registry: registry)
    let extra = indexerKeys.compactMap { fields.entry($0) }.first
    guard let node = fields["indexer"] else {
      guard extra != nil else { return nil }
      derivedIndexers.insert(place)
      return try reader.configured(indexer, by: fields, keys: indexerKeys)
    }
    if let extra {
      throw extra.key.error("“\(extra.name)” stands beside “indexer”; write it below the indexer's name")
    }
    return try reader.indexer(from: node)
  }

  private func set(_ layer: inout Layer, by fields: RecipeFields) throws {
    layer.precision = try fields.precision()
    layer.scorer = try fields.scorer()
    layer.seed = try fields.seed()
    layer.isShuffled = try fields.flag("shuffled")
    layer.output = try fields.output()
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

  private func explanation(of name: String, in place: String) -> String? {
    if (try? registry.estimator(named: name)) != nil {
      return "the learner “\(name)” stands in a \(place) itself; move it into the \(place)'s “learners”"
    }
    guard let other = EnsembleKind.allCases.first(where: { $0.indexerKeys.contains(name) }) else {
      return nil
    }
    return "“\(name)” is no parameter of this ensemble; give the \(place) an indexer, as in "
      + "“indexer: {\(other.indexerType.typeName): {\(name): …}}”"
  }
}
