/// Linear regression with a penalty on the absolute values of the coefficients, which sets some of them to zero.
///
/// The coefficients *w* minimise ‖*y* − *X w*‖² / (2 *n*) + `penalty` · ‖*w*‖₁. It is an elastic net whose whole
/// penalty is on absolute values: see `ElasticNetRegression` for method and cost.
///
/// Source: R. Tibshirani, “Regression shrinkage and selection via the lasso”, J. R. Stat. Soc. B 58 (1996).
public struct LassoRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "lasso"
  /// One line for lists of learners.
  public static let summary = "linear regression with a penalty on absolute coefficients"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<LassoRegression>] = [
    .number("penalty", \.penalty, .atLeast(0), "weight of the absolute coefficients"),
    .flag("intercept", \.intercept, "whether a constant is fitted"),
    .number("tolerance", \.tolerance, .above(0), "change of a coefficient, relative, that ends the search"),
    .integer("maximumSweeps", \.maximumSweeps, .atLeast(1), "sweeps over all coefficients before giving up"),
  ]

  /// The weight of the absolute coefficients, at least 0.
  ///
  /// With 0 it is ordinary least squares.
  public var penalty: Double

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
  ///   - penalty: The weight of the absolute coefficients, at least 0.
  ///   - intercept: Whether a constant is fitted.
  ///   - tolerance: The relative change that ends the search, above 0.
  ///   - maximumSweeps: How many sweeps are made before giving up, at least 1.
  public init(penalty: Double, intercept: Bool = true, tolerance: Double = 1e-9, maximumSweeps: Int = 10_000)
  {
    self.penalty = penalty
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
      absolutePenalty: penalty, squaredPenalty: 0, tolerance: tolerance,
      maximumSweeps: maximumSweeps, typeName: Self.typeName)
  }
}
