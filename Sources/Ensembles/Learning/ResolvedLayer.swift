/// A layer whose names have been settled and checked, with its learners in the order of their columns.
struct ResolvedLayer {
  struct NamedLearner {
    /// The name within the layer, with that of the transformer before it.
    let name: LearnerName
    let estimator: any Estimator
  }

  let name: String
  let learners: [NamedLearner]
  let transformers: [Transformer]
  let propagatedColumns: [Int]

  /// Settles the names of a layer.
  ///
  /// - Throws: `ModelingError` if there is no learner, if two have one name, if a learner names a transformer
  ///   that is not there, if a transformer has no learner, or if a parameter is out of range.
  init(_ layer: Layer, position: Int) throws {
    let layerName = layer.name ?? "layer-\(position + 1)"
    func failure(_ what: String) -> ModelingError { ModelingError(.invalidEnsemble, "\(layerName) \(what)") }
    guard !layer.learners.isEmpty else { throw failure("has no learners; give it at least one") }

    var transformers: [Transformer] = []
    for transformer in layer.transformers {
      guard !transformer.name.isEmpty else {
        throw failure("has preprocessing without steps and without a name; give it one of them")
      }
      guard !transformers.contains(where: { $0.name == transformer.name }) else {
        throw failure("has two transformers named “\(transformer.name)”; rename one")
      }
      try transformer.pipeline.validate()
      transformers.append(transformer)
    }

    var learners: [NamedLearner] = []
    for (learner, name) in zip(layer.learners, LearnerName.settle(layer.learners)) {
      if let needed = name.transformer, !transformers.contains(where: { $0.name == needed }) {
        throw failure(
          "has a learner “\(name.learner)” after a transformer “\(needed)” that it does not have"
            + Spelling.hint(for: needed, among: transformers.map(\.name)))
      }
      guard !name.learner.isEmpty else { throw failure("has a learner whose name is empty; give it one") }
      // Two learners whose names read alike would have columns of one name, which no file can hold.
      guard !learners.contains(where: { $0.name.description == name.description }) else {
        throw failure("has two learners named “\(name)”; rename one")
      }
      try learner.estimator.validate()
      learners.append(NamedLearner(name: name, estimator: learner.estimator))
    }
    for transformer in transformers
    where !learners.contains(where: { $0.name.transformer == transformer.name }) {
      throw failure("has a transformer “\(transformer.name)” that no learner needs; remove it")
    }
    for (index, column) in layer.propagatedColumns.enumerated()
    where layer.propagatedColumns[..<index].contains(column) {
      throw failure("propagates column \(column) twice; name it once")
    }
    let propagated = layer.propagatedColumns.map(FittedLayer.columnName)
    if let clash = learners.first(where: { propagated.contains($0.name.description) }) {
      throw failure("has a learner “\(clash.name)”, which is the name of a propagated column; rename it")
    }
    name = layerName
    self.learners = learners.sorted { $0.name.sortingKey < $1.name.sortingKey }
    self.transformers = transformers
    propagatedColumns = layer.propagatedColumns
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

/// The name of a learner, with that of the transformer whose features it sees.
struct LearnerName: Codable, Hashable, Sendable, CustomStringConvertible {
  let transformer: String?
  let learner: String

  /// The name as reports show it.
  var description: String { transformer.map { "\($0).\(learner)" } ?? learner }

  /// What orders the columns of a layer.
  ///
  /// Bytes are compared, as mlens does: “ols-10” comes before “ols-2”.
  var sortingKey: SortingKey { SortingKey(text: transformer.map { "\($0)__\(learner)" } ?? learner) }

  struct SortingKey: Comparable {
    let text: String

    static func < (left: SortingKey, right: SortingKey) -> Bool {
      left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
  }

  /// The names of learners, in their order.
  ///
  /// Learners without a name are named after their estimator's type, with “-1”, “-2” and so on where the layer has
  /// several of one type, and without repeating a name that was given behind the same transformer.
  static func settle(_ learners: [Learner]) -> [LearnerName] {
    let given = Set(learners.compactMap { learner in learner.name.map { named($0, learner) } })
    var unnamed: [String: Int] = [:]
    for learner in learners where learner.name == nil { unnamed[typeName(of: learner), default: 0] += 1 }
    var numbers: [String: Int] = [:]
    return learners.map { learner in
      if let own = learner.name { return named(own, learner) }
      let type = typeName(of: learner)
      let plain = named(type, learner)
      if unnamed[type] == 1, !given.contains(plain) { return plain }
      while true {
        numbers[type, default: 0] += 1
        let numbered = named("\(type)-\(numbers[type, default: 0])", learner)
        if !given.contains(numbered) { return numbered }
      }
    }
  }

  private static func named(_ name: String, _ learner: Learner) -> LearnerName {
    LearnerName(transformer: learner.transformer, learner: name)
  }

  private static func typeName(of learner: Learner) -> String { type(of: learner.estimator).typeName }
}
