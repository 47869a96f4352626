private import Foundation

/// Linear discriminants: each class is spread around its mean as a normal distribution, all with the same covariance.
///
/// A class is as probable as its prior times the density of the row under it, so that classes are told apart by planes.
/// Directions in which no class has any width, relative to the columns' deviations within classes, are not looked at.
/// With a `shrinkage`, the covariance is the mean of those of the classes, each moved that far towards one that has no
/// correlations: that helps where there are few rows for the number of columns. Without, the units of columns do not
/// matter.
///
/// A class without an example of positive weight is given probability 0, and one that is alone probability 1. Weights
/// count as repetitions.
///
/// - Complexity: O(*n* *p*² + *k* *p*³) time, O(*k* *p*²) memory for *n* rows, *p* columns and *k* classes.
///
/// Source: T. Hastie, R. Tibshirani and J. Friedman, *The Elements of Statistical Learning*, 2nd edition (2009), §4.3.
public struct LinearDiscriminantAnalysis: Estimator {
  /// The name in recipe files.
  public static let typeName = "linear-discriminants"
  /// One line for lists of learners.
  public static let summary = "normal distributions of one covariance, one for each class"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<LinearDiscriminantAnalysis>] = [
    .shrinkage(\.shrinkage),
    .priors(\.priors),
    .number(
      "tolerance", \.tolerance, .atLeast(0), "the deviation, in units of the columns', that counts as none"),
  ]

  /// How far the covariances of the classes are moved towards multiples of the unit matrix.
  public var shrinkage: Shrinkage

  /// How probable each class is before a row is seen, in the order of the classes: numbers of at least 0, of which only
  /// the proportions count.
  ///
  /// An empty list stands for the frequencies among the rows.
  public var priors: [Double]

  /// Directions along which rows of a class deviate by no more than this are not looked at, in units of the columns'
  /// deviations.
  ///
  /// With a `shrinkage` there are none.
  public var tolerance: Double

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(shrinkage: .none) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - shrinkage: How far the covariances of the classes are moved towards multiples of the unit matrix.
  ///   - priors: One number for each class, or none for the frequencies among the rows.
  ///   - tolerance: The deviation that counts as none, at least 0.
  public init(shrinkage: Shrinkage, priors: [Double] = [], tolerance: Double = 1e-4) {
    self.shrinkage = shrinkage
    self.priors = priors
    self.tolerance = tolerance
  }

  /// Fits to a data set of classes.
  ///
  /// - Throws: `ModelingError` if several classes have one example each and none has more, if the priors do not suit
  ///   the classes, or if the numbers are so large that sums of their squares overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LinearDiscriminants {
    try model(
      of: DiscriminantClass.all(of: data, shrinkage: shrinkage, for: Self.typeName),
      classCount: data.classes?.count ?? 0)
  }

  /// The model of classes, at least one.
  ///
  /// - Throws: `ModelingError` as for a data set.
  func model(of classes: [DiscriminantClass], classCount: Int) throws -> LinearDiscriminants {
    let spreads = classes.map(\.spread)
    let width = spreads[0].means.count
    let settled = try ClassPriors.settled(priors, for: spreads, among: classCount, for: Self.typeName)
    guard spreads.count == 1 || spreads.contains(where: { $0.rowCount > 1 }) else {
      throw ModelingError(
        .tooFewRows,
        "“\(Self.typeName)” has one example of each of \(classes.count) classes, which says nothing of how wide they are"
      )
    }
    let total = spreads.reduce(0) { $0 + $1.weight }
    let shares = shrinkage.isNone ? spreads.map { $0.weight / total } : settled
    let within = try WhiteAxes(
      ofRows: zip(classes, shares).flatMap { one, share in
        let root = share.squareRoot()
        return one.covariance.map { $0 * root }
      }, columnCount: width, tolerance: shrinkage.isNone ? tolerance : nil, for: Self.typeName
    ).axes

    let centre = (0..<width).map { column in
      zip(spreads, settled).reduce(0) { $0 + $1.1 * $1.0.means[column] }
    }
    let kept = classes.indices.filter { settled[$0] > 0 }
    var columns: [[Double]] = []
    var intercepts: [Double] = []
    for place in kept {
      let distances = zip(spreads[place].means, centre).map { $0 - $1 }
      let white = within.map { axis in zip(axis, distances).reduce(0) { $0 + $1.0 * $1.1 } }
      let column = (0..<width).map { column in zip(within, white).reduce(0) { $0 + $1.0[column] * $1.1 } }
      intercepts.append(
        log(settled[place]) - white.reduce(0) { $0 + $1 * $1 } / 2
          - zip(centre, column).reduce(0) { $0 + $1.0 * $1.1 })
      columns.append(column)
    }
    guard intercepts.allSatisfy(\.isFinite), columns.joined().allSatisfy(\.isFinite) else {
      throw ModelingError.overflow(in: Self.typeName)
    }
    return LinearDiscriminants(
      coefficients: Matrix(
        rowCount: width, columnCount: kept.count,
        elements: (0..<width * kept.count).map { columns[$0 % kept.count][$0 / kept.count] }),
      intercepts: intercepts, classes: kept.map { spreads[$0].number }, classCount: classCount)
  }
}

/// What linear discriminant analysis fits: a linear score for each class.
public struct LinearDiscriminants: ClassifierModel, Equatable, ReadableWeights {
  /// The name in stored models.
  public static let typeName = "linear-discriminants-model"

  /// The coefficients of the scores: one row for each feature, one column for each of `classes`.
  ///
  /// Only differences between classes mean something.
  public let coefficients: Matrix<Double>

  /// The constants of the scores, one for each of `classes`.
  public let intercepts: [Double]

  /// The numbers of the classes that are possible, in ascending order.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { coefficients.rowCount }

  /// The coefficients.
  public var inputWeights: Matrix<Double> { coefficients }

  init(coefficients: Matrix<Double>, intercepts: [Double], classes: [Int], classCount: Int) {
    self.coefficients = coefficients
    self.intercepts = intercepts
    self.classes = classes
    self.classCount = classCount
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    coefficients = try container.decode(Matrix<Double>.self, forKey: .coefficients)
    intercepts = try container.decode([Double].self, forKey: .intercepts)
    classes = try container.decode([Int].self, forKey: .classes)
    classCount = try container.decode(Int.self, forKey: .classCount)
    guard classes.areClasses(below: classCount), coefficients.columnCount == classes.count,
      intercepts.count == classes.count, intercepts.allSatisfy(\.isFinite),
      coefficients.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .classes, in: container,
        debugDescription: "linear discriminants need a finite score for each class that they list")
    }
  }

  /// The probability of each class: 0 for one that is not among `classes`.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*rows* · *features* · *classes*).
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    let scores = try LinearModel(coefficients: coefficients, intercepts: intercepts).predictions(
      from: features)
    return Matrix.probabilities(ofScores: scores, of: classes, classCount: classCount)
  }
}

extension Matrix<Double> {
  /// Probabilities that are proportional to the exponentials of scores.
  ///
  /// - Parameters:
  ///   - scores: One column for each class that is possible.
  ///   - classes: The numbers of these classes.
  ///   - classCount: The number of columns.
  /// - Returns: One row for each row of the scores.
  static func probabilities(
    ofScores scores: Matrix<Double>, of classes: [Int], classCount: Int
  ) -> Matrix<Double> {
    let even = [Double](repeating: 1 / Double(classes.count), count: classes.count)
    var one = even
    return Matrix.probabilities(of: Features(scores), classCount: classCount) { values, row in
      for place in one.indices { one[place] = values[place] }
      LogProbabilities.write(one, of: classes, otherwise: even, to: row)
    }
  }
}
