/// What a learner of an ensemble says about rows.
struct Statement: Sendable {
  let name: ScoreTable.Subject
  /// The name of the learner in reports.
  let learnerName: String
  let predictions: Matrix<Double>?
  let probabilities: Matrix<Double>?
}

extension EnsembleModel {
  /// What every learner of every layer says about rows, in the order of layers and columns.
  ///
  /// - Parameters:
  ///   - features: The rows.
  ///   - scorers: What will be measured, which decides what is asked.
  ///   - parallel: Where the work runs.
  /// - Returns: Predictions and probabilities, where they were asked for.
  /// - Throws: What predicting throws.
  func statements(
    about features: Features, for scorers: [Scorer], on parallel: Parallel
  ) async throws -> [Statement] {
    let wantsPredictions = scorers.contains { $0.input == .predictions }
    let wantsProbabilities = scorers.contains { $0.input == .probabilities }
    let blocks = try await inBlocks(features, on: parallel) { block, firstRow in
      try requireAcceptance(of: block, firstRow: firstRow)
      var input = block
      return try layers.map { layer in
        let precision = layer.precision ?? precision
        let handedOn = try layer.output(for: input, in: precision)
        func output(_ kind: LearnerOutput) throws -> Matrix<Double> {
          layer.output == kind ? handedOn : try layer.output(for: input, in: .double, as: kind)
        }
        let result = (
          predictions: wantsPredictions ? try output(.predictions) : nil,
          probabilities: wantsProbabilities ? try output(.probabilities) : nil
        )
        input = precision == .float ? Features(Matrix<Float>(handedOn)) : Features(handedOn)
        return result
      }
    }
    return layers.enumerated().flatMap { place, layer in
      func joined(_ parts: [Matrix<Double>?]) -> Matrix<Double>? {
        let parts = parts.compactMap(\.self)
        return parts.first.map { Matrix(stacking: parts, columnCount: $0.columnCount) }
      }
      return layer.statements(
        predictions: joined(blocks.map { $0[place].predictions }),
        probabilities: joined(blocks.map { $0[place].probabilities }))
    }
  }
}

extension FittedLayer {
  /// Tells apart whose columns stand side by side, behind the propagated ones.
  fileprivate func statements(predictions: Matrix<Double>?, probabilities: Matrix<Double>?) -> [Statement] {
    var firstPrediction = propagatedColumns.count
    var firstProbability = propagatedColumns.count
    return groups.flatMap { group in
      group.learners.flatMap { learner in
        (0..<group.partitionCount).map { partition in
          let width = learner.voters.first?.value.outputCount ?? 0
          let classCount = classLabels?.count ?? width
          defer {
            firstPrediction += width
            firstProbability += classCount
          }
          return Statement(
            name: ScoreTable.Subject(
              layer: name, preprocessing: learner.name.transformer, learner: learner.name.learner,
              partition: partition),
            learnerName: Self.name(learner.name.description, partition: partition, of: group.partitionCount),
            predictions: predictions?.columns(firstPrediction..<firstPrediction + width),
            probabilities: probabilities?.columns(firstProbability..<firstProbability + classCount))
        }
      }
    }
  }
}
