/// A fitted ensemble.
///
/// ```swift
/// let predictions = try await model.predictions(from: unseen)
/// try model.save(to: "prices.model")
/// ```
public struct EnsembleModel: Sendable {
  /// Which ensemble was fitted.
  public let ensemble: EnsembleSummary

  /// The precision in which a layer's predictions are kept for the next, where it has none of its own.
  public let precision: Precision

  /// The names of the feature columns, where they were known when the ensemble was fitted.
  public let featureNames: [String]?

  /// The words of each feature column that held categories when the ensemble was fitted, by the number of the column.
  ///
  /// Features to predict for hold the places of words among these, and NaN for any other word.
  public let categories: [Int: [String]]

  /// How well each learner predicts rows that it has not seen.
  public let report: Report

  let layers: [FittedLayer]

  init(
    ensemble: EnsembleSummary, precision: Precision, featureNames: [String]?,
    categories: [Int: [String]] = [:], layers: [FittedLayer], report: Report
  ) {
    self.ensemble = ensemble
    self.precision = precision
    self.featureNames = featureNames
    self.categories = categories
    self.layers = layers
    self.report = report
  }

  /// Whether nothing that sees the features minds missing values, which are NaN.
  public var acceptsMissing: Bool { layers.first?.acceptsMissing ?? false }

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { layers.first?.featureCount ?? 0 }

  /// The names of the columns of `predictionMatrix(from:on:)`, those of each learner of the last layer.
  public var outputNames: [String] { layers.last?.columnNames ?? [] }

  /// The classes of the target in the order of their numbers, or nil for a target of numbers.
  public var classLabels: [String]? { layers.last?.classLabels }

  /// The models that were fitted in the folds of a learner, where the ensemble keeps them.
  ///
  /// - Parameters:
  ///   - learner: The name as reports show it, with that of the transformer before it.
  ///   - layer: The name of the layer.
  /// - Returns: One model for each fold, in the order of the folds; none if they were not kept.
  /// - Throws: `ModelingError` with the nearest name if there is no such learner.
  public func foldModels(of learner: String, in layer: String) throws -> [any FittedModel] {
    guard let found = layers.first(where: { $0.name == layer }) else {
      throw ModelingError(
        .unknownName,
        "the model has no layer “\(layer)”" + Spelling.hint(for: layer, among: layers.map(\.name)))
    }
    let learners = found.groups.flatMap(\.learners)
    guard let match = learners.first(where: { $0.name.description == learner }) else {
      throw ModelingError(
        .unknownName,
        "\(layer) has no learner “\(learner)”"
          + Spelling.hint(for: learner, among: learners.map(\.name.description)))
    }
    return match.foldModels.map(\.value)
  }
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
