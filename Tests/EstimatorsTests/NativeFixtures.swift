import Estimators
import Foundation
import Testing

/// Predictions of the native libraries from Python, made by `Fixtures/make_native_fixtures.py`.
struct NativeCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Fit: Decodable, Sendable {
    var type: String
    var parameters: [String: ParameterValue]
    var weighted: Bool
    var predictions: [[Double]]
  }

  var name: String
  /// The number of classes, or 0 for numbers.
  var classCount: Int
  /// The columns that hold categories.
  var categories: [Int]
  var features: [[Double?]]
  var target: [Double]
  var weights: [Double]
  var unseen: [[Double?]]
  var fits: [Fit]

  var testDescription: String { name }

  static let all: [NativeCase] = {
    do {
      let url = try #require(Bundle.module.url(forResource: "native", withExtension: "json"))
      return try JSONDecoder().decode([NativeCase].self, from: Data(contentsOf: url))
    } catch {
      Issue.record(error)
      return []
    }
  }()

  /// A case of the fixtures by its name.
  static func named(_ name: String) throws -> NativeCase { try #require(all.first { $0.name == name }) }

  func data(weighted: Bool = false) throws -> Dataset {
    let features = Self.matrix(features)
    let words = (0..<40).map { "word \($0)" }
    let data =
      try
      (classCount == 0
      ? Dataset(features: features, target: target)
      : Dataset(features: features, labels: target.map { Int($0) }, classes: Array(0..<classCount)))
      .categorized(by: Dictionary(uniqueKeysWithValues: categories.map { ($0, words) }))
    return weighted ? try data.weighted(by: weights) : data
  }

  var unseenFeatures: Matrix<Double> { Self.matrix(unseen) }

  private static func matrix(_ rows: [[Double?]]) -> Matrix<Double> {
    Matrix(rows: rows.map { $0.map { $0 ?? .nan } })
  }
}

/// Fits any estimator, with its parameters checked first.
func anyModel(_ estimator: any Estimator, _ data: Dataset, seed: UInt64 = 1) throws -> any FittedModel {
  func open(_ estimator: some Estimator) throws -> any FittedModel {
    try estimator.validate()
    return try estimator.fitted(to: data, in: FittingContext(seed: seed))
  }
  return try open(estimator)
}

/// Numbers from −1 to below 1.
func randomMatrix(_ rowCount: Int, _ columnCount: Int, seed: UInt64 = 1) -> Matrix<Double> {
  var generator = SeededGenerator(seed: seed)
  return Matrix(
    rowCount: rowCount, columnCount: columnCount,
    elements: (0..<rowCount * columnCount).map { _ in generator.fraction() * 2 - 1 })
}

/// What the fixtures hold of a fit: classes of support vectors, probabilities of other classifiers, or numbers.
func comparable(_ estimator: any Estimator, _ data: Dataset, seed: UInt64, rows: Matrix<Double>) throws
  -> Matrix<Double>
{
  let model = try anyModel(estimator, data, seed: seed)
  if let model = model as? any ClassifierModel, !type(of: estimator).typeName.contains("support-vector") {
    return try model.probabilities(from: rows)
  }
  return try model.predictions(from: rows)
}
