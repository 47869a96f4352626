/// Linear regression with penalties on the absolute values and on the squares of the coefficients.
///
/// The coefficients *w* minimise
/// ‖*y* − *X w*‖² / (2 *n*) + `penalty` · (`mixing` · ‖*w*‖₁ + (1 − `mixing`) / 2 · ‖*w*‖²).
///
/// With weights, squared errors are multiplied with them, and *n* is their sum.
///
/// The minimum is found by coordinate descent on the products of the columns, so that a sweep costs the same for
/// any number of rows.
///
/// - Complexity: O(*n* *p*² + *s* *p*²) time, O(*p*²) memory for *n* rows, *p* columns and *s* sweeps.
///
/// Source: H. Zou and T. Hastie, “Regularization and variable selection via the elastic net”, J. R. Stat. Soc. B
/// 67 (2005); J. Friedman, T. Hastie and R. Tibshirani, “Regularization paths for generalized linear models via
/// coordinate descent”, J. Stat. Softw. 33 (2010), “covariance updates”.
public struct ElasticNetRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "elastic-net"
  /// One line for lists of learners.
  public static let summary = "linear regression with penalties on absolute and squared coefficients"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<ElasticNetRegression>] = [
    .number("penalty", \.penalty, .atLeast(0), "weight of both penalties"),
    .number("mixing", \.mixing, .within(0...1), "share of the penalty on absolute coefficients"),
    .flag("intercept", \.intercept, "whether a constant is fitted"),
    .number("tolerance", \.tolerance, .above(0), "change of a coefficient, relative, that ends the search"),
    .integer("maximumSweeps", \.maximumSweeps, .atLeast(1), "sweeps over all coefficients before giving up"),
  ]

  /// The weight of both penalties together, at least 0.
  ///
  /// With 0 it is ordinary least squares.
  public var penalty: Double

  /// The share of the penalty that is on absolute values, from 0 (ridge) to 1 (lasso).
  public var mixing: Double

  /// Whether a constant is fitted.
  public var intercept: Bool

  /// The search ends when no coefficient's share of the prediction changes by more than this, relative to the
  /// spread of the target.
  public var tolerance: Double

  /// How many sweeps over all coefficients are made before giving up.
  public var maximumSweeps: Int

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(penalty: 1) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - penalty: The weight of both penalties together, at least 0.
  ///   - mixing: The share of the penalty that is on absolute values, from 0 to 1.
  ///   - intercept: Whether a constant is fitted.
  ///   - tolerance: The relative change that ends the search, above 0.
  ///   - maximumSweeps: How many sweeps are made before giving up, at least 1.
  public init(
    penalty: Double, mixing: Double = 0.5, intercept: Bool = true, tolerance: Double = 1e-9,
    maximumSweeps: Int = 10_000
  ) {
    self.penalty = penalty
    self.mixing = mixing
    self.intercept = intercept
    self.tolerance = tolerance
    self.maximumSweeps = maximumSweeps
  }

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if the search did not converge, or if the numbers are so large that sums of
  ///   their squares overflow; `CancellationError` if the task was cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    try search.fitted(to: CenteredData(data, centered: intercept))
  }

  var search: CoordinateDescent {
    CoordinateDescent(
      absolutePenalty: penalty * mixing, squaredPenalty: penalty * (1 - mixing), tolerance: tolerance,
      maximumSweeps: maximumSweeps, typeName: Self.typeName)
  }
}
