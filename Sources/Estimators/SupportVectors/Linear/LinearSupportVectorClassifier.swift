/// Linear support vectors for classes: rows on the right side of a plane, with a margin, cost nothing, others the square
/// of what is missing.
///
/// The coefficients *w*, the intercept among them, minimise ½ ‖*w*‖² + `cost` · Σ max(0, 1 − *yᵢ* *w xᵢ*)² with *yᵢ* = ±1. Of
/// more than two classes, each is told from all others. It is LIBLINEAR's solver `L2R_L2LOSS_SVC`, which draws no random
/// numbers. A row belongs to the class with the largest score.
///
/// Scores are no probabilities. They are made of scores of rows that a model did not see, on `calibrationFolds` folds,
/// by a curve for each class (Platt). Without calibration the class of a row has probability 1.
///
/// Only the classes that occur among the rows are fitted; a class without an example is given probability 0, and one alone
/// probability 1. The library of the distributions knows no weights of rows.
///
/// - Complexity: O(*n* *p*) time for a step, of which some tens are made for each class and fold, and O(*n* *p*) memory for
///   *n* rows and *p* columns; of sparse features only the numbers that are stored count.
///
/// Source: R.-E. Fan et al., “LIBLINEAR: a library for large linear classification”, Journal of Machine Learning Research 9
/// (2008); J. Platt, “Probabilistic outputs for support vector machines” (1999).
public struct LinearSupportVectorClassifier: Estimator {
  /// The name in recipe files.
  public static let typeName = "linear-support-vector-classifier"
  /// One line for lists of learners.
  public static let summary =
    "planes with a margin between classes, with calibrated probabilities (LIBLINEAR)"
  /// The library that does the work.
  public static let nativeLibrary: String? = "LIBLINEAR"
  /// The parameters.
  public static let parameters: [Parameter<LinearSupportVectorClassifier>] = [
    .number("cost", \.cost, .above(0), "weight of the losses beside half the squared coefficients"),
    .flag("intercept", \.intercept, "whether a constant is fitted for each class"),
    .number(
      "tolerance", \.tolerance, .above(0), "slope, relative to that at the start, that ends the search"),
    .calibrationFolds(\.calibrationFolds),
  ]

  /// The weight of the losses beside half the squared coefficients, above 0.
  public var cost: Double

  /// Whether a constant is fitted for each class.
  public var intercept: Bool

  /// The search ends when the slope of the loss is this small, relative to that at the start.
  public var tolerance: Double

  /// On how many folds probabilities are calibrated: at least 2, or 0 for none.
  public var calibrationFolds: Int

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(cost: 1) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - cost: The weight of the losses, above 0.
  ///   - intercept: Whether a constant is fitted for each class.
  ///   - tolerance: The relative slope that ends the search, above 0.
  ///   - calibrationFolds: On how many folds probabilities are calibrated, at least 2, or 0.
  public init(cost: Double, intercept: Bool = true, tolerance: Double = 1e-6, calibrationFolds: Int = 5) {
    self.cost = cost
    self.intercept = intercept
    self.tolerance = tolerance
    self.calibrationFolds = calibrationFolds
  }

  /// Fits to a data set of classes.
  ///
  /// - Throws: `ModelingError` if the numbers are so large that the coefficients overflow; `CancellationError` if the task
  ///   was cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> OneVersusRestModel {
    let settings = LIBLINEAR.Settings(
      solver: .squaredHinge, cost: cost, intercept: intercept, tolerance: tolerance)
    let model = try OneVersusRestModel(fitting: data, settings: settings, for: Self.typeName)
    guard calibrationFolds > 0, model.classes.count > 1 else { return model }
    let curves = try data.calibratedCurves(
      count: model.intercepts.count, foldCount: calibrationFolds, seed: context.seed
    ) { training, heldOut in
      let fold = try OneVersusRestModel(fitting: training, settings: settings, for: Self.typeName)
      return fold.scores(comparableWith: model, of: heldOut)
    }
    return model.with(curves)
  }
}
