import Ensembles
import Foundation
import Synchronization

/// Predicts the shares that the classes have among the rows it has learned from.
struct ClassShares: Estimator {
  struct Model: ClassifierModel {
    static let typeName = "test-class-shares-model"
    var shares: [Double]
    var featureCount: Int
    var classCount: Int { shares.count }

    func probabilities(from features: Features) throws -> Matrix<Double> {
      Matrix(rows: (0..<features.rowCount).map { _ in shares })
    }
  }

  static let typeName = "test-class-shares"
  static let summary = "the shares of the classes"
  static let parameters: [Parameter<ClassShares>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    var counts = [Double](repeating: 0, count: data.classes?.count ?? 0)
    for row in 0..<data.rowCount { counts[Int(data.target[row, 0])] += 1 }
    return Model(
      shares: counts.map { $0 / Double(data.rowCount) }, featureCount: data.features.columnCount)
  }
}

/// Predicts the weighted mean of the target it has learned from.
struct WeightedMean: Estimator {
  static let typeName = "test-weighted-mean"
  static let summary = "the weighted mean of the target"
  static let parameters: [Parameter<WeightedMean>] = []
  static let acceptsWeights = true

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    let weights = data.weights ?? Array(repeating: 1, count: data.rowCount)
    let sum = zip(weights, data.target.copied().elements).reduce(0) { $0 + $1.0 * $1.1 }
    return Mean.Model(value: sum / weights.reduce(0, +), featureCount: data.features.columnCount)
  }
}

/// Leaves features as they are, and counts how often it is fitted in this process.
struct CountedStep: Preprocessor {
  struct Fitted: FittedPreprocessor {
    static let typeName = "test-counted-fitted"
    func applied(to features: Features) throws -> Features { features }
  }

  static let typeName = "test-counted"
  static let summary = "nothing"
  static let parameters: [Parameter<CountedStep>] = []
  static let fits = Mutex<[String: Int]>([:])

  /// Whose fits are counted.
  var key = ""

  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted {
    Self.fits.withLock { $0[key, default: 0] += 1 }
    return Fitted()
  }
}

/// The diabetes data that the reference values of other systems were made from.
func diabetesData() throws -> Dataset {
  let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let text = try String(
    contentsOf: tests.appending(path: "Conformance/Golden/diabetes.csv"), encoding: .utf8)
  let rows = text.split(separator: "\n").map { $0.split(separator: ",").compactMap { Double($0) } }
  return try Dataset(
    features: Matrix<Double>(rows: rows.map { Array($0.dropLast()) }), target: rows.compactMap(\.last))
}
