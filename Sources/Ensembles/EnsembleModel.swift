/// A fitted ensemble.
///
/// ```swift
/// let predictions = try await model.predictions(from: unseen)
/// try model.save(to: "prices.model")
/// ```
public struct EnsembleModel: Sendable {
  /// Which ensemble was fitted.
  public let ensemble: EnsembleSummary

  /// The precision in which a layer's predictions are kept for the next.
  public let precision: Precision

  /// The names of the feature columns, where they were known when the ensemble was fitted.
  public let featureNames: [String]?

  /// How well each learner predicts rows that it has not seen.
  public let report: Report

  let layers: [FittedLayer]

  init(
    ensemble: EnsembleSummary, precision: Precision, featureNames: [String]?, layers: [FittedLayer],
    report: Report
  ) {
    self.ensemble = ensemble
    self.precision = precision
    self.featureNames = featureNames
    self.layers = layers
    self.report = report
  }

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { layers.first?.featureCount ?? 0 }

  /// The names of the columns of `predictionMatrix(from:on:)`, one for each learner of the last layer.
  public var outputNames: [String] { layers.last?.columnNames ?? [] }
}

/// The name and the parameters of an ensemble.
public struct EnsembleSummary: Codable, Hashable, Sendable {
  /// The name of the ensemble's indexer in recipe files.
  public let indexer: String

  /// The parameters of the indexer.
  public let parameters: [String: ParameterValue]

  /// Where random numbers started.
  public let seed: UInt64

  init(_ definition: EnsembleDefinition) {
    let (name, parameters) = Self.describe(definition.indexer)
    indexer = name
    self.parameters = parameters
    seed = definition.seed
  }

  private static func describe<I: Indexer>(_ indexer: I) -> (String, [String: ParameterValue]) {
    (I.typeName, Dictionary(uniqueKeysWithValues: I.parameters.map { ($0.name, $0.value(of: indexer)) }))
  }
}
