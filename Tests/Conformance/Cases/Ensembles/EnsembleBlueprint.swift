import Ensembles

/// An ensemble of this package that computes what a recipe made mlens compute.
struct EnsembleBlueprint {
  /// For each layer, the names that its columns must have, the propagated ones first.
  private(set) var columnNames: [[String]] = []

  /// What mlens calls a learner in its tables, by what it is called here: both after the layer and a slash.
  private(set) var recordedNames: [String: String] = [:]

  /// Cases whose preprocessing mlens leaves out, and for the comparison this ensemble too.
  private(set) var casesWithoutTheirSteps: [String] = []

  /// Layers whose learners mlens cannot score, because it compares labels with probabilities.
  private(set) var layersWithoutScores: Set<String> = []

  private let indexer: any Indexer
  private var layers: [Layer] = []
  private let meta: Layer?
  private let needsClasses: Bool

  /// Builds the ensemble of a recipe.
  ///
  /// - Parameters:
  ///   - recipe: The recipe.
  ///   - classes: The labels of the target, if the recipe needs classes.
  /// - Throws: `UnsupportedFeature` if the recipe needs something that is not built yet; `CaseError` or
  ///   `ModelingError` if it makes no sense.
  init(_ recipe: EnsembleRecipe, classes: [String] = []) throws {
    let family = try Family(recipe.className)
    indexer = try family.indexer(recipe.indexParameters)
    needsClasses = recipe.needsClasses
    let metaOutput: LearnerOutput = recipe.metaPredictsProbabilities ? .probabilities : .predictions
    meta = recipe.meta.map {
      Layer(named: "meta", groups: [LearnerGroup(learners: [Learner($0)])], output: metaOutput)
    }
    var recorded: [String: (name: String, partition: Int)] = [:]
    for (index, layer) in recipe.layers.enumerated() {
      let naming = try LayerNaming(layer)
      casesWithoutTheirSteps += naming.casesWithoutTheirSteps
      let own = try family.indexer(of: layer, insteadOf: recipe.indexParameters)
      layers.append(
        Layer(
          groups: [naming.group], propagating: layer.propagatedColumns, indexer: own,
          output: layer.predictsProbabilities ? .probabilities : .predictions))
      if layer.predictsProbabilities { layersWithoutScores.insert("layer-\(index + 1)") }

      let partitionCount = ((own ?? indexer) as? SubsetIndexer)?.partitions ?? 1
      let names = naming.columns.flatMap { column in
        let name = [column.caseName, column.name].compactMap(\.self).joined(separator: ".")
        return (0..<partitionCount).map { partitionCount > 1 ? "\(name)--\($0)" : name }
      }
      let suffixes = layer.predictsProbabilities ? classes.map { "[\($0)]" } : [""]
      columnNames.append(
        layer.propagatedColumns.map { "column \($0)" }
          + names.flatMap { name in suffixes.map { name + $0 } })
      for (place, name) in names.enumerated() {
        let recordedName = naming.columns[place / partitionCount].recordedName
        recorded["layer-\(index + 1)/\(name)"] = (
          "layer-\(index + 1)/\(recordedName)", place % partitionCount
        )
      }
    }
    // If one layer has partitions, the tables of mlens number those of all layers.
    let hasPartitions = recorded.values.contains { $0.partition > 0 }
    recordedNames = recorded.mapValues { hasPartitions ? "\($0.name)--\($0.partition)" : $0.name }
  }

  /// The root of the mean squared distance between labels, which mlens takes for numbers.
  private static func labelDistance(_ labels: [Double]) -> Scorer {
    Scorer(name: "rmse", greaterIsBetter: false, input: .predictions) { predictions, data in
      let squares = (0..<data.rowCount).map { row in
        let distance = predictions[row, 0] - labels[Int(data.target[row, 0])]
        return distance * distance
      }
      return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
  }

  /// Fits the ensemble, and gives the output of every layer for the rows that it was fitted to.
  func fitted(to data: Dataset) async throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    try await fitted(to: data, by: indexer)
  }

  /// Whether some fit of the first layer has no row of some class to learn from.
  func lacksClass(_ data: Dataset) throws -> Bool {
    let plan = try (layers.first?.indexer ?? indexer).plan(for: data)
    let classes = Set(data.target.copied().elements)
    return (plan.folds.map(\.train) + plan.partitions).contains { rows in
      Set(rows.ranges.joined().map { data.target[$0, 0] }) != classes
    }
  }

  private func fitted(
    to data: Dataset, by indexer: some Indexer
  ) async throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    let scorer = needsClasses ? Self.labelDistance(try data.classLabels()) : nil
    return try await StackedEnsemble(indexer: indexer, layers: layers, meta: meta, scorer: scorer)
      .fittedWithOutputs(to: data)
  }
}

/// What kind of ensemble a class of mlens is.
private enum Family {
  /// All layers have indexers of one class.
  case uniform(indexer: String)
  /// Each layer says of which class its indexer is.
  case mixed

  init(_ className: String) throws {
    switch className {
    case "SuperLearner": self = .uniform(indexer: "FoldIndex")
    case "BlendEnsemble": self = .uniform(indexer: "BlendIndex")
    case "Subsemble": self = .uniform(indexer: "SubsetIndex")
    case "TemporalEnsemble": self = .uniform(indexer: "TemporalIndex")
    case "SequentialEnsemble": self = .mixed
    default: throw UnsupportedFeature("ensemble class \(className)")
    }
  }

  /// The indexer of the ensemble.
  func indexer(_ parameters: [String: JSONNode]) throws -> any Indexer {
    switch self {
    case .uniform(let name): try IndexerChoice.indexer(named: name, parameters: parameters)
    case .mixed: try IndexerChoice.indexer(named: "FullIndex", parameters: parameters)
    }
  }

  /// The indexer of a layer, or nil for that of the ensemble.
  func indexer(
    of layer: EnsembleRecipe.Layer, insteadOf parameters: [String: JSONNode]
  ) throws -> (any Indexer)? {
    var own = layer.indexParameters
    let layerClass = try own.removeValue(forKey: "class")?.text()
    switch self {
    case .uniform(let name):
      if let layerClass, Self.indexers[layerClass] != name {
        throw CaseError("a layer asks for the index “\(layerClass)”, but its ensemble has \(name)")
      }
      guard !own.isEmpty else { return nil }
      return try IndexerChoice.indexer(named: name, parameters: parameters.merging(own) { $1 })
    case .mixed:
      guard let layerClass, let name = Self.indexers[layerClass] else {
        throw CaseError("a layer of a sequential ensemble asks for the index “\(layerClass ?? "")”")
      }
      return try IndexerChoice.indexer(named: name, parameters: own)
    }
  }

  private static let indexers = [
    "stack": "FoldIndex", "blend": "BlendIndex", "full": "FullIndex", "subsemble": "SubsetIndex",
    "clusteredsubsemble": "ClusteredSubsetIndex", "temporal": "TemporalIndex",
  ]
}
