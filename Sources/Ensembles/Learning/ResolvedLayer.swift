/// A layer whose names have been settled and checked, with the learners of each group in the order of their columns.
struct ResolvedLayer {
  struct NamedLearner {
    /// The name within the layer, with that of the transformer before it.
    let name: LearnerName
    let learner: Learner
    /// The place of its transformer in the group.
    let transformer: Int?
  }

  struct Group {
    let name: String
    let indexer: (any Indexer)?
    let learners: [NamedLearner]
    let transformers: [Transformer]
  }

  let name: String
  let groups: [Group]
  /// The columns of its input that come first in its output, counted from 0.
  var propagatedColumns: [Int]

  /// The learners of all groups, in the order of their columns.
  var learners: [NamedLearner] { groups.flatMap(\.learners) }

  /// Whether nothing that sees the layer's input minds missing values.
  var acceptsMissing: Bool {
    groups.allSatisfy { group in
      group.learners.allSatisfy { learner in
        learner.transformer.flatMap { group.transformers[$0].pipeline.acceptsMissing }
          ?? learner.learner.acceptsMissing
      }
    }
  }

  /// Settles the names of a layer.
  ///
  /// - Throws: `ModelingError` if there is no learner, if two have one name, if a learner names a transformer
  ///   that is not there, if a transformer has no learner, or if a parameter is out of range.
  init(_ layer: Layer, position: Int) throws {
    name = layer.name(at: position)
    propagatedColumns = layer.propagatedColumns
    var check = LayerCheck(layer: name)
    guard !layer.learners.isEmpty else { throw check.failure("has no learners; give it at least one") }
    let groupNames = layer.groups.enumerated().map { $1.name ?? "group-\($0 + 1)" }
    try check.requireGroupNames(groupNames)
    var names = LearnerName.settle(layer.learners)[...]
    groups = try zip(layer.groups, groupNames).map { group, groupName in
      guard !group.learners.isEmpty else {
        throw check.failure("has a group “\(groupName)” without learners; give it one, or remove it")
      }
      try check.requireTransformers(group.transformers)
      let learners = try group.learners.map { learner in
        let name = names.removeFirst()
        let transformer = try check.requireLearner(learner, name, among: group.transformers)
        return NamedLearner(name: name, learner: learner, transformer: transformer)
      }
      try check.requireUse(of: group.transformers, by: learners.map(\.name))
      return Group(
        name: groupName, indexer: group.indexer,
        learners: learners.sorted { $0.name.sortingKey < $1.name.sortingKey },
        transformers: group.transformers)
    }
    try check.requirePropagated(propagatedColumns)
  }

  /// Checks the columns that the layer passes on.
  ///
  /// - Parameter columnCount: The number of columns of the layer's input.
  /// - Throws: `ModelingError` naming a column that is not there.
  func requirePropagatedColumns(among columnCount: Int) throws {
    guard let missing = propagatedColumns.first(where: { $0 < 0 || $0 >= columnCount }) else { return }
    throw ModelingError(
      .invalidEnsemble,
      "\(name) propagates column \(missing), but its input has \(columnCount.counted("column")), counted from 0"
    )
  }
}

/// Finds what is wrong with the parts of one layer.
private struct LayerCheck {
  let layer: String
  private var columns: Set<String> = []

  init(layer: String) { self.layer = layer }

  func failure(_ what: String) -> ModelingError { ModelingError(.invalidEnsemble, "\(layer) \(what)") }

  func requireGroupNames(_ names: [String]) throws {
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw failure("has two groups named “\(name)”; rename one")
    }
  }

  func requireTransformers(_ transformers: [Transformer]) throws {
    for (index, transformer) in transformers.enumerated() {
      guard !transformer.name.isEmpty else {
        throw failure("has preprocessing without steps and without a name; give it one of them")
      }
      guard !transformers[..<index].contains(where: { $0.name == transformer.name }) else {
        throw failure("has two transformers named “\(transformer.name)”; rename one")
      }
      try transformer.pipeline.validate()
    }
  }

  /// - Returns: The place of the learner's transformer.
  mutating func requireLearner(
    _ learner: Learner, _ name: LearnerName, among transformers: [Transformer]
  ) throws -> Int? {
    let transformer = name.transformer.map { needed in transformers.firstIndex { $0.name == needed } }
    if let needed = name.transformer, case .some(.none) = transformer {
      throw failure(
        "has a learner “\(name.learner)” after a transformer “\(needed)” that it does not have"
          + Spelling.hint(for: needed, among: transformers.map(\.name)))
    }
    guard !name.learner.isEmpty else { throw failure("has a learner whose name is empty; give it one") }
    // Two learners whose names read alike would have columns of one name, which no file can hold.
    guard columns.insert(name.description).inserted else {
      throw failure("has two learners named “\(name)”; rename one")
    }
    try learner.estimator?.validate()
    return transformer ?? nil
  }

  func requireUse(of transformers: [Transformer], by learners: [LearnerName]) throws {
    for transformer in transformers where !learners.contains(where: { $0.transformer == transformer.name }) {
      throw failure("has a transformer “\(transformer.name)” that no learner needs; remove it")
    }
  }

  func requirePropagated(_ propagated: [Int]) throws {
    for (index, column) in propagated.enumerated() where propagated[..<index].contains(column) {
      throw failure("propagates column \(column) twice; name it once")
    }
    if let clash = propagated.map(FittedLayer.columnName).first(where: columns.contains) {
      throw failure("has a learner “\(clash)”, which is the name of a propagated column; rename it")
    }
  }
}
