import Estimators
import Testing

/// Every recipe of trees that predicts numbers, small.
let treeRegressions: [TreeSample] = [
  TreeSample(DecisionTreeRegression()),
  TreeSample(DecisionTreeRegression(depth: 3, featuresPerSplit: .fraction(0.5))),
  TreeSample(RandomForestRegression(trees: 3)),
  TreeSample(RandomForestRegression(trees: 3, featuresPerSplit: .squareRoot)),
  TreeSample(ExtraTreesRegression(trees: 3)),
]

/// Every recipe of trees that tells classes apart, small.
let treeClassifiers: [TreeSample] = [
  TreeSample(DecisionTreeClassifier()), TreeSample(DecisionTreeClassifier(depth: 3)),
  TreeSample(RandomForestClassifier(trees: 3)),
  TreeSample(ExtraTreesClassifier(trees: 3, featuresPerSplit: .all)),
]

/// A recipe as an argument of tests.
struct TreeSample: Sendable, CustomTestStringConvertible {
  let estimator: any Estimator

  init(_ estimator: any Estimator) { self.estimator = estimator }

  var testDescription: String { "\(estimator)" }

  /// Fits, and gives the model back as one type: two models are the same if they are stored as the same.
  func fit(_ data: Dataset, seed: UInt64 = 5) throws -> any FittedModel {
    func open(_ estimator: some Estimator) throws -> any FittedModel {
      try estimator.fitted(to: data, in: FittingContext(seed: seed))
    }
    return try open(estimator)
  }

  /// Whether what is learned from two data sets is the same to the last bit.
  func learnsTheSame(from first: Dataset, and second: Dataset) throws -> Bool {
    switch (try fit(first), try fit(second)) {
    case (let first as ForestModel, let second as ForestModel): first == second
    case (let first as ForestClassifierModel, let second as ForestClassifierModel): first == second
    default: false
    }
  }
}

/// Columns of noise, of few different numbers, of many and with long tails, and a target that depends on them.
func treeData(rows rowCount: Int, classes classCount: Int? = nil, seed: UInt64 = 1) throws -> Dataset {
  var generator = SeededGenerator(seed: seed)
  let rows = (0..<rowCount).map { _ in
    let (one, two) = (generator.fraction(), generator.fraction())
    return [one, Double(generator.number(below: 4)), two * two / (1.001 - two), generator.fraction() - 0.5]
  }
  let target = rows.map { $0[0] * 3 + $0[1] * $0[1] + min($0[2], 5) + generator.fraction() }
  guard let classCount else { return try Dataset(features: Matrix(rows: rows), target: target) }
  return try Dataset(
    features: Matrix(rows: rows), labels: target.map { min(classCount - 1, Int($0 / 3)) },
    classes: Array(0..<classCount))
}
