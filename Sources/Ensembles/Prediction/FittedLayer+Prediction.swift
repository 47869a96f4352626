extension FittedLayer {
  /// The output for new features.
  ///
  /// - Parameters:
  ///   - features: Any number of rows.
  ///   - precision: What the output will be kept in.
  ///   - output: What classifiers give, if not what the layer hands on.
  ///   - firstRow: What the first row is called in an error, where these are a part of something larger.
  /// - Returns: One row for each row of the features.
  /// - Throws: `ModelingError` naming a learner whose predictions are not finite numbers of that precision.
  func output(
    for features: Features, in precision: Precision, as output: LearnerOutput? = nil, firstRow: Int = 0
  ) throws -> Matrix<Double> {
    var parts: [Matrix<Double>] = []
    if !propagatedColumns.isEmpty {
      let propagated = features.columns(propagatedColumns).matrix()
      try propagated.requireRepresentable(in: precision, propagating: propagatedColumns)
      parts.append(propagated)
    }
    for group in groups {
      // Learners that share a transformer share its result.
      var transformed: [String: [Features]] = [:]
      for transformer in group.transformers {
        let isPicky = group.learners.contains {
          $0.name.transformer == transformer.name && !$0.acceptsMissing
        }
        transformed[transformer.name] = try transformer.voters.map { pipeline in
          let result = try pipeline.applied(to: features)
          if isPicky { try pipeline.requireFinite(result, firstRow: firstRow) }
          return result
        }
      }
      for learner in group.learners {
        let inputs = learner.name.transformer.flatMap { transformed[$0] }
        for partition in 0..<group.partitionCount {
          let vote = Vote(
            models: learner.voters, voters: group.voters(of: partition), isClassification: classLabels != nil)
          do {
            let predictions = try vote.result(output ?? self.output) { inputs?[$0] ?? features }
            try predictions.requireRepresentable(in: precision)
            parts.append(predictions)
          } catch let error as ModelingError {
            throw ModelingError(error.code, "“\(learner.name)” of \(name) cannot predict: \(error.message)")
          }
        }
      }
    }
    return Matrix(sideBySide: parts)
  }
}

extension FittedGroup {
  /// The places of the models that predict new data for a partition.
  func voters(of partition: Int) -> [Int] {
    isBagged ? folds.indices.filter { folds[$0].partition == partition } : [partition]
  }
}

/// What one or several models of a learner make of rows together.
private struct Vote {
  let models: [Registered<any FittedModel>]
  let voters: [Int]
  let isClassification: Bool

  /// The predictions or probabilities.
  ///
  /// - Parameters:
  ///   - output: Which of both.
  ///   - features: The rows as the model at a place sees them.
  /// - Returns: One row for each row of the features.
  /// - Throws: What a model throws, or `ModelingError` if it breaks its promise of a shape.
  func result(_ output: LearnerOutput, _ features: (Int) -> Features) throws -> Matrix<Double> {
    func probabilities() throws -> Matrix<Double> {
      .mean(of: try voters.map { try models[$0].value.shapedProbabilities(from: features($0)) })
    }
    func predictions() throws -> [Matrix<Double>] {
      try voters.map { try models[$0].value.shapedPredictions(from: features($0)) }
    }
    if isClassification, output == .probabilities { return try probabilities() }
    if voters.count == 1 { return try models[voters[0]].value.shapedPredictions(from: features(voters[0])) }
    guard isClassification else { return .mean(of: try predictions()) }
    return models.allSatisfy { $0.value is any ClassifierModel }
      ? try probabilities().largestColumns : .majority(of: try predictions())
  }
}
