/// Linear regression by ordinary least squares.
///
/// Where the features do not determine the coefficients (columns that depend on each other, fewer rows than
/// columns), the solution is the one whose coefficients have the smallest norm. The rank is found by the
/// singular value decomposition, with the cut-off that NumPy uses too: the precision of `Double` times the larger of
/// the numbers of rows and columns, relative to the largest singular value. Columns that are smaller than others by
/// as much (a ratio beside a time in nanoseconds) count as zero, too: standardize them first.
///
/// Where the features determine the coefficients well, the products of the columns are solved by Cholesky's method,
/// which gives the same to about twelve digits.
///
/// - Complexity: O(*n* *p*²) time, O(min(*n*, *p*) *p*) memory for *n* rows and *p* columns.
///
/// Source: G. H. Golub and C. F. Van Loan, *Matrix Computations*, 4th edition, §5.5.
public struct OrdinaryLeastSquares: Estimator {
  /// The name in recipe files.
  public static let typeName = "ols"
  /// One line for lists of learners.
  public static let summary = "linear regression by ordinary least squares, of minimum norm"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<OrdinaryLeastSquares>] = [
    .flag("intercept", \.intercept, "whether a constant is fitted")
  ]

  /// Whether a constant is fitted.
  ///
  /// Without one, the plane goes through the origin.
  public var intercept: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(intercept: true) }

  /// Creates a recipe.
  public init(intercept: Bool) { self.intercept = intercept }

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if the numbers are so large that sums of their squares overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    try CenteredData(data, centered: intercept).leastSquares(for: Self.typeName)
  }
}

extension CenteredData {
  /// Least squares of minimum norm.
  func leastSquares(for typeName: String) throws -> LinearModel {
    let coefficients = try wellDeterminedCoefficients() ?? decomposedCoefficients(for: typeName)
    return try model(coefficients: coefficients).requireFinite(for: typeName)
  }

  /// The coefficients from products of columns.
  ///
  /// - Returns: nil if that could cost digits that count, or if a singular value could be one that counts as zero.
  private func wellDeterminedCoefficients() -> Matrix<Double>? {
    guard featureMeans.count > 0, rowCount > featureMeans.count else { return nil }
    return GramStatistics(self).wellDeterminedCoefficients(rowCount: rowCount)
  }

  /// The coefficients by orthogonal decompositions.
  private func decomposedCoefficients(for typeName: String) throws -> Matrix<Double> {
    let (width, outputs) = (featureMeans.count, targetMeans.count)
    var accumulator = LeastSquaresAccumulator(
      columnCount: width, outputCount: outputs, rowCount: rowCount)
    forEachBlock { features, targets, rows in
      for row in 0..<rows {
        accumulator.append(
          features[row * width..<(row + 1) * width], target: targets[row * outputs..<(row + 1) * outputs])
      }
    }
    guard let coefficients = accumulator.solution() else { throw ModelingError.overflow(in: typeName) }
    return coefficients
  }
}

extension LinearModel {
  func requireFinite(for typeName: String) throws -> LinearModel {
    guard isFinite else { throw ModelingError.overflow(in: typeName) }
    return self
  }
}

extension ModelingError {
  static func overflow(in typeName: String) -> ModelingError {
    ModelingError(
      .notFinite,
      "“\(typeName)” cannot be fitted, because sums of squares of the features or the target exceed what a "
        + "Double can hold; scale them first")
  }
}

extension GramStatistics {
  /// The coefficients of least squares.
  ///
  /// - Parameters:
  ///   - rowCount: The number of rows that count.
  ///   - smallestCondition: The smallest reciprocal of the condition number that is solved.
  /// - Returns: nil if that could cost digits that count, or if a singular value could be one that counts as zero.
  func wellDeterminedCoefficients(
    rowCount: Int, smallestCondition: Double = 1e-4
  ) -> Matrix<Double>? {
    let width = featureCount
    guard width > 0, rowCount > width, isFinite else { return nil }
    let squares = (0..<width).map { product($0, $0) }
    guard let smallest = squares.min(), let largest = squares.max() else { return nil }
    // With the condition of the columns scaled to length 1, these bound the smallest singular value from below and
    // the largest from above. Sums of squares that are hardly more than 0 have lost digits.
    let tolerance = LeastSquaresAccumulator.tolerance(rowCount: rowCount, columnCount: width)
    guard smallest > .leastNormalMagnitude / .ulpOfOne,
      (smallest * smallestCondition).squareRoot() > tolerance * (Double(width) * largest).squareRoot()
    else { return nil }
    return ridgeCoefficients(
      penalty: 0, scales: squares.map { 1 / $0.squareRoot() }, smallestCondition: smallestCondition)
  }
}
