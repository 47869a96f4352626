/// Logistic regression: linear models of the logarithms of odds, for two classes or more.
///
/// With two classes, one column of coefficients says how the odds of the second grow. With more, each class has a
/// column, and probabilities are proportional to the exponentials of the columns' predictions (softmax). The
/// coefficients *w* minimise Σ −log *p*(*yᵢ* | *xᵢ*) + `penalty` / 2 · ‖*w*‖², where weights multiply the terms of the
/// sum. The intercepts are not penalised. scikit-learn's *C* is 1 / `penalty`.
///
/// Only the classes that occur among the rows are fitted; a class without an example of positive weight is given
/// probability 0. If only one class occurs, it is given probability 1.
///
/// Features are centred and scaled while they are read, which changes the path to the minimum but not the minimum.
/// Newton's method finds it where there are at most 128 unknowns, and a limited-memory quasi-Newton method (L-BFGS)
/// where there are more.
///
/// - Complexity: For *n* rows, *p* columns and *k* columns of coefficients, O(*n* *p*² *k*²) time and O(*p*² *k*²) memory
///   for a step of Newton's method, of which some ten are needed; O(*n* *p* *k*) time and O(*p* *k*) memory for one of
///   the other, of which some hundred are.
///
/// Source: C. M. Bishop, *Pattern Recognition and Machine Learning* (2006), §4.3; J. Nocedal and S. J. Wright, *Numerical
/// Optimization*, 2nd edition (2006), §3.1 and §7.2.
public struct LogisticRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "logistic"
  /// One line for lists of learners.
  public static let summary = "linear models of the odds of classes, with a penalty on squared coefficients"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<LogisticRegression>] = [
    .number("penalty", \.penalty, .atLeast(0), "weight of half the squared coefficients"),
    .flag("intercept", \.intercept, "whether a constant is fitted for each class"),
    .number("tolerance", \.tolerance, .above(0), "slope for an average row that ends the search"),
    .integer("maximumSteps", \.maximumSteps, .atLeast(1), "steps of the search before giving up"),
  ]

  /// The weight of half the squared coefficients, at least 0.
  ///
  /// With 0 there is no minimum if a plane separates the classes, which is an error.
  public var penalty: Double

  /// Whether a constant is fitted for each class.
  public var intercept: Bool

  /// The search ends when no slope of the loss of an average row, as a coefficient of a standardized column changes,
  /// is steeper than this.
  public var tolerance: Double

  /// How many steps are made before giving up.
  public var maximumSteps: Int

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(penalty: 1) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - penalty: The weight of half the squared coefficients, at least 0.
  ///   - intercept: Whether a constant is fitted for each class.
  ///   - tolerance: The slope that ends the search, above 0.
  ///   - maximumSteps: How many steps are made before giving up, at least 1.
  public init(penalty: Double, intercept: Bool = true, tolerance: Double = 1e-8, maximumSteps: Int = 1000) {
    self.penalty = penalty
    self.intercept = intercept
    self.tolerance = tolerance
    self.maximumSteps = maximumSteps
  }

  /// Fits to a data set of classes.
  ///
  /// - Throws: `ModelingError` if the search did not converge, if there is no penalty and the features separate the
  ///   classes, or if the numbers are so large that sums of their squares overflow; `CancellationError` if the task was
  ///   cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LogisticModel {
    guard let classCount = data.classes?.count else { throw ModelingError.needsClasses(Self.typeName) }
    let loss = try LogisticLoss(data, penalty: penalty, intercept: intercept, typeName: Self.typeName)
    guard loss.unknownCount > 0 else {
      return loss.model(unknowns: [], classCount: classCount)
    }
    let search = LogisticSearch(
      loss: loss, tolerance: tolerance, maximumSteps: maximumSteps, typeName: Self.typeName)
    let unknowns = try loss.unknownCount <= 128 ? search.newton() : search.quasiNewton()
    return loss.model(unknowns: unknowns, classCount: classCount)
  }
}

extension ModelingError {
  static func needsClasses(_ typeName: String) -> ModelingError {
    ModelingError(
      .unsuitableTarget, "“\(typeName)” tells classes apart, but the target has numbers; give it as labels")
  }
}
