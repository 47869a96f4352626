/// Replaces the columns by their principal components: the directions, at right angles to each other, along which rows
/// differ most.
///
/// The first component has the largest variance that a direction can have, each other the largest that those before
/// left. Of the two ways that a direction can point, that one is taken in which the coefficient of the largest size is
/// positive. The components depend on the units of the columns: standardize them first where these differ.
///
/// With `whitens`, each component is divided by its deviation, the root of its variance, so that all count the same
/// behind it. One that is constant up to rounding is not divided. Weights count as repetitions.
///
/// - Complexity: O(*n* *p*²) time, O(min(*n*, *p*) *p*) memory for *n* rows and *p* columns.
///
/// Source: I. T. Jolliffe, *Principal Component Analysis*, 2nd edition (2002), §3.5.
public struct PrincipalComponents: Preprocessor {
  /// The name in recipe files.
  public static let typeName = "principal-components"
  /// One line for lists of preprocessing steps.
  public static let summary = "the directions along which rows differ most, in place of the columns"
  /// The parameters.
  public static let parameters: [Parameter<PrincipalComponents>] = [
    Parameter(
      "components", domain: "“all”, a whole number of at least 1, or a share of the variance between 0 and 1",
      "how many components are kept", get: { $0.components.value }, set: { $0.components = $1 },
      convert: { ComponentCount($0) }),
    .flag("whitens", \.whitens, "whether each component is divided by its deviation"),
  ]

  /// How many components are kept.
  public var components: ComponentCount

  /// Whether each component is divided by its deviation.
  public var whitens: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(components: .all) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - components: How many components are kept.
  ///   - whitens: Whether each component is divided by its deviation.
  public init(components: ComponentCount, whitens: Bool = false) {
    self.components = components
    self.whitens = whitens
  }

  /// Fits to the features of a data set.
  ///
  /// - Throws: `ModelingError` if there is no row or no column, if a feature is not finite or their squares overflow, or
  ///   if there are not as many components as are to be kept.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ComponentProjection {
    let width = data.features.columnCount
    guard data.rowCount > 0, width > 0 else {
      throw ModelingError(
        .tooFewRows,
        "“\(Self.typeName)” needs at least one row and one column, but the data set has "
          + "\(data.rowCount.counted("row")) and \(width.counted("column"))")
    }
    let moments = try WeightedMoments(data)
    let means = moments.featureMeans
    var rows = moments.spread(around: means)
    guard rows.allSatisfy(\.isFinite) else {
      try data.features.requireFinite { data.featureNames?[$0] }
      throw ModelingError.overflow(in: Self.typeName)
    }
    guard
      let found = LinearAlgebra.singularValues(
        ofRows: &rows, rowCount: rows.count / width, columnCount: width)
    else { throw ModelingError.notDecomposed(by: Self.typeName) }
    let divisor = Self.repetitions(of: moments)
    let variances = found.values.map { $0 * $0 / divisor }
    let total = variances.reduce(0, +)
    guard total.isFinite else { throw ModelingError.overflow(in: Self.typeName) }
    let shares = variances.map { total > 0 ? $0 / total : 0 }
    let count = try components.count(among: shares, of: moments)
    let smallest =
      (found.values.first ?? 0)
      * LeastSquaresAccumulator.tolerance(rowCount: moments.rowCount, columnCount: width)
    return ComponentProjection(
      means: means,
      directions: Matrix(
        rowCount: count, columnCount: width,
        elements: (0..<count).flatMap { Self.pointed(found.right[$0 * width..<($0 + 1) * width]) }),
      variances: Array(variances.prefix(count)), shares: Array(shares.prefix(count)),
      divisors: (0..<count).map {
        whitens && found.values[$0] > smallest && variances[$0].isNormal ? variances[$0].squareRoot() : 1
      })
  }

  /// One repetition less than all, as for every variance that is estimated; of no more than one there is no less.
  ///
  /// Weights whose mean is below 1 are shares of the rows and no repetitions: what is missing is a row's share of them.
  private static func repetitions(of moments: WeightedMoments) -> Double {
    let (total, count) = (moments.totalWeight, Double(moments.rowCount))
    guard max(total, count) > 1 else { return total }
    return total < count ? total * (1 - 1 / count) : total - 1
  }

  /// A direction such that its coefficient of the largest size, the first of several, is positive.
  private static func pointed(_ direction: ArraySlice<Double>) -> [Double] {
    let size = direction.reduce(0) { max($0, abs($1)) }
    let leads = direction.first { abs($0) == size } ?? 0
    return leads < 0 ? direction.map { -$0 } : Array(direction)
  }
}

/// Directions onto which rows are projected.
public struct ComponentProjection: FittedPreprocessor, Equatable {
  /// The name in stored models.
  public static let typeName = "component-projection"

  /// What is subtracted from each column before.
  public let means: [Double]

  /// The directions, of length 1: one row for each component, one column for each feature.
  public let directions: Matrix<Double>

  /// The variance of each component among the training rows.
  public let variances: [Double]

  /// The share of the variance of all columns together that each component has.
  public let shares: [Double]

  /// What each component is divided by, above 0.
  public let divisors: [Double]

  init(
    means: [Double], directions: Matrix<Double>, variances: [Double], shares: [Double], divisors: [Double]
  ) {
    self.means = means
    self.directions = directions
    self.variances = variances
    self.shares = shares
    self.divisors = divisors
  }

  /// Reads a stored projection.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    means = try container.decode([Double].self, forKey: .means)
    directions = try container.decode(Matrix<Double>.self, forKey: .directions)
    variances = try container.decode([Double].self, forKey: .variances)
    shares = try container.decode([Double].self, forKey: .shares)
    divisors = try container.decode([Double].self, forKey: .divisors)
    let count = directions.rowCount
    guard directions.columnCount == means.count, variances.count == count, shares.count == count,
      divisors.count == count, (means + variances + shares).allSatisfy(\.isFinite),
      divisors.allSatisfy({ $0 > 0 && $0.isFinite }),
      directions.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .directions, in: container,
        debugDescription: "a projection needs finite numbers for each of its components and columns")
    }
  }

  /// The components of each row: a matrix of their own.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns.
  /// - Complexity: O(*rows* · *features* · *components*).
  public func applied(to features: Features) throws -> Features {
    guard features.columnCount == means.count else {
      throw ModelingError(
        .mismatchedShapes,
        "a projection of \(means.count.counted("column")) was given features of "
          + features.columnCount.counted("column"))
    }
    let (width, count) = (means.count, directions.rowCount)
    let result = Matrix<Double>(rowCount: features.rowCount, columnCount: count) { target in
      directions.withUnsafeElements { directions in
        var rows = [Double](repeating: 0, count: blockRows * width)
        features.forEachRowBlock(of: blockRows) { block in
          for row in 0..<block.rowCount {
            let values = block.row(row)
            for column in 0..<width { rows[row * width + column] = values[column] - means[column] }
          }
          let places = block.rows.lowerBound * count..<block.rows.upperBound * count
          let product = UnsafeMutableBufferPointer(rebasing: target[places])
          rows.withUnsafeBufferPointer { rows in
            LinearAlgebra.multiply(
              rows, rowCount: block.rowCount, columnCount: width, by: directions, isTransposed: true,
              outputCount: count, into: product)
          }
          for row in 0..<block.rowCount {
            for component in 0..<count { product[row * count + component] /= divisors[component] }
          }
        }
      }
    }
    return Features(result)
  }
}

/// Few enough rows to stay in the cache between two passes over them.
private let blockRows = 256

extension ModelingError {
  static func notDecomposed(by typeName: String) -> ModelingError {
    ModelingError(
      .notConverged,
      "“\(typeName)” found no singular values of the features, whose sizes may differ too much; scale them first"
    )
  }
}
