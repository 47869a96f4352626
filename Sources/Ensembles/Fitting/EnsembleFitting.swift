internal import SystemPackage

/// Fits the layers of an ensemble, one after another.
struct EnsembleFitting {
  let definition: EnsembleDefinition
  private let parallel: Parallel
  /// Whether the output of every layer for the training rows is wanted, those of the meta learners included.
  let keepsOutputs: Bool
  private let store: (any UnitStore)?
  private let checkpoint: FilePath?
  private let progress: (@Sendable (FittingProgress) -> Void)?

  init(
    _ definition: EnsembleDefinition, parallel: Parallel, keepsOutputs: Bool = false,
    store: (any UnitStore)? = nil, checkpoint: FilePath? = nil,
    progress: (@Sendable (FittingProgress) -> Void)? = nil
  ) {
    self.definition = definition
    self.parallel = parallel
    self.keepsOutputs = keepsOutputs
    self.store = store
    self.checkpoint = checkpoint
    self.progress = progress
  }

  /// A layer with its settled names and settings.
  struct Stage {
    let layer: ResolvedLayer
    let settings: LayerSettings
    let indexer: (any Indexer)?
    let isMeta: Bool
  }

  /// Fits off the caller's actor: checking and copying large data would block it otherwise.
  @concurrent
  func fit(_ data: Dataset) async throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    let stages = try stages(for: data)
    try requireSuitable(data, stages)
    if checkpoint != nil { for stage in stages { try stage.layer.requireTravellingTypes(for: .checkpoint) } }
    let store = try checkpoint.map { try CheckpointFolder(at: $0, for: data) } ?? store

    var input = data
    var layers: [FittedLayer] = []
    var outputs: [LayerOutput] = []
    var findings = Report.Findings()
    for (index, stage) in stages.enumerated() {
      let isLast = index + 1 == stages.count
      try stage.requireColumns(of: input)
      let plans = try plans(of: stage, for: input)
      let fitting = LayerFitting(
        layer: stage.layer, settings: stage.settings, plans: plans, data: input,
        predictsTrainingRows: !isLast || keepsOutputs, store: store)
      let result = try await fitting.fit(
        on: parallel, progress: observer(of: stage.layer, index, stages.count))
      findings.scores += result.scores
      findings.dropped += result.dropped
      if isLast { findings.weights = result.layer.weights(of: layers.last?.columnNames ?? data.inputNames) }
      layers.append(result.layer)
      guard let output = result.output else { continue }
      if keepsOutputs {
        outputs.append(
          LayerOutput(
            layer: result.layer.name, columnNames: result.layer.columnNames, rows: output.rows,
            matrix: output.features.matrix()))
      }
      if !isLast { input = input.rows(output.rows).replacing(features: output.features) }
    }
    let scorer = stages[0].settings.scorer
    let model = EnsembleModel(
      ensemble: EnsembleSummary(definition), precision: definition.precision, featureNames: data.featureNames,
      layers: layers, report: Report(scorer: scorer, rowCount: data.rowCount, findings))
    return (model, outputs)
  }

  private func stages(for data: Dataset) throws -> [Stage] {
    guard !definition.layers.isEmpty else {
      throw ModelingError(.invalidEnsemble, "the ensemble has no layers; give it at least one")
    }
    let all = definition.layers + (definition.meta.map { [$0] } ?? [])
    let stages = try all.enumerated().map { index, layer in
      let isMeta = index == definition.layers.count
      return Stage(
        layer: try ResolvedLayer(layer, position: index),
        settings: LayerSettings(
          layer, position: index, isMeta: isMeta, of: definition, targetKind: data.targetKind),
        indexer: layer.indexer, isMeta: isMeta)
    }
    for (index, stage) in stages.enumerated()
    where stages[..<index].contains(where: { $0.layer.name == stage.layer.name }) {
      throw ModelingError(.invalidEnsemble, "two layers are named “\(stage.layer.name)”; rename one")
    }
    return stages
  }

  private func observer(
    of layer: ResolvedLayer, _ index: Int, _ count: Int
  ) -> (@Sendable (Int, Int, Int) -> Void)? {
    guard let progress else { return nil }
    return { completed, total, found in
      progress(
        FittingProgress(
          layer: layer.name, layerIndex: index, layerCount: count, completed: completed, total: total,
          found: found))
    }
  }
}

extension Dataset {
  /// What the columns of the features are called in a report.
  fileprivate var inputNames: [String] {
    featureNames ?? (0..<features.columnCount).map(FittedLayer.columnName)
  }
}
