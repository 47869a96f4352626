import Ensembles

/// An ensemble of this package that computes what a recipe made mlens compute.
struct EnsembleBlueprint {
  /// For each layer, the names that its columns must have, the propagated ones first.
  private(set) var columnNames: [[String]] = []

  /// What mlens calls a learner in its tables, by what it is called here: both after the layer and a slash.
  private(set) var recordedNames: [String: String] = [:]

  /// Cases whose preprocessing mlens leaves out, and for the comparison this ensemble too.
  private(set) var casesWithoutTheirSteps: [String] = []

  private let indexer: any Indexer
  private var layers: [Layer] = []
  private let meta: Layer?

  /// Builds the ensemble of a recipe.
  ///
  /// - Throws: `UnsupportedFeature` if the recipe needs something that is not built yet; `CaseError` or
  ///   `ModelingError` if it makes no sense.
  init(_ recipe: EnsembleRecipe) throws {
    let family = try Family(recipe.className)
    indexer = try family.indexer(recipe.indexParameters)
    meta = recipe.meta.map { Layer(named: "meta", learners: [Learner($0)]) }
    if recipe.metaPredictsProbabilities || recipe.layers.contains(where: \.predictsProbabilities) {
      throw UnsupportedFeature("probabilities")
    }
    for (index, layer) in recipe.layers.enumerated() {
      let naming = try LayerNaming(layer)
      casesWithoutTheirSteps += naming.casesWithoutTheirSteps
      layers.append(
        Layer(
          learners: naming.columns.map { column in
            Learner(
              column.member.estimator, named: column.name,
              after: column.caseName)
          },
          transformers: Self.transformers(naming),
          propagating: layer.propagatedColumns,
          indexer: try family.indexer(of: layer, insteadOf: recipe.indexParameters)))

      let names = naming.columns.map { column in
        [column.caseName, column.name].compactMap(\.self).joined(separator: ".")
      }
      columnNames.append(layer.propagatedColumns.map { "column \($0)" } + names)
      for (name, column) in zip(names, naming.columns) {
        recordedNames["layer-\(index + 1)/\(name)"] = "layer-\(index + 1)/\(column.recordedName)"
      }
    }
  }

  /// One transformer for each case, without steps where mlens has no transformer: it keeps the names of its
  /// learners in their order.
  private static func transformers(_ naming: LayerNaming) -> [Transformer] {
    var transformers: [Transformer] = []
    for column in naming.columns {
      guard let name = column.caseName,
        !transformers.contains(where: { $0.name == name })
      else { continue }
      transformers.append(Transformer(named: name, Pipeline(column.steps)))
    }
    return transformers
  }

  /// Fits the ensemble, and gives the output of every layer for the rows that it was fitted to.
  func fitted(to data: Dataset) async throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    try await fitted(to: data, by: indexer)
  }

  private func fitted(
    to data: Dataset, by indexer: some Indexer
  ) async throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    try await StackedEnsemble(indexer: indexer, layers: layers, meta: meta).fittedWithOutputs(to: data)
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
