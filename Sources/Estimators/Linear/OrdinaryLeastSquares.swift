/// Linear regression by ordinary least squares.
///
/// Where the features do not determine the coefficients (columns that depend on each other, fewer rows than
/// columns), the solution is the one whose coefficients have the smallest norm. The rank is found by the
/// singular value decomposition, with the cut-off that LAPACK and NumPy use: the precision of `Double` times
/// the larger of the numbers of rows and columns, relative to the largest singular value.
///
/// - Complexity: O(*n* *p*²) time, O(*p*²) memory for *n* rows and *p* columns.
///
/// Source: G. H. Golub and C. F. Van Loan, *Matrix Computations*, 4th edition, §5.5.
public struct OrdinaryLeastSquares: Estimator {
  /// The name in recipe files.
  public static let typeName = "ols"
  /// One line for lists of learners.
  public static let summary = "linear regression by ordinary least squares, of minimum norm"
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
    try CenteredData(data, centered: intercept).leastSquares(penalty: 0, for: Self.typeName)
  }
}

extension CenteredData {
  /// Least squares with a penalty on the squared coefficients, of minimum norm, by orthogonal decompositions.
  func leastSquares(penalty: Double, for typeName: String) throws -> LinearModel {
    let (width, outputs) = (featureMeans.count, targetMeans.count)
    var accumulator = LeastSquaresAccumulator(columnCount: width, outputCount: outputs)
    forEachBlock { features, targets, rows in
      for row in 0..<rows {
        accumulator.append(
          features[row * width..<(row + 1) * width], target: targets[row * outputs..<(row + 1) * outputs])
      }
    }
    if penalty > 0 {
      // A penalty is one more example for each feature: that feature alone, with a target of zero.
      let root = penalty.squareRoot()
      for column in 0..<width {
        accumulator.append(
          (0..<width).lazy.map { $0 == column ? root : 0 }, target: repeatElement(0, count: outputs))
      }
    }
    guard let coefficients = accumulator.solution() else { throw ModelingError.overflow(in: typeName) }
    return try model(coefficients: coefficients).requireFinite(for: typeName)
  }
}

extension LinearModel {
  func requireFinite(for typeName: String) throws -> LinearModel {
    guard intercepts.allSatisfy(\.isFinite), coefficients.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
    else { throw ModelingError.overflow(in: typeName) }
    return self
  }
}

extension ModelingError {
  static func overflow(in typeName: String) -> ModelingError {
    ModelingError(
      .notFinite,
      "“\(typeName)” found no finite coefficients, because sums of squares of the features or the target "
        + "exceed what a Double can hold; scale them first")
  }
}
