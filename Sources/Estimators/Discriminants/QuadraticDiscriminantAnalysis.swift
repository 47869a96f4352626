private import Foundation

/// Quadratic discriminants: each class is spread around its mean as a normal distribution with a covariance of its own.
///
/// A class is as probable as its prior times the density of the row under it. A covariance needs more rows of its class
/// than there are columns, none of which may follow from others; where there are fewer, `shrinkage` moves it towards one
/// that has no correlations, or `regularization` mixes it with a variance of 1 for each column. Both depend on the units
/// of the columns: standardize them first.
///
/// A class without an example of positive weight is given probability 0, and one that is alone probability 1. Weights
/// count as repetitions.
///
/// - Complexity: O(*n* *p*² + *k* *p*³) time, O(*k* *p*²) memory for *n* rows, *p* columns and *k* classes.
///
/// Source: T. Hastie, R. Tibshirani and J. Friedman, *The Elements of Statistical Learning*, 2nd edition (2009), §4.3.
public struct QuadraticDiscriminantAnalysis: Estimator {
  /// The name in recipe files.
  public static let typeName = "quadratic-discriminants"
  /// One line for lists of learners.
  public static let summary = "normal distributions with a covariance for each class"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<QuadraticDiscriminantAnalysis>] = [
    .number(
      "regularization", \.regularization, .within(0...1), "share of a variance of 1 in that of each column"),
    .shrinkage(\.shrinkage),
    .priors(\.priors),
  ]

  /// The share of the unit matrix in each covariance, from 0 to 1.
  public var regularization: Double

  /// How far each covariance is moved towards a multiple of the unit matrix, before it is regularized.
  public var shrinkage: Shrinkage

  /// How probable each class is before a row is seen, in the order of the classes: numbers of at least 0, of which only
  /// the proportions count.
  ///
  /// An empty list stands for the frequencies among the rows.
  public var priors: [Double]

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(regularization: 0) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - regularization: The share of the unit matrix in each covariance, from 0 to 1.
  ///   - shrinkage: How far each covariance is moved towards a multiple of the unit matrix.
  ///   - priors: One number for each class, or none for the frequencies among the rows.
  public init(regularization: Double, shrinkage: Shrinkage = .none, priors: [Double] = []) {
    self.regularization = regularization
    self.shrinkage = shrinkage
    self.priors = priors
  }

  /// Fits to a data set of classes.
  ///
  /// - Throws: `ModelingError` if a class has no width in some direction, if the priors do not suit the classes, or if
  ///   the numbers are so large that sums of their squares overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> QuadraticDiscriminants {
    try model(
      of: DiscriminantClass.all(of: data, shrinkage: shrinkage, for: Self.typeName),
      classCount: data.classes?.count ?? 0, labels: data.classes?.labels
    ).model
  }

  /// The model of classes, at least one.
  ///
  /// - Parameters:
  ///   - classes: The classes.
  ///   - classCount: The number of classes that the target has.
  ///   - labels: Their names in errors, or nil for their numbers.
  /// - Returns: The model, with the condition of the class of which most digits were lost.
  /// - Throws: `ModelingError` as for a data set.
  func model(
    of classes: [DiscriminantClass], classCount: Int, labels: [String]? = nil
  ) throws -> (model: QuadraticDiscriminants, condition: Double) {
    let spreads = classes.map(\.spread)
    let settled = try ClassPriors.settled(priors, for: spreads, among: classCount, for: Self.typeName)
    let kept = spreads.indices.filter { settled[$0] > 0 }
    let width = spreads[0].means.count
    guard kept.count > 1 else {
      // Alone, a class needs no shape.
      let model = QuadraticDiscriminants(
        means: Matrix(rowCount: kept.count, columnCount: width, repeating: 0),
        axes: kept.map { _ in Matrix(rowCount: width, columnCount: width, repeating: 0) },
        constants: kept.map { _ in 0 }, classes: kept.map { spreads[$0].number },
        classCount: classCount)
      return (model, 1)
    }
    var (means, axes, constants): ([Double], [Matrix<Double>], [Double]) = ([], [], [])
    var condition = 1.0
    for place in kept {
      let number = spreads[place].number
      let white = try whiteAxes(of: classes[place], named: labels?[number] ?? "\(number)")
      means += spreads[place].means
      axes.append(Matrix(rows: white.axes))
      constants.append(log(settled[place]) - white.logVolume)
      condition = min(condition, white.condition)
    }
    guard constants.allSatisfy(\.isFinite), axes.allSatisfy(\.isFinite) else {
      throw ModelingError.overflow(in: Self.typeName)
    }
    let model = QuadraticDiscriminants(
      means: Matrix(rowCount: kept.count, columnCount: width, elements: means), axes: axes,
      constants: constants, classes: kept.map { spreads[$0].number }, classCount: classCount)
    return (model, condition)
  }

  /// Axes along all directions.
  private func whiteAxes(of one: DiscriminantClass, named name: String) throws -> WhiteAxes {
    let width = one.spread.means.count
    var rows = one.covariance
    if regularization > 0 {
      let scale = (1 - regularization).squareRoot()
      rows =
        rows.map { $0 * scale } + DiagonalRows.of([Double](repeating: regularization, count: width))
    }
    let white = try WhiteAxes(ofRows: rows, columnCount: width, tolerance: nil, for: Self.typeName)
    guard white.axes.count == width else { throw flat(name, one.spread) }
    return white
  }

  private func flat(_ name: String, _ spread: ClassSpread) -> ModelingError {
    ModelingError(
      .tooFewRows,
      "the \(spread.rowCount.counted("row")) of class “\(name)” do not differ in every direction of the "
        + "\(spread.means.count.counted("column")), so that “\(Self.typeName)” cannot tell how wide it is; give it a "
        + "“regularization” or a “shrinkage”, or leave columns out")
  }
}

/// What quadratic discriminant analysis fits: a mean and a shape for each class.
public struct QuadraticDiscriminants: ClassifierModel, Equatable {
  /// The name in stored models.
  public static let typeName = "quadratic-discriminants-model"

  /// The means: one row for each of `classes`, one column for each feature.
  public let means: Matrix<Double>

  /// For each of `classes` the axes along which its rows have a variance of 1: one row for each.
  public let axes: [Matrix<Double>]

  /// The logarithm of each class's density at its mean times its prior, up to a number that all have.
  public let constants: [Double]

  /// The numbers of the classes that are possible, in ascending order.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { means.columnCount }

  init(means: Matrix<Double>, axes: [Matrix<Double>], constants: [Double], classes: [Int], classCount: Int) {
    self.means = means
    self.axes = axes
    self.constants = constants
    self.classes = classes
    self.classCount = classCount
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    means = try container.decode(Matrix<Double>.self, forKey: .means)
    axes = try container.decode([Matrix<Double>].self, forKey: .axes)
    constants = try container.decode([Double].self, forKey: .constants)
    classes = try container.decode([Int].self, forKey: .classes)
    classCount = try container.decode(Int.self, forKey: .classCount)
    let width = means.columnCount
    guard classes.areClasses(below: classCount), means.rowCount == classes.count,
      axes.count == classes.count, constants.count == classes.count, constants.allSatisfy(\.isFinite),
      means.isFinite, axes.allSatisfy({ $0.rowCount == width && $0.columnCount == width && $0.isFinite })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .axes, in: container,
        debugDescription: "quadratic discriminants need a finite mean and shape for each class that they list"
      )
    }
  }

  /// The probability of each class: 0 for one that is not among `classes`.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*rows* · *features*² · *classes*).
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let (count, width) = (classes.count, featureCount)
    var scores = Matrix<Double>(rowCount: features.rowCount, columnCount: count, repeating: 0)
    var distances = [Double](repeating: 0, count: blockRows * width)
    var white = distances
    scores.withUnsafeMutableElements { scores in
      features.forEachRowBlock(of: blockRows) { block in
        for (place, axes) in axes.enumerated() {
          let mean = means.row(place)
          for row in 0..<block.rowCount {
            let values = block.row(row)
            for column in 0..<width { distances[row * width + column] = values[column] - mean[column] }
          }
          white.withUnsafeMutableBufferPointer { white in
            distances.withUnsafeBufferPointer { distances in
              axes.withUnsafeElements { axes in
                LinearAlgebra.multiply(
                  distances, rowCount: block.rowCount, columnCount: width, by: axes, isTransposed: true,
                  outputCount: width, into: white)
              }
            }
          }
          for row in 0..<block.rowCount {
            var square = 0.0
            for place in row * width..<(row + 1) * width { square += white[place] * white[place] }
            scores[(block.rows.lowerBound + row) * count + place] = square
          }
        }
        // Less the least of them: beside a large distance that all have, priors would be lost.
        for row in block.rows {
          let places = row * count..<(row + 1) * count
          let least = places.reduce(Double.infinity) { min($0, scores[$1]) }
          for place in places {
            scores[place] =
              scores[place] < .infinity
              ? constants[place - row * count] - (scores[place] - least) / 2 : -.infinity
          }
        }
      }
    }
    return Matrix.probabilities(ofScores: scores, of: classes, classCount: classCount)
  }
}

extension Matrix<Double> {
  fileprivate var isFinite: Bool { withUnsafeElements { $0.allSatisfy(\.isFinite) } }
}

/// Few enough rows to stay in the cache between the passes over them.
private let blockRows = 128
