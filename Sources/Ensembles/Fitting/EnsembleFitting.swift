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
    let layers = try resolvedLayers(columnCount: data.features.columnCount)
    var plans = [try plan(0, for: data)]
    try check(data, layers)

    var input = data
    var fittedLayers: [FittedLayer] = []
    var outputs: [LayerOutput] = []
    var scores: [LearnerScore] = []
    for (index, layer) in layers.enumerated() {
      if index > 0 { plans.append(try plan(index, for: input)) }
      let fitting = LayerFitting(
        layer: layer, plan: plans[index], data: input, scorer: definition.scorer,
        precision: definition.precision, context: FittingContext(seed: definition.seed).part(index),
        predictsTrainingRows: index + 1 < layers.count || keepsOutputs)
      let result = try await unwrappingErrors {
        try await fitting.fit(on: parallel, progress: observer(of: layer, index, layers.count))
      }
      fittedLayers.append(result.layer)
      scores += result.scores
      if let output = result.output {
        if keepsOutputs { outputs.append(output) }
        guard index + 1 < layers.count else { continue }
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

  private var allLayers: [Layer] { definition.layers + (definition.meta.map { [$0] } ?? []) }

  private func resolvedLayers(columnCount: Int) throws -> [ResolvedLayer] {
    guard !definition.layers.isEmpty else {
      throw ModelingError(.invalidEnsemble, "the ensemble has no layers; give it at least one")
    }
    let layers = try allLayers.enumerated().map { try ResolvedLayer($1, position: $0) }
    var width = columnCount
    for (index, layer) in layers.enumerated() {
      if let missing = layer.propagatedColumns.first(where: { $0 < 0 || $0 >= width }) {
        throw ModelingError(
          .invalidEnsemble,
          "\(layer.name) propagates column \(missing), but its input has \(width) columns, counted from 0")
      }
      if let twin = layers[..<index].first(where: { $0.name == layer.name }) {
        throw ModelingError(.invalidEnsemble, "two layers are named “\(twin.name)”; rename one")
      }
      // Every learner predicts at least one column: a later layer that needs more is checked by its steps.
      width = layer.propagatedColumns.count + layer.learners.count
    }
    return layers
  }

  private func check(_ data: Dataset, _ layers: [ResolvedLayer]) throws {
    guard data.features.columnCount > 0 else {
      throw ModelingError(.mismatchedShapes, "the features have no columns to learn from")
    }
    let acceptsMissing = layers[0].learners.allSatisfy { type(of: $0.estimator).acceptsMissing }
    if acceptsMissing { try data.requireFiniteTarget() } else { try data.requireFinite() }
  }

  private func plan(_ index: Int, for data: Dataset) throws -> CrossFittingPlan {
    guard index == definition.layers.count else {
      return try (definition.layers[index].indexer ?? definition.indexer).plan(for: data)
    }
    // The folds of the meta learners serve the report alone: what they combine has been predicted for unseen rows
    // already. Where there are too few rows for folds, they go without a score.
    guard !keepsOutputs, let plan = try? definition.indexer.plan(for: data) else {
      return try FullIndexer().plan(for: data)
    }
    return CrossFittingPlan(
      rowCount: plan.rowCount, partitions: [RangeSet(0..<plan.rowCount)],
      folds: plan.folds.filter { $0.partition == 0 })
  }

  // MARK: - While fits run

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
