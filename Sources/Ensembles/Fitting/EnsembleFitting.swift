internal import SystemPackage

/// Fits the layers of an ensemble, one after another.
struct EnsembleFitting {
  let definition: EnsembleDefinition
  private let parallel: Parallel
  let kept: KeptOutputs
  let store: (any UnitStore)?
  /// The folder that keeps finished fits in place of `store`.
  let checkpoint: FilePath?
  private let progress: (@Sendable (FittingProgress) -> Void)?

  init(
    _ definition: EnsembleDefinition, parallel: Parallel, keeping kept: KeptOutputs = .none,
    store: (any UnitStore)? = nil, checkpoint: FilePath? = nil,
    progress: (@Sendable (FittingProgress) -> Void)? = nil
  ) {
    self.definition = definition
    self.parallel = parallel
    self.kept = kept
    self.store = store
    self.checkpoint = checkpoint
    self.progress = progress
  }

  /// Which outputs for the training rows are wanted.
  enum KeptOutputs {
    case none
    /// Those of every layer. That of the meta learners is what their final models predict.
    case all
    /// That of the last layer, meta learners or not, for rows that its fits had not seen.
    case last
  }

  /// A layer with its settled names and settings.
  struct Stage {
    var layer: ResolvedLayer
    let settings: LayerSettings
    let indexer: (any Indexer)?
    let isMeta: Bool
  }

  /// Fits off the caller's actor: checking and copying large data would block it otherwise.
  @concurrent
  func fit(_ data: Dataset) async throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    let stages = try suitableStages(for: data)
    try await requireFinite(data, stages, on: parallel)
    var course = try FitCourse(self, data, stages)
    while let fitting = try course.nextLayer() {
      try course.note(await fitting.fit(on: parallel, progress: observer(of: course)))
    }
    return course.result
  }

  /// Fits in the calling thread, one unit after another, for a fit that is a part of another.
  func fitInline(_ data: Dataset) throws -> (model: EnsembleModel, outputs: [LayerOutput]) {
    let stages = try suitableStages(for: data)
    try requireFinite(data, stages)
    var course = try FitCourse(self, data, stages)
    while let fitting = try course.nextLayer() { try course.note(fitting.fitInline()) }
    return course.result
  }

  /// The layers, which are found to suit the data.
  private func suitableStages(for data: Dataset) throws -> [Stage] {
    let stages = try stages(for: data)
    try requireSuitable(data, stages)
    return stages
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

  private func observer(of course: FitCourse) -> (@Sendable (Int, Int, Int) -> Void)? {
    guard let progress else { return nil }
    let (name, index, count) = (course.stage.layer.name, course.index, course.stages.count)
    return { completed, total, found in
      progress(
        FittingProgress(
          layer: name, layerIndex: index, layerCount: count, completed: completed, total: total,
          found: found))
    }
  }
}
