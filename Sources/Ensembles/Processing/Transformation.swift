/// Predicts the rows of a task's fit again, each by the fold models that have not seen it.
struct Transformation {
  private let task: FittedTask
  private let layer: FittedLayer
  private let data: Dataset

  /// A model with the rows that it predicts, and where to.
  private struct Piece: Sendable {
    var model: any FittedModel
    var pipeline: FittedPipeline?
    var rows: RangeSet<Int>
    var columns: LearnerColumns
    var repetition: Int
  }

  /// Reads the task from its cache.
  ///
  /// - Throws: `ModelingError` if the data has another shape than what the task was fitted to; `FileError`.
  init(of task: FittedTask, data: Dataset) throws {
    self.task = task
    self.data = data
    layer = try task.layer.layer()
    guard data.rowCount == task.rowCount, data.features.columnCount == layer.featureCount else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(task.name)” was fitted to \(task.rowCount)×\(layer.featureCount) features, and can only transform those, "
          + "not \(data.rowCount)×\(data.features.columnCount); predict new rows instead")
    }
  }

  /// The output, in the precision of the task.
  func output(on parallel: Parallel) async throws -> Features {
    let layout = TableLayout(of: layer)
    let table = try PredictionTable(
      rows: task.outputRows, columnCount: layout.columnCount, repetitions: layout.repetitions,
      precision: task.precision)
    try table.write(propagated: layer.propagatedColumns, of: data.features, rows: task.outputRows)
    let (data, precision) = (data, task.precision)
    _ = try await parallel.inMemory().unwrapped { [pieces = pieces(layout)] parallel in
      try await parallel.map(pieces) { piece in
        var rows = data.rows(piece.rows)
        if let pipeline = piece.pipeline { rows = try pipeline.applied(to: rows) }
        let places = table.places(of: RowRanges(piece.rows))
        try piece.model.forEachOutputBlock(of: rows.features, piece.columns) { block, first in
          try block.requireRepresentable(in: precision)
          table.write(
            block, at: places, skipping: first, column: piece.columns.first, repetition: piece.repetition)
        }
      }
    }
    return OutputAssembly(
      layout: layout, output: layer.output, isClassification: layer.classLabels != nil,
      propagatedCount: layer.propagatedColumns.count, table: table, isKept: { _, _ in true }
    ).output()
  }

  private func pieces(_ layout: TableLayout) -> [Piece] {
    layer.groups.enumerated().flatMap { place, group in
      group.learners.enumerated().flatMap { number, learner in
        let transformer = group.transformers.first { $0.name == learner.name.transformer }
        let columns = layout.columns[place][number]
        guard !group.folds.isEmpty else {
          return learner.models.enumerated().map { partition, model in
            Piece(
              model: model.value, pipeline: transformer?.pipelines[partition], rows: task.outputRows,
              columns: columns[partition], repetition: 0)
          }
        }
        let rows = task.foldRows[group.name] ?? []
        return group.folds.enumerated().map { index, fold in
          Piece(
            model: learner.foldModels[index].value, pipeline: transformer?.foldPipelines[index],
            rows: rows[index], columns: columns[fold.partition], repetition: fold.repetition)
        }
      }
    }
  }
}

extension TableLayout {
  /// The columns that the learners of a fitted layer predict.
  fileprivate init(of layer: FittedLayer) {
    groupRepetitions = layer.groups.map { group in (group.folds.map(\.repetition).max() ?? 0) + 1 }
    repetitions = groupRepetitions.max() ?? 1
    var next = layer.propagatedColumns.count
    columns = zip(layer.groups, groupRepetitions).map { group, repetitions in
      group.learners.map { learner in
        let model = learner.voters.first?.value
        let classCount = (model as? any ClassifierModel)?.classCount ?? 0
        let handsOn = layer.classLabels != nil && layer.output == .probabilities
        let isAveraged = layer.classLabels != nil && repetitions > 1
        let predictions = handsOn ? 0 : layer.classLabels == nil ? model?.outputCount ?? 0 : 1
        let probabilities = handsOn || isAveraged ? classCount : 0
        return (0..<group.partitionCount).map { _ in
          defer { next += predictions + probabilities }
          return LearnerColumns(first: next, predictions: predictions, probabilities: probabilities)
        }
      }
    }
    columnCount = next
  }
}
