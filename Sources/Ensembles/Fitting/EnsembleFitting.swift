/// Fits the layers of an ensemble, one after another.
struct EnsembleFitting {
  private let definition: EnsembleDefinition
  private let parallel: Parallel
  private let keepsOutputs: Bool
  private let progress: (@Sendable (FittingProgress) -> Void)?

  init(
    _ definition: EnsembleDefinition, parallel: Parallel, keepsOutputs: Bool = false,
    progress: (@Sendable (FittingProgress) -> Void)? = nil
  ) {
    self.definition = definition
    self.parallel = parallel
    self.keepsOutputs = keepsOutputs
    self.progress = progress
  }

  /// Fits off the caller's actor: checking and copying large data would block it otherwise.
  @concurrent
  func fit(_ data: Dataset) async throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    let layers = try resolvedLayers()
    try requireEnoughRowsAndColumns(data, layers)
    try requireFinite(data, layers)

    var input = data
    var fittedLayers: [FittedLayer] = []
    var outputs: [LayerOutput] = []
    var scores: [LearnerScore] = []
    for (index, layer) in layers.enumerated() {
      try layer.requirePropagatedColumns(among: input.features.columnCount)
      let isLast = index + 1 == layers.count
      let fitting = LayerFitting(
        layer: layer, plan: try plan(index, for: input), data: input, scorer: definition.scorer,
        precision: definition.precision, context: FittingContext(seed: definition.seed).part(index),
        predictsTrainingRows: !isLast || keepsOutputs)
      let result = try await unwrappingErrors {
        try await fitting.fit(on: parallel, progress: observer(of: layer, index, layers.count))
      }
      fittedLayers.append(result.layer)
      scores += result.scores
      guard let output = result.output else { continue }
      if keepsOutputs { outputs.append(output) }
      if !isLast {
        input = input.rows(output.rows).replacing(features: output.rounded(to: definition.precision))
      }
    }
    let model = EnsembleModel(
      ensemble: EnsembleSummary(definition), precision: definition.precision,
      featureNames: data.featureNames, layers: fittedLayers,
      report: Report(scorer: definition.scorer, rowCount: data.rowCount, learners: scores))
    return (model, outputs)
  }

  // MARK: - Before the first fit

  private func resolvedLayers() throws -> [ResolvedLayer] {
    guard !definition.layers.isEmpty else {
      throw ModelingError(.invalidEnsemble, "the ensemble has no layers; give it at least one")
    }
    let all = definition.layers + (definition.meta.map { [$0] } ?? [])
    let layers = try all.enumerated().map { try ResolvedLayer($1, position: $0) }
    for (index, layer) in layers.enumerated()
    where layers[..<index].contains(where: { $0.name == layer.name }) {
      throw ModelingError(.invalidEnsemble, "two layers are named “\(layer.name)”; rename one")
    }
    return layers
  }

  /// Finds out before the first fit what could only fail after hours: follows the numbers of rows and columns from
  /// layer to layer, as far as they follow from the number of rows of the data.
  private func requireEnoughRowsAndColumns(_ data: Dataset, _ layers: [ResolvedLayer]) throws {
    guard data.features.columnCount > 0 else {
      throw ModelingError(.mismatchedShapes, "the features have no columns to learn from")
    }
    var (rows, columns) = (data.rowCount, data.features.columnCount)
    for (index, layer) in definition.layers.enumerated() {
      try layers[index].requirePropagatedColumns(among: columns)
      guard let indexer = (layer.indexer ?? definition.indexer) as? any RowCountIndexer else { return }
      let plan = try indexer.plan(rowCount: rows)
      rows = RowRanges(plan.outputRows).count
      columns = layer.propagatedColumns.count + layer.learners.count * plan.partitions.count
    }
  }

  private func requireFinite(_ data: Dataset, _ layers: [ResolvedLayer]) throws {
    let acceptsMissing = layers[0].learners.allSatisfy { type(of: $0.estimator).acceptsMissing }
    if acceptsMissing { try data.requireFiniteTarget() } else { try data.requireFinite() }
  }

  // MARK: - Layer by layer

  private func plan(_ index: Int, for data: Dataset) throws -> CrossFittingPlan {
    guard index == definition.layers.count else {
      let indexer = definition.layers[index].indexer ?? definition.indexer
      let plan = try indexer.plan(for: data)
      try plan.requireSoundness(for: data.rowCount, by: type(of: indexer).typeName)
      return plan
    }
    // The folds of the meta learners serve the report alone: what they combine has been predicted for unseen rows
    // already. Where there are too few rows for folds, they go without a score.
    let full = try FullIndexer().plan(for: data)
    guard !keepsOutputs else { return full }
    do {
      let plan = try definition.indexer.plan(for: data)
      try plan.requireSoundness(for: data.rowCount, by: type(of: definition.indexer).typeName)
      return CrossFittingPlan(
        rowCount: plan.rowCount, partitions: full.partitions, folds: plan.folds.filter { $0.partition == 0 })
    } catch let error as ModelingError where error.code == .tooFewRows {
      return full
    }
  }

  private func observer(
    of layer: ResolvedLayer, _ index: Int, _ count: Int
  ) -> (@Sendable (Int, Int) -> Void)? {
    guard let progress else { return nil }
    return { completed, total in
      progress(
        FittingProgress(
          layer: layer.name, layerIndex: index, layerCount: count, completed: completed, total: total))
    }
  }

  /// The engine wraps what a task throws, with the task's place among many.
  ///
  /// Here the learner's name says more.
  private func unwrappingErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let error as ParallelError {
      throw error.underlying as? LearnerFailure ?? error
    }
  }
}
