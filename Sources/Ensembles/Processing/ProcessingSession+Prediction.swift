extension ProcessingSession {
  /// Predicts new rows with every task of a graph that was fitted by `map`, by the models that have seen all rows.
  ///
  /// - Parameters:
  ///   - graph: The fitted tasks.
  ///   - source: Any number of rows, with the columns of the data that was fitted to.
  ///   - selection: The tasks whose output is wanted.
  /// - Returns: The outputs in the order of execution.
  /// - Throws: `ModelingError` if the features do not fit, or a step needs the target; `CancellationError`.
  public func map(
    _ graph: FittedGraph, predicting source: some FeatureSource, returning selection: TaskSelection = .last
  ) async throws -> [TaskOutput] {
    try await predict(graph, .map, source.features, selection)
  }

  /// Predicts new rows with a graph that was fitted by `stack`, by the models that have seen all rows.
  ///
  /// - Parameters:
  ///   - graph: The fitted tasks.
  ///   - source: Any number of rows, with the columns of the data that was fitted to.
  ///   - selection: The tasks whose output is wanted.
  /// - Returns: The outputs in the order of execution.
  /// - Throws: `ModelingError` if the features do not fit, or a step needs the target; `CancellationError`.
  public func stack(
    _ graph: FittedGraph, predicting source: some FeatureSource, returning selection: TaskSelection = .last
  ) async throws -> [TaskOutput] {
    try await predict(graph, .stack, source.features, selection)
  }

  @concurrent
  private func predict(
    _ graph: FittedGraph, _ flow: FittedGraph.Flow, _ features: Features, _ selection: TaskSelection
  ) async throws -> [TaskOutput] {
    try cache.requireOpen()
    try graph.requireFlow(flow)
    let wanted = try selection.places(among: graph.taskNames)
    var input = features
    var outputs: [TaskOutput] = []
    for (place, task) in graph.tasks.enumerated() {
      if flow == .map, !wanted.contains(place) { continue }
      let output = try await task.predict(input, on: parallel)
      if wanted.contains(place) {
        outputs.append(
          TaskOutput(
            task: task.name, columnNames: task.columnNames, rows: RangeSet(0..<features.rowCount),
            features: output))
      }
      if flow == .stack { input = output }
    }
    return outputs
  }
}

extension FittedGraph {
  /// Checks that a graph is used as it was fitted.
  func requireFlow(_ flow: Flow) throws {
    guard tasks.count > 1, flow != self.flow else { return }
    throw ModelingError(
      .invalidEnsemble,
      "the graph was fitted by “\(self.flow.rawValue)”, and its tasks expect other input than “\(flow.rawValue)” gives"
    )
  }
}

extension FittedTask {
  /// What the task predicts for new rows, in its precision.
  fileprivate func predict(_ features: Features, on parallel: Parallel) async throws -> Features {
    let layer = try layer.layer()
    guard features.columnCount == layer.featureCount else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(name)” was fitted to \(layer.featureCount.counted("column")), but was given \(features.columnCount)"
      )
    }
    if !layer.acceptsMissing { try features.requireFinite(firstRow: 0) { _ in nil } }
    let precision = precision
    let starts = stride(from: 0, to: features.rowCount, by: predictionBlockLength)
    let blocks = try await parallel.inMemory().unwrapped { parallel in
      try await parallel.map(starts) { start in
        let rows = start..<min(start + predictionBlockLength, features.rowCount)
        return try layer.output(for: features.rows(RangeSet(rows)), in: precision)
      }
    }
    let result = Matrix(stacking: blocks, columnCount: columnNames.count)
    return precision == .float ? Features(Matrix<Float>(result)) : Features(result)
  }
}

extension Parallel {
  /// Makes a call, and throws what a task threw as it is: the engine wraps it with the task's place.
  func unwrapped<Result>(_ call: (Parallel) async throws -> Result) async throws -> Result {
    do {
      return try await call(self)
    } catch let error as ParallelError {
      throw error.underlying ?? error
    }
  }
}
