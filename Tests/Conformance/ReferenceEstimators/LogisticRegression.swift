import Estimators

/// mlens' reference estimator `LogisticRegression`: for each label an `OLS` on whether a row has it, and the
/// label with the largest product is predicted.
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

  /// The label with the largest product, the first one of several.
  func predictions(from features: Features) throws -> Matrix<Double> {
    let products = try models.map { try $0.predictions(from: features).elements }
    return Matrix(
      column: (0..<features.rowCount).map { row in
        var best = 0
        for index in products.indices where products[index][row] > products[best][row] { best = index }
        return labels[best]
      })
  }
}
