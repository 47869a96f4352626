/// Linear support vector regression: errors within a margin cost nothing, others the square of what is beyond it.
///
/// The coefficients *w*, the intercept among them, minimise ½ ‖*w*‖² + `cost` · Σ max(0, |*yᵢ* − *w xᵢ*| − `margin`)². It is
/// LIBLINEAR's solver `L2R_L2LOSS_SVR`, which draws no random numbers. Each output of the target is fitted on its own.
///
/// Unlike in ridge regression the intercept is penalised: standardize the features and centre the target, or leave the
/// cost large. The library of the distributions knows no weights of rows.
///
/// - Complexity: O(*n* *p*) time for a step, of which some tens are made, and O(*n* *p*) memory for *n* rows and *p*
///   columns; of sparse features only the numbers that are stored count.
///
/// Source: C.-H. Ho and C.-J. Lin, “Large-scale linear support vector regression”, Journal of Machine Learning Research 13
/// (2012).
public struct LinearSupportVectorRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "linear-support-vector"
  /// One line for lists of learners.
  public static let summary = "linear regression with a margin within which errors cost nothing (LIBLINEAR)"
  /// The library that does the work.
  public static let nativeLibrary: String? = "LIBLINEAR"
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .constantTargets: "the library penalizes the intercept as it does coefficients"
  ]
  /// The parameters.
  public static let parameters: [Parameter<LinearSupportVectorRegression>] = [
    .number("cost", \.cost, .above(0), "weight of the losses beside half the squared coefficients"),
    .number("margin", \.margin, .atLeast(0), "errors up to this cost nothing"),
    .flag("intercept", \.intercept, "whether a constant is fitted"),
    .number(
      "tolerance", \.tolerance, .above(0), "slope, relative to that at the start, that ends the search"),
  ]

  /// The weight of the losses beside half the squared coefficients, above 0.
  public var cost: Double

  /// Errors up to this cost nothing, at least 0, in units of the target.
  public var margin: Double

  /// Whether a constant is fitted.
  public var intercept: Bool

  /// The search ends when the slope of the loss is this small, relative to that at the start.
  public var tolerance: Double

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(cost: 1) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - cost: The weight of the losses, above 0.
  ///   - margin: The errors that cost nothing, at least 0.
  ///   - intercept: Whether a constant is fitted.
  ///   - tolerance: The relative slope that ends the search, above 0.
  public init(cost: Double, margin: Double = 0, intercept: Bool = true, tolerance: Double = 1e-6) {
    self.cost = cost
    self.margin = margin
    self.intercept = intercept
    self.tolerance = tolerance
  }

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if the numbers are so large that the coefficients overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    let settings = LIBLINEAR.Settings(
      solver: .squaredMargin(margin), cost: cost, intercept: intercept, tolerance: tolerance)
    let solutions = try (0..<data.target.columnCount).map { output in
      try LIBLINEAR.solve(
        data.features, order: Array(0..<data.rowCount),
        target: (0..<data.rowCount).map { data.target[$0, output] },
        settings: settings, for: Self.typeName)
    }
    let coefficients = (0..<data.features.columnCount).flatMap { feature in
      solutions.map { $0.coefficients[feature] }
    }
    return LinearModel(
      coefficients: Matrix(
        rowCount: data.features.columnCount, columnCount: solutions.count, elements: coefficients),
      intercepts: solutions.flatMap(\.intercepts))
  }
}
