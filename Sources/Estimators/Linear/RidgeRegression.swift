/// Linear regression with a penalty on the squares of the coefficients.
///
/// The coefficients *w* minimise ‖*y* − *X w*‖² + `penalty` · ‖*w*‖². The intercept is not penalised.
///
/// The products of the columns are solved by Cholesky's method. Where the condition of the system would cost
/// more than half of the digits, it is solved by orthogonal decompositions instead.
///
/// - Complexity: O(*n* *p*² + *p*³) time, O(*p*²) memory for *n* rows and *p* columns.
///
/// Source: A. E. Hoerl and R. W. Kennard, “Ridge regression: biased estimation for nonorthogonal problems”,
/// Technometrics 12 (1970).
public struct RidgeRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "ridge"
  /// One line for lists of learners.
  public static let summary = "linear regression with a penalty on squared coefficients"
  /// The parameters.
  public static let parameters: [Parameter<RidgeRegression>] = [
    .number("penalty", \.penalty, .atLeast(0), "weight of the squared coefficients"),
    .flag("intercept", \.intercept, "whether a constant is fitted"),
  ]

  /// The weight of the squared coefficients, at least 0.
  ///
  /// With 0 it is ordinary least squares.
  public var penalty: Double

  /// Whether a constant is fitted.
  public var intercept: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(penalty: 1) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - penalty: The weight of the squared coefficients, at least 0.
  ///   - intercept: Whether a constant is fitted.
  public init(penalty: Double, intercept: Bool = true) {
    self.penalty = penalty
    self.intercept = intercept
  }

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if the numbers are so large that sums of their squares overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    let centered = CenteredData(data, centered: intercept)
    guard penalty > 0 else { return try centered.leastSquares(penalty: 0, for: Self.typeName) }
    let statistics = GramStatistics(centered)
    guard statistics.isFinite else { throw ModelingError.overflow(in: Self.typeName) }
    guard let coefficients = statistics.ridgeCoefficients(penalty: penalty) else {
      return try centered.leastSquares(penalty: penalty, for: Self.typeName)
    }
    return try centered.model(coefficients: coefficients).requireFinite(for: Self.typeName)
  }
}

extension GramStatistics {
  /// The coefficients of ridge regression.
  ///
  /// - Parameter penalty: Above 0.
  /// - Returns: nil if the system is too ill-conditioned to be solved from products of columns.
  func ridgeCoefficients(penalty: Double) -> Matrix<Double>? {
    // Columns of different sizes make a condition look worse than it is: each is scaled to one first, which
    // changes no digit of a Cholesky factor.
    let scales = (0..<featureCount).map { 1 / (product($0, $0) + penalty).squareRoot() }
    var system = gram
    for row in 0..<featureCount {
      system[row * featureCount + row] += penalty
      for column in row..<featureCount {
        system[row * featureCount + column] *= scales[row] * scales[column]
      }
    }
    var right: [Double] = []
    for output in 0..<outputCount {
      right += (0..<featureCount).map { moments[$0, output] * scales[$0] }
    }
    // About eight digits of the sixteen are left at this condition.
    let solved = LinearAlgebra.solvePositiveDefinite(
      system, order: featureCount, right: right, outputCount: outputCount, smallestCondition: 1e-7)
    guard let solved else { return nil }
    return Matrix(rowCount: featureCount, columnCount: outputCount) { target in
      for column in 0..<featureCount {
        for output in 0..<outputCount {
          target.initializeElement(
            at: column * outputCount + output, to: solved[output * featureCount + column] * scales[column])
        }
      }
    }
  }
}
