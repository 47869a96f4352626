extension EnsemblePreprocessor {
  /// A fitted ensemble in front of other learners.
  public struct Fitted: FittedPreprocessor {
    /// The name in stored models.
    public static let typeName = "ensemble-output"

    /// The ensemble.
    ///
    /// That of a step in a stored model has a report without learners.
    public let model: EnsembleModel

    /// What was predicted for the rows of the fit, until it is forgotten.
    let training: TrainingOutput?

    init(model: EnsembleModel, training: TrainingOutput?) {
      self.model = model
      self.training = training
    }

    init(_ fit: (model: EnsembleModel, outputs: [LayerOutput]), rowCount: Int) throws {
      let training = try fit.outputs.last.map { output in
        TrainingOutput(
          features: try fit.model.kept(output.matrix), rows: RowSelection(output.rows), rowCount: rowCount)
      }
      self.init(model: fit.model, training: training)
    }

    /// What the ensemble predicts, in the precision in which it keeps what it predicts for training rows.
    ///
    /// - Parameter features: Any number of rows that the ensemble was not fitted to.
    /// - Returns: One column for each of the model's `outputNames`.
    /// - Throws: `ModelingError` if the features do not fit the model.
    public func applied(to features: Features) throws -> Features { try model.outputInline(for: features) }

    /// What the ensemble predicts for many rows, on several workers.
    ///
    /// - Parameters:
    ///   - source: Any number of rows that the ensemble was not fitted to.
    ///   - parallel: Where the work runs. The result does not depend on it.
    /// - Returns: The same as without workers.
    /// - Throws: What predicting throws.
    public func applied(to source: some FeatureSource, on parallel: Parallel) async throws -> Features {
      try model.kept(await model.predictionMatrix(from: source, on: parallel))
    }

    /// What was predicted for the examples of the fit before they had been seen.
    ///
    /// - Parameter data: The examples of the fit.
    /// - Returns: The examples that have such a prediction, with one column for each of the model's `outputNames`.
    /// - Throws: `ModelingError` if there is another number of examples than in the fit, or if the step comes from a
    ///   stored model, which does not know the predictions any more.
    public func appliedToTraining(_ data: Dataset) throws -> Dataset {
      guard let training else {
        throw ModelingError(
          .invalidEnsemble,
          "an ensemble from a stored model no longer knows what it predicted for the rows of its fit; fit it anew"
        )
      }
      guard data.rowCount == training.rowCount else {
        throw ModelingError(
          .mismatchedShapes,
          "the ensemble was fitted to \(training.rowCount.counted("row")), so that \(data.rowCount) cannot be the "
            + "examples of its fit")
      }
      return data.rows(training.rows.rows).replacing(features: training.features)
    }

    /// The same without the predictions for the examples of its fit.
    public var forgettingTraining: Fitted { Fitted(model: model, training: nil) }
  }

  /// What an ensemble has predicted for rows that its fits had not seen.
  struct TrainingOutput: Codable, Sendable {
    let features: Features
    /// The rows, among as many as the ensemble was fitted to.
    let rows: RowSelection
    let rowCount: Int
  }
}

extension EnsemblePreprocessor.Fitted: Codable {
  private enum CodingKeys: String, CodingKey {
    case model, layers, ensemble, precision, featureNames, report, training
  }

  /// Encodes the ensemble: for a stored model by registered names, otherwise for this program alone.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    guard encoder.userInfo[.arrayArchive] == nil else {
      try container.encode(ModelManifest(model), forKey: .model)
      return
    }
    try container.encode(model.layers.map(PortableLayer.init), forKey: .layers)
    try container.encode(model.ensemble, forKey: .ensemble)
    try container.encode(model.precision, forKey: .precision)
    try container.encodeIfPresent(model.featureNames, forKey: .featureNames)
    try container.encode(model.report, forKey: .report)
    try container.encodeIfPresent(training, forKey: .training)
  }

  /// Decodes an ensemble.
  ///
  /// - Throws: `DecodingError` or `ModelingError` if it is damaged.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Names of this program's types are not to be trusted in a file that comes from elsewhere.
    guard decoder.userInfo[.registry] == nil else {
      let manifest = try container.decode(ModelManifest.self, forKey: .model)
      let report = Report(scorer: .rootMeanSquaredError, rowCount: 0, Report.Findings())
      self.init(model: try manifest.model(report: report), training: nil)
      return
    }
    let layers = try container.decode([PortableLayer].self, forKey: .layers).map(\.layer)
    let model = EnsembleModel(
      ensemble: try container.decode(EnsembleSummary.self, forKey: .ensemble),
      precision: try container.decode(Precision.self, forKey: .precision),
      featureNames: try container.decodeIfPresent([String].self, forKey: .featureNames), layers: layers,
      report: try container.decode(Report.self, forKey: .report))
    let training = try container.decodeIfPresent(EnsemblePreprocessor.TrainingOutput.self, forKey: .training)
    self.init(model: model, training: training)
  }
}
