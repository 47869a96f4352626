import Estimators
import Foundation

/// mlens' reference estimator `LogisticRegression`: for each label an `OLS` on whether a row has it, and the
/// label whose product has the largest sigmoid is predicted.
struct LogisticRegression: Estimator {
  static let typeName = "mlens-logistic-regression"
  static let summary = "least squares on each label, of which the largest is predicted"
  static let parameters: [Parameter<LogisticRegression>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> LabelModel {
    try LabelModel(fittingTo: data.labelNumbers(), of: data, labels: data.classLabels(), in: context)
  }
}

/// The same for labels that are handed over as numbers, among which it may stand beside learners of numbers.
struct LabelRegression: Estimator {
  static let typeName = "mlens-label-regression"
  static let summary = "least squares on each number, of which the largest is predicted"
  static let parameters: [Parameter<LabelRegression>] = []
  static let targetKind = TargetKind.numbers

  func fitted(to data: Dataset, in context: FittingContext) throws -> LabelModel {
    let target = data.target.copied().elements
    return try LabelModel(fittingTo: target, of: data, labels: Set(target).sorted(), in: context)
  }
}

/// Labels and what tells how well each of them suits a row.
struct LabelModel: ClassifierModel {
  static let typeName = "mlens-label-model"

  let labels: [Double]
  let models: [LinearModel]

  var featureCount: Int { models.first?.featureCount ?? 0 }
  var classCount: Int { labels.count }

  /// Fits one model for each label.
  init(fittingTo target: [Double], of data: Dataset, labels: [Double], in context: FittingContext) throws {
    self.labels = labels
    models = try labels.map { label in
      let indicator = try Dataset(features: data.features, target: target.map { $0 == label ? 1 : 0 })
      return try OLS().fitted(to: indicator, in: context)
    }
  }

  /// The sigmoid of each product, which mlens calls a probability: the sum of a row is not 1.
  ///
  /// The sigmoid keeps the order of products, but makes equals of those which differ in the last digit alone. Labels
  /// that are learned from labels have many such products.
  func probabilities(from features: Features) throws -> Matrix<Double> {
    let sigmoids = try models.map { model in
      try model.predictions(from: features).elements.map { 1 / (1 + exp(-$0)) }
    }
    return Matrix(
      rowCount: features.rowCount, columnCount: labels.count,
      elements: (0..<features.rowCount).flatMap { row in sigmoids.map { $0[row] } })
  }

  /// The label with the largest sigmoid, the first one of several.
  ///
  /// It is the label itself as in mlens: what learns from it may tell 1 and 2 from 0 and 1.
  func predictions(from features: Features) throws -> Matrix<Double> {
    let sigmoids = try probabilities(from: features)
    return Matrix(
      column: (0..<sigmoids.rowCount).map { row in
        var best = 0
        for index in labels.indices where sigmoids[row, index] > sigmoids[row, best] { best = index }
        return labels[best]
      })
  }
}

extension Dataset {
  /// The labels of a target of classes as the numbers that they spell, in order.
  func classLabels() throws -> [Double] {
    try (classes?.labels ?? []).map { text in
      guard let label = Double(text) else { throw CaseError("the label “\(text)” is not a number") }
      return label
    }
  }

  /// The label of each row as the number that it spells.
  func labelNumbers() throws -> [Double] {
    let labels = try classLabels()
    return target.copied().elements.map { labels[Int($0)] }
  }
}
