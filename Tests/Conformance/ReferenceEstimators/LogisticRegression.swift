import Estimators
import Foundation

/// mlens' reference estimator `LogisticRegression`: for each label an `OLS` on whether a row has it, and the
/// label whose product has the largest sigmoid is predicted.
struct LogisticRegression: Estimator {
  static let typeName = "mlens-logistic-regression"
  static let summary = "least squares on each label, of which the largest is predicted"
  static let parameters: [Parameter<LogisticRegression>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> LabelModel {
    let target = data.target.copied().elements
    let labels = Set(target).sorted()
    return LabelModel(
      labels: labels,
      models: try labels.map { label in
        let indicator = try Dataset(features: data.features, target: target.map { $0 == label ? 1 : 0 })
        return try OLS().fitted(to: indicator, in: context)
      })
  }
}

/// Labels and what tells how well each of them suits a row.
struct LabelModel: FittedModel {
  static let typeName = "mlens-label-model"

  let labels: [Double]
  let models: [LinearModel]

  var featureCount: Int { models.first?.featureCount ?? 0 }
  var outputCount: Int { 1 }

  /// The label with the largest sigmoid, the first one of several.
  ///
  /// The sigmoid keeps the order of products, but makes equals of those which differ in the last digit alone. Labels
  /// that are learned from labels have many such products.
  func predictions(from features: Features) throws -> Matrix<Double> {
    let sigmoids = try models.map { model in
      try model.predictions(from: features).elements.map { 1 / (1 + exp(-$0)) }
    }
    return Matrix(
      column: (0..<features.rowCount).map { row in
        var best = 0
        for index in sigmoids.indices where sigmoids[index][row] > sigmoids[best][row] { best = index }
        return labels[best]
      })
  }
}
