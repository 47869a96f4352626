extension ProcessingSession {
  /// Fits tasks side by side: each sees the data.
  ///
  /// - Parameters:
  ///   - tasks: What is fitted. Learners without a name have that of their estimator's type.
  ///   - data: The examples.
  ///   - selection: The tasks whose output is wanted.
  ///   - caches: Whether learners find the transformers that are tasks before them.
  ///   - progress: Called before the first fit of a task and after each, never twice at the same time.
  /// - Returns: Outputs, fitted tasks and scores.
  /// - Throws: `ModelingError` if tasks or data are not as they must be; `LearnerFailure` if a fit fails;
  ///   `CancellationError`.
  public func map(
    _ tasks: [any GraphNode], fittedTo data: Dataset, returning selection: TaskSelection = .last,
    caches: TaskCaches = .shared, progress: (@Sendable (FittingProgress) -> Void)? = nil
  ) async throws -> FittedTasks {
    try await fit(tasks, .map, data, selection, caches, progress)
  }

  /// Fits one task.
  ///
  /// - Parameters:
  ///   - task: What is fitted.
  ///   - data: The examples.
  /// - Returns: The output, the fitted task and scores.
  /// - Throws: As for several tasks.
  public func map(_ task: some GraphNode, fittedTo data: Dataset) async throws -> FittedTasks {
    try await map([task], fittedTo: data)
  }

  /// Fits tasks one after another: each sees what the one before predicts, the first one the data.
  ///
  /// Targets, weights and groups stay with their rows: a task whose indexer leaves rows without a prediction leaves
  /// only the others for the next.
  ///
  /// - Parameters:
  ///   - tasks: What is fitted. Learners without a name have that of their estimator's type. A transformer has no
  ///     output: the task after it sees what the one before has predicted.
  ///   - data: The examples.
  ///   - selection: The tasks whose output is wanted.
  ///   - caches: Whether learners find the transformers that are tasks before them.
  ///   - progress: Called before the first fit of a task and after each, never twice at the same time.
  /// - Returns: Outputs, fitted tasks and scores.
  /// - Throws: `ModelingError` if tasks or data are not as they must be; `LearnerFailure` if a fit fails;
  ///   `CancellationError`.
  public func stack(
    _ tasks: [any GraphNode], fittedTo data: Dataset, returning selection: TaskSelection = .last,
    caches: TaskCaches = .separate, progress: (@Sendable (FittingProgress) -> Void)? = nil
  ) async throws -> FittedTasks {
    try await fit(tasks, .stack, data, selection, caches, progress)
  }

  /// Fits one task.
  ///
  /// - Parameters:
  ///   - task: What is fitted.
  ///   - data: The examples.
  /// - Returns: The output, the fitted task and scores.
  /// - Throws: As for several tasks.
  public func stack(_ task: some GraphNode, fittedTo data: Dataset) async throws -> FittedTasks {
    try await stack([task], fittedTo: data)
  }

  @concurrent
  private func fit(
    _ tasks: [any GraphNode], _ flow: FittedGraph.Flow, _ data: Dataset, _ selection: TaskSelection,
    _ caches: TaskCaches, _ progress: (@Sendable (FittingProgress) -> Void)?
  ) async throws -> FittedTasks {
    try cache.requireOpen()
    let graph = try TaskGraph(tasks, caches: caches)
    let wanted = try selection.places(among: graph.names)
    var options = options
    options.keepsFoldModels = true
    let definition = EnsembleDefinition(
      indexer: indexer, layers: graph.layers, meta: nil, scorer: nil, precision: precision, seed: seed,
      options: options)
    let fitting = EnsembleFitting(definition, parallel: parallel)
    let stages = try graph.layers.enumerated().map { position, layer in
      EnsembleFitting.Stage(
        layer: try ResolvedLayer(layer, position: position),
        settings: LayerSettings(
          layer, position: position, isMeta: false, of: definition, targetKind: data.targetKind),
        indexer: layer.indexer, isMeta: false)
    }
    // What can be told before the first fit is told then.
    switch flow {
    case .map:
      for stage in stages {
        try fitting.requireSuitable(data, [stage])
        try await fitting.requireFinite(data, [stage], on: parallel)
      }
    case .stack:
      try fitting.requireSuitable(data, stages)
      try await fitting.requireFinite(data, stages, on: parallel)
    }
    if cache.isInFolder { for stage in stages { try stage.layer.requireTravellingTypes(for: .cache) } }

    var input = data
    var rows = RangeSet(0..<data.rowCount)
    var fitted: [FittedTask] = []
    var outputs: [TaskOutput] = []
    var scores: [LearnerScore] = []
    var dropped: [DroppedLearner] = []
    for (place, stage) in stages.enumerated() {
      try stage.requireColumns(of: input)
      let plans = try fitting.plans(of: stage, for: input).plans
      let result = try await LayerFitting(
        layer: stage.layer, settings: stage.settings, plans: plans, data: input, predictsTrainingRows: true,
        store: nil
      ).fit(on: parallel, progress: observer(progress, stage.layer.name, place, stages.count))
      scores += result.scores
      dropped += result.dropped
      fitted.append(
        try FittedTask(
          name: stage.layer.name, layer: cache.keep(result.layer), precision: stage.settings.precision,
          columnNames: result.layer.columnNames, rowCount: input.rowCount, outputRows: plans[0].outputRows,
          foldRows: Dictionary(
            uniqueKeysWithValues: zip(stage.layer.groups.map(\.name), plans.map { $0.folds.map(\.test) }))))
      guard let output = result.output else { continue }
      let outputRows = RowRanges(rows).rows(at: RowRanges(output.rows)).rows
      if wanted.contains(place) {
        outputs.append(
          TaskOutput(
            task: stage.layer.name, columnNames: result.layer.columnNames, rows: outputRows,
            features: output.features))
      }
      if flow == .stack {
        input = try input.rows(output.rows)
          .replaced(by: output.features, propagating: stage.layer.propagatedColumns)
        rows = outputRows
      }
    }
    return FittedTasks(
      outputs: outputs, graph: FittedGraph(flow: flow, tasks: fitted), scores: scores, dropped: dropped)
  }

  private func observer(
    _ progress: (@Sendable (FittingProgress) -> Void)?, _ task: String, _ place: Int, _ count: Int
  ) -> (@Sendable (Int, Int, Int) -> Void)? {
    guard let progress else { return nil }
    return { completed, total, found in
      progress(
        FittingProgress(
          layer: task, layerIndex: place, layerCount: count, completed: completed, total: total, found: found)
      )
    }
  }
}
