import Estimators

/// mlens' reference estimator `OLS`: least squares without an intercept, of minimum norm, with a number added
/// to every coefficient, by which several of them differ.
struct OLS: Estimator {
  static let typeName = "mlens-ols"
  static let summary = "least squares without an intercept, with a number added to every coefficient"
  static let parameters: [Parameter<OLS>] = [
    Parameter(
      "offset", domain: "a number", "what is added to every coefficient",
      get: { .number($0.offset) }, set: { $0.offset = $1 },
      convert: { (value) -> Double? in
        switch value {
        case .number(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
      })
  ]

  var offset = 0.0

  func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    let model = try OrdinaryLeastSquares(intercept: false).fitted(to: data, in: context)
    let coefficients = model.coefficients
    return LinearModel(
      coefficients: Matrix(
        rowCount: coefficients.rowCount, columnCount: coefficients.columnCount,
        elements: coefficients.elements.map { $0 + offset }),
      intercepts: model.intercepts)
  }
}

/// The same where the target is known to be labels, which are taken for the numbers that they spell.
struct ClassOLS: Estimator {
  static let typeName = "mlens-class-ols"
  static let summary = "least squares on labels as numbers"
  static let parameters: [Parameter<ClassOLS>] = []
  static let targetKind = TargetKind.classes

  var offset = 0.0

  func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    let numbers = try Dataset(features: data.features, target: data.labelNumbers())
    return try OLS(offset: offset).fitted(to: numbers, in: context)
  }
}
