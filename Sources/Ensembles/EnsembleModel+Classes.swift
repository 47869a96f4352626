extension EnsembleModel {
  /// Predicts the label of each row.
  ///
  /// - Parameters:
  ///   - source: Any number of rows, `featureCount` columns of finite numbers.
  ///   - parallel: Where the work runs. The result does not depend on it.
  /// - Returns: One of `classLabels` for each row.
  /// - Throws: `ModelingError` if the target had no classes, if the features do not fit the model, or if the last
  ///   layer has more than one learner; `CancellationError` if the task is cancelled.
  public func labels(
    from source: some FeatureSource, on parallel: Parallel = Parallel()
  ) async throws -> [String] {
    let labels = try requireClasses(for: "labels")
    return try await predictions(from: source, on: parallel).map { number in
      guard let place = Int(exactly: number), labels.indices.contains(place) else {
        throw ModelingError(
          .mismatchedShapes, "the model predicts a class \(number), but there are \(labels.count)")
      }
      return labels[place]
    }
  }

  /// Predicts the probability of each class.
  ///
  /// - Parameters:
  ///   - source: Any number of rows, `featureCount` columns of finite numbers.
  ///   - parallel: Where the work runs. The result does not depend on it.
  /// - Returns: One row for each row of the features, one column for each of `classLabels`.
  /// - Throws: `ModelingError` if the target had no classes, if the features do not fit the model, if the last layer
  ///   has more than one learner, or if that knows no probabilities; `CancellationError` if the task is cancelled.
  public func probabilities(
    from source: some FeatureSource, on parallel: Parallel = Parallel()
  ) async throws -> Matrix<Double> {
    let labels = try requireClasses(for: "probabilities")
    guard lastPredictorCount == 1 else {
      throw ModelingError(
        .invalidEnsemble,
        "the last layer of this model has \(lastPredictorCount) learners; ask for its prediction matrix, or fit it with one "
          + "meta learner")
    }
    let result = try await lastPredictions(for: source.features, as: .probabilities, on: parallel)
    precondition(result.columnCount == labels.count, "a fit checks the number of classes")
    return result
  }

  /// The number of models that the last layer predicts with: of learners, each counted once for each partition.
  package var lastPredictorCount: Int {
    layers.last?.groups.reduce(0) { $0 + $1.learners.count * $1.partitionCount } ?? 0
  }

  private func requireClasses(for what: String) throws -> [String] {
    guard let labels = classLabels else {
      throw ModelingError(
        .unsuitableTarget,
        "this model predicts numbers, so that it has no \(what); fit it to a data set of labels")
    }
    return labels
  }
}
