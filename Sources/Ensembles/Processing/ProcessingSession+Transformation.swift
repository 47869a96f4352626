extension ProcessingSession {
  /// Predicts the rows of the fit again with every task of a graph that was fitted by `map`.
  ///
  /// - Parameters:
  ///   - graph: The fitted tasks.
  ///   - data: The examples that were fitted to.
  ///   - selection: The tasks whose output is wanted.
  /// - Returns: The outputs in the order of execution, as the fit gave them.
  /// - Throws: `ModelingError` if the data has another shape than that of the fit; `CancellationError`.
  public func map(
    _ graph: FittedGraph, transforming data: Dataset, returning selection: TaskSelection = .last
  ) async throws -> [TaskOutput] {
    try await transform(graph, .map, data, selection)
  }

  /// Predicts the rows of the fit again with a graph that was fitted by `stack`.
  ///
  /// - Parameters:
  ///   - graph: The fitted tasks.
  ///   - data: The examples that were fitted to.
  ///   - selection: The tasks whose output is wanted.
  /// - Returns: The outputs in the order of execution, as the fit gave them.
  /// - Throws: `ModelingError` if the data has another shape than that of the fit; `CancellationError`.
  public func stack(
    _ graph: FittedGraph, transforming data: Dataset, returning selection: TaskSelection = .last
  ) async throws -> [TaskOutput] {
    try await transform(graph, .stack, data, selection)
  }

  @concurrent
  private func transform(
    _ graph: FittedGraph, _ flow: FittedGraph.Flow, _ data: Dataset, _ selection: TaskSelection
  ) async throws -> [TaskOutput] {
    try cache.requireOpen()
    try graph.requireFlow(flow)
    let wanted = try selection.places(among: graph.taskNames)
    var input = data
    var rows = RangeSet(0..<data.rowCount)
    var outputs: [TaskOutput] = []
    for (place, task) in graph.tasks.enumerated() {
      if flow == .map, !wanted.contains(place) { continue }
      let output = try await Transformation(of: task, data: input).output(on: parallel)
      let outputRows = RowRanges(rows).rows(at: RowRanges(task.outputRows)).rows
      if wanted.contains(place) {
        outputs.append(
          TaskOutput(task: task.name, columnNames: task.columnNames, rows: outputRows, features: output))
      }
      if flow == .stack {
        input = input.rows(task.outputRows).replacing(features: output)
        rows = outputRows
      }
    }
    return outputs
  }
}
