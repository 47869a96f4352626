/// A layer of a fitted ensemble.
struct FittedLayer: Codable, Sendable {
  let name: String
  let featureCount: Int
  let propagatedColumns: [Int]
  let transformers: [FittedTransformer]
  /// In the order of their columns.
  let learners: [FittedLearner]

  /// The names of the output's columns.
  var columnNames: [String] {
    propagatedColumns.map(Self.columnName)
      + learners.flatMap { learner in
        learner.models.enumerated().flatMap { partition, model in
          (0..<model.value.outputCount).map { output in
            learner.name.description + (learner.models.count > 1 ? "--\(partition)" : "")
              + (model.value.outputCount > 1 ? "[\(output)]" : "")
          }
        }
      }
  }

  /// The name of a propagated column.
  static func columnName(_ column: Int) -> String { "column \(column)" }

  /// The first column of the output of each learner and partition.
  var firstColumns: [[Int]] {
    var next = propagatedColumns.count
    return learners.map { learner in
      learner.models.map { model in
        defer { next += model.value.outputCount }
        return next
      }
    }
  }

  /// The output for new features.
  ///
  /// - Parameters:
  ///   - features: Any number of rows.
  ///   - precision: What the output will be kept in.
  /// - Returns: One row for each row of the features, one column for each column name.
  /// - Throws: `ModelingError` naming a learner whose predictions are not finite numbers of that precision.
  func output(for features: Features, in precision: Precision) throws -> LayerOutput {
    let rows = RangeSet(0..<features.rowCount)
    var assembly = OutputAssembly(layer: self, rows: rows)
    assembly.propagate(from: features)
    // Learners that share a transformer share its result.
    var transformed: [String: [Features]] = [:]
    for transformer in transformers {
      transformed[transformer.name] = try transformer.pipelines.map { try $0.applied(to: features) }
    }
    for (index, learner) in learners.enumerated() {
      for (partition, model) in learner.models.enumerated() {
        let input = learner.name.transformer.flatMap { transformed[$0]?[partition] } ?? features
        let predictions = try model.value.shapedPredictions(from: input)
        do {
          try predictions.requireRepresentable(in: precision)
        } catch let error as ModelingError {
          throw ModelingError(error.code, "“\(learner.name)” of \(name) cannot predict: \(error.message)")
        }
        assembly.write(predictions, rows: rows, learner: index, partition: partition)
      }
    }
    return assembly.finished()
  }
}

/// The fitted pipelines of a transformer, one for each partition.
struct FittedTransformer: Codable, Sendable {
  let name: String
  let pipelines: [FittedPipeline]
}

/// The models of a learner, one for each partition.
struct FittedLearner: Codable, Sendable {
  let name: LearnerName
  let estimator: Registered<any Estimator>
  let models: [Registered<any FittedModel>]
}
