/// Logistic regression of each class against all others, with a penalty on the intercept too.
///
/// The coefficients *w* of a class, the intercept among them, minimise ½ ‖*w*‖² + `cost` · Σ log(1 + exp(−*yᵢ* *w xᵢ*)) with
/// *yᵢ* = ±1; with two classes one column of coefficients serves both. Probabilities of more classes are scaled to a sum of
/// 1. It is LIBLINEAR's solver `L2R_LR`, which draws no random numbers and reads sparse features as they are: prefer
/// ``LogisticRegression`` where the features are dense.
///
/// Only the classes that occur among the rows are fitted; a class without an example is given probability 0, and one alone
/// probability 1. The library of the distributions knows no weights of rows.
///
/// - Complexity: O(*n* *p*) time for a step, of which some tens are made for each class, and O(*n* *p*) memory for *n* rows
///   and *p* columns; of sparse features only the numbers that are stored count.
///
/// Source: C.-J. Lin, R. C. Weng and S. S. Keerthi, “Trust region Newton method for large-scale logistic regression”, Journal
/// of Machine Learning Research 9 (2008).
public struct OneVersusRestLogisticRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "one-versus-rest-logistic"
  /// One line for lists of learners.
  public static let summary =
    "logistic regression of each class against the others, for sparse features (LIBLINEAR)"
  /// The library that does the work.
  public static let nativeLibrary: String? = "LIBLINEAR"
  /// The parameters.
  public static let parameters: [Parameter<OneVersusRestLogisticRegression>] = [
    .number("cost", \.cost, .above(0), "weight of the losses beside half the squared coefficients"),
    .flag("intercept", \.intercept, "whether a constant is fitted for each class"),
    .number(
      "tolerance", \.tolerance, .above(0), "slope, relative to that at the start, that ends the search"),
  ]

  /// The weight of the losses beside half the squared coefficients, above 0.
  public var cost: Double

  /// Whether a constant is fitted for each class.
  public var intercept: Bool

  /// The search ends when the slope of the loss is this small, relative to that at the start.
  public var tolerance: Double

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(cost: 1) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - cost: The weight of the losses, above 0.
  ///   - intercept: Whether a constant is fitted for each class.
  ///   - tolerance: The relative slope that ends the search, above 0.
  public init(cost: Double, intercept: Bool = true, tolerance: Double = 1e-6) {
    self.cost = cost
    self.intercept = intercept
    self.tolerance = tolerance
  }

  /// Fits to a data set of classes.
  ///
  /// - Throws: `ModelingError` if the numbers are so large that the coefficients overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> OneVersusRestModel {
    let settings = LIBLINEAR.Settings(
      solver: .logistic, cost: cost, intercept: intercept, tolerance: tolerance)
    let model = try OneVersusRestModel(fitting: data, settings: settings, for: Self.typeName)
    return model.with([Sigmoid](repeating: .standard, count: model.intercepts.count))
  }
}
