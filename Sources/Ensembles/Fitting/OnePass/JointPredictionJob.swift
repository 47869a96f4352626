/// Predicts some rows of a slot with the models of several learners, as a task of the engine.
struct JointPredictionJob: Job {
  /// A model, and where its columns belong in the table.
  struct Part: Codable, Sendable {
    var model: Portable<any FittedModel>
    /// Those of several learners where their models were joined.
    var columns: [LearnerColumns]
  }

  var work: Shared<FitWork>
  var parts: [Part]
  /// The rows of the data.
  var rows: RowSelection
  var repetition: Int
  /// Where predictions are written.
  var table: PredictionTable

  /// What the parts gave.
  struct Predicted: Codable, Sendable {
    /// The time that each part took, or nil if it did not give what it should: its learners are to be fitted as if they
    /// were alone, and fail there.
    var times: [Duration?]
    /// From another machine, what is to be written to the table: the neighbouring columns of all parts that took time.
    var blocks: [Matrix<Double>] = []
  }

  /// Predicts.
  func run() throws -> Predicted {
    var predicted = Predicted(times: try times())
    if table.isRemote {
      let places = table.places(of: rows.rows)
      predicted.blocks = columns(predicted.times).map {
        table.predictions(at: places, columns: $0, repetition: repetition)
      }
    }
    return predicted
  }

  /// Writes to the table what was predicted elsewhere.
  func keep(_ predicted: Predicted) {
    guard !predicted.blocks.isEmpty else { return }
    let places = table.places(of: rows.rows)
    for (block, columns) in zip(predicted.blocks, columns(predicted.times)) {
      table.write(block, from: 0, at: places, skipping: 0, columns: columns, repetition: repetition)
    }
  }

  /// The columns of the table that the parts which took time have written to.
  private func columns(_ times: [Duration?]) -> [Range<Int>] {
    zip(parts, times).flatMap { $1 == nil ? [] : $0.columns.runs }
  }

  private func times() throws -> [Duration?] {
    let (data, precision) = (work.value.data.rows(rows.rows), work.value.precision)
    let places = table.places(of: rows.rows)
    return try parts.map { part in
      try Task.checkCancellation()
      let clock = ContinuousClock()
      let start = clock.now
      do {
        try part.forEachOutputBlock(of: data.features) { block, first in
          try block.requireRepresentable(in: precision)
          var next = 0
          for columns in part.columns.runs {
            table.write(
              block, from: next, at: places, skipping: first, columns: columns, repetition: repetition)
            next += columns.count
          }
        }
        return clock.now - start
      } catch let error as CancellationError {
        throw error
      } catch {
        return nil
      }
    }
  }

  /// The rows that a slot predicts, cut into pieces of about one size.
  static func pieces(of rows: RowRanges) -> [RowRanges] {
    let length = 4 * predictionBlockLength
    let count = max(1, (rows.count + length - 1) / length)
    return RowBlocks(rowCount: rows.count, blockCount: count).map { rows.rows(at: RowRanges([$0])) }
  }
}

extension JointPredictionJob.Part {
  /// What the models of learners predict together: those of one type as a single one where that is possible.
  static func all(_ models: [(model: any FittedModel, columns: LearnerColumns)]) -> [Self] {
    var joined: [(models: [any JoinableModel], columns: [LearnerColumns])] = []
    var parts: [Self] = []
    for (model, columns) in models {
      guard let model = model as? any JoinableModel, columns.probabilities == 0 else {
        parts.append(Self(model: Portable(model), columns: [columns]))
        continue
      }
      if let known = joined.firstIndex(where: { type(of: $0.models[0]) == type(of: model) }) {
        joined[known].models.append(model)
        joined[known].columns.append(columns)
      } else {
        joined.append(([model], [columns]))
      }
    }
    return parts
      + joined.map { Self(model: Portable($0.models[0].joined(with: $0.models)), columns: $0.columns) }
  }

  fileprivate func forEachOutputBlock(
    of features: Features, _ body: (Matrix<Double>, Int) throws -> Void
  ) throws {
    let first = columns[0].first
    let all = LearnerColumns(
      first: first, predictions: columns.reduce(0) { $0 + $1.predictions },
      probabilities: columns.reduce(0) { $0 + $1.probabilities })
    try model.value.forEachOutputBlock(of: features, all, body)
  }
}

extension JoinableModel {
  /// One model for several of this type, this one among them.
  fileprivate func joined(with models: [any JoinableModel]) -> any FittedModel {
    models.count == 1 ? self : Self(sideBySide: models.compactMap { $0 as? Self })
  }
}

extension [LearnerColumns] {
  /// The columns of the table, those that are neighbours as one range.
  fileprivate var runs: [Range<Int>] {
    reduce(into: []) { runs, columns in
      let range = columns.first..<columns.first + columns.count
      if let last = runs.last, last.upperBound == range.lowerBound {
        runs[runs.count - 1] = last.lowerBound..<range.upperBound
      } else {
        runs.append(range)
      }
    }
  }
}
