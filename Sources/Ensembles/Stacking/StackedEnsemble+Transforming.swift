extension StackedEnsemble {
  /// Fits the ensemble to stand in front of other learners, whose features its predictions are.
  ///
  /// ```swift
  /// let front = try await stack.fittedInFront(of: training)
  /// let model = try RidgeRegression().fitted(to: front.training)
  /// let predictions = try await model.predictions(from: front.applied(to: unseen))
  /// ```
  ///
  /// - Parameters:
  ///   - data: Finite numbers, with enough rows for the indexer.
  ///   - parallel: Where the fits run. The result does not depend on it.
  /// - Returns: The model, with what its last layer gave for the training rows.
  /// - Throws: What fitting the ensemble throws.
  public func fittedInFront(
    of data: Dataset, on parallel: Parallel = Parallel()
  ) async throws -> EnsembleTransform {
    let (model, outputs) = try await fittedWithOutputs(to: data, on: parallel)
    guard let last = outputs.last else {
      throw ModelingError(.invalidEnsemble, "the ensemble has no layers; give it at least one")
    }
    let precision = model.layers.last?.precision ?? precision
    let features = last.matrix.features(in: precision)
    // The rows of an output are counted among those that the layer before has left.
    let remaining = outputs.reduce(data) { $0.rows($1.rows) }
    return EnsembleTransform(
      model: model, precision: precision, training: remaining.replacing(features: features))
  }
}

/// A fitted ensemble in front of other learners.
public struct EnsembleTransform: Sendable {
  /// The ensemble.
  public let model: EnsembleModel

  /// The precision in which its predictions are kept.
  private let precision: Precision

  /// The examples it was fitted to, with what its last layer gave for them as features.
  ///
  /// Where that layer has folds, each row was predicted by fits that had not seen it. There are only the rows that have
  /// such an output, in their order. Meta learners predict rows that they have learned from.
  public let training: Dataset

  init(model: EnsembleModel, precision: Precision, training: Dataset) {
    self.model = model
    self.precision = precision
    self.training = training
  }

  /// What the ensemble predicts for other rows.
  ///
  /// - Parameters:
  ///   - source: Any number of rows, as many columns as the ensemble was fitted to.
  ///   - parallel: Where the work runs. The result does not depend on it.
  /// - Returns: One column for each column of `training`.
  /// - Throws: What predicting throws.
  public func applied(
    to source: some FeatureSource, on parallel: Parallel = Parallel()
  ) async throws -> Features {
    try await model.predictionMatrix(from: source, on: parallel).features(in: precision)
  }
}

extension Matrix<Double> {
  fileprivate func features(in precision: Precision) -> Features {
    precision == .float ? Features(Matrix<Float>(self)) : Features(self)
  }
}
