import Ensembles
import Synchronization

/// Predicts the mean of the target it has learned from: a learner whose every prediction can be worked out by
/// hand.
struct Mean: Estimator {
  struct Model: FittedModel {
    static let typeName = "test-mean-model"
    var value: Double
    var featureCount: Int
    var outputCount: Int { 1 }

    func predictions(from features: Features) throws -> Matrix<Double> {
      try requireColumns(of: features)
      return Matrix(rowCount: features.rowCount, columnCount: 1, repeating: value)
    }
  }

  static let typeName = "test-mean"
  static let summary = "the mean of the target"
  static let parameters: [Parameter<Mean>] = [
    .number("offset", \.offset, .within(-1e300...1e300), "what is added")
  ]

  var offset = 0.0

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    let target = data.target.copied().elements
    return Model(
      value: target.reduce(0, +) / Double(target.count) + offset, featureCount: data.features.columnCount)
  }
}

/// Predicts the seed that it was given.
struct SeedTeller: Estimator {
  static let typeName = "test-seed"
  static let summary = "the seed"
  static let parameters: [Parameter<SeedTeller>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    Mean.Model(value: Double(context.seed % 1_000_003), featureCount: data.features.columnCount)
  }
}

/// Throws when it is fitted to a target that holds a number.
struct Picky: Estimator {
  static let typeName = "test-picky"
  static let summary = "throws at a number"
  static let parameters: [Parameter<Picky>] = []

  struct Refusal: Error, Equatable {}

  var number = 0.0

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    guard !data.target.copied().elements.contains(number) else { throw Refusal() }
    return Mean.Model(value: 0, featureCount: data.features.columnCount)
  }
}

/// Subtracts the largest number of the first column that it was fitted to: tells which rows it has seen.
struct LargestSeen: Preprocessor {
  struct Fitted: FittedPreprocessor {
    static let typeName = "test-largest-seen-fitted"
    var largest: Double

    func applied(to features: Features) throws -> Features {
      Features(Matrix(column: (0..<features.rowCount).map { _ in largest }))
    }
  }

  static let typeName = "test-largest-seen"
  static let summary = "the largest number seen"
  static let parameters: [Parameter<LargestSeen>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted {
    Fitted(largest: (0..<data.rowCount).map { data.features[$0, 0] }.max() ?? 0)
  }
}

/// Predicts its first feature.
struct Echo: Estimator {
  struct Model: FittedModel {
    static let typeName = "test-echo-model"
    var featureCount: Int
    var outputCount: Int { 1 }

    func predictions(from features: Features) throws -> Matrix<Double> {
      try requireColumns(of: features)
      return features.columns([0]).matrix()
    }
  }

  static let typeName = "test-echo"
  static let summary = "the first feature"
  static let parameters: [Parameter<Echo>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    Model(featureCount: data.features.columnCount)
  }
}

/// Promises one column and predicts as many as it is told, or promises as many as it has learned from rows.
struct Misshapen: Estimator {
  struct Model: FittedModel {
    static let typeName = "test-misshapen-model"
    var rows: Int
    var columns: Int
    var featureCount: Int
    var outputCount: Int

    func predictions(from features: Features) throws -> Matrix<Double> {
      Matrix(rowCount: features.rowCount + rows, columnCount: columns, repeating: 0)
    }
  }

  static let typeName = "test-misshapen"
  static let summary = "predictions of another shape"
  static let parameters: [Parameter<Misshapen>] = []

  var rows = 0
  var columns = 1
  var countsRows = false

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    let columns = countsRows ? data.rowCount : columns
    return Model(
      rows: rows, columns: columns, featureCount: data.features.columnCount,
      outputCount: countsRows ? columns : 1)
  }
}

/// Plans what it was given.
struct Planned: Indexer {
  static let typeName = "test-planned"
  static let summary = "a plan from elsewhere"
  static let parameters: [Parameter<Planned>] = []

  var partitions: [[Range<Int>]] = []
  var folds: [[Range<Int>]] = []
  var partition = 0
  var rowCount = 4

  func plan(for data: Dataset) throws -> CrossFittingPlan {
    CrossFittingPlan(
      rowCount: rowCount, partitions: partitions.map { RangeSet($0) },
      folds: folds.map { Fold(partition: partition, train: RangeSet([$0[0]]), test: RangeSet([$0[1]])) })
  }
}
