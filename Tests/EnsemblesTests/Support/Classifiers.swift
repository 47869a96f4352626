import Ensembles

/// Predicts how often each class occurred among the rows it has learned from, by weight: a classifier whose every
/// probability can be worked out by hand.
struct Frequencies: Estimator {
  struct Model: ClassifierModel {
    static let typeName = "test-frequencies-model"
    var shares: [Double]
    var featureCount: Int
    var classCount: Int { shares.count }

    func probabilities(from features: Features) throws -> Matrix<Double> {
      try requireColumns(of: features)
      return Matrix(rows: (0..<features.rowCount).map { _ in shares })
    }
  }

  static let typeName = "test-frequencies"
  static let summary = "the shares of the classes"
  static let parameters: [Parameter<Frequencies>] = []
  static let acceptsWeights = true

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    var counts = [Double](repeating: 0, count: data.classes?.count ?? 0)
    let weights = data.weights
    for row in 0..<data.rowCount { counts[Int(data.target[row, 0])] += weights?[row] ?? 1 }
    let total = counts.reduce(0, +)
    return Model(shares: counts.map { $0 / total }, featureCount: data.features.columnCount)
  }
}

/// Tells classes apart by the nearest mean of the first feature.
struct NearestMean: Estimator {
  struct Model: ClassifierModel {
    static let typeName = "test-nearest-mean-model"
    var means: [Double]
    var featureCount: Int
    var classCount: Int { means.count }

    func probabilities(from features: Features) throws -> Matrix<Double> {
      try requireColumns(of: features)
      return Matrix(
        rows: (0..<features.rowCount).map { row in
          let nearness = means.map { 1 / (1e-6 + abs($0 - features[row, 0])) }
          let total = nearness.reduce(0, +)
          return nearness.map { $0 / total }
        })
    }
  }

  static let typeName = "test-nearest-mean"
  static let summary = "the class whose mean is nearest"
  static let parameters: [Parameter<NearestMean>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    var sums = [Double](repeating: 0, count: data.classes?.count ?? 0)
    var counts = sums
    for row in 0..<data.rowCount {
      let number = Int(data.target[row, 0])
      sums[number] += data.features[row, 0]
      counts[number] += 1
    }
    return Model(means: zip(sums, counts).map { $0 / max($1, 1) }, featureCount: data.features.columnCount)
  }
}

/// Three labels in turn; the first feature tells them apart, a second one does not.
func labelledData(rows: Int) throws -> Dataset {
  let noise = try sampleData(rows: rows, columns: 2, seed: 5).features
  return try Dataset(
    features: Matrix(
      rows: (0..<rows).map { [Double($0 % 3) + noise[$0, 0] * 0.8, noise[$0, 1]] }),
    labels: (0..<rows).map { ["ash", "birch", "cedar"][$0 % 3] })
}
