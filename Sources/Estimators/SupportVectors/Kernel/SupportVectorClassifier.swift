/// Support vectors with a kernel for classes: each pair of classes is told apart with as wide a margin as pays.
///
/// It is LIBSVM's C-SVC. A row belongs to the class that wins most of its pairs, the lowest of several that win as many.
/// Kernels depend on the units of the columns: standardize them first.
///
/// Scores are no probabilities. They are made of scores of rows that a model did not see, on `calibrationFolds` folds: by
/// a curve for each pair (Platt), and from the pairs those that agree best with all (Wu, Lin and Weng). The class of the
/// largest probability need not be the one that wins most pairs. Without calibration the class of a row has probability 1.
///
/// Only the classes that occur among the rows are fitted; a class without an example is given probability 0, and one alone
/// probability 1. The library of the distributions knows no weights of rows.
///
/// - Complexity: Between O(*n*² *p*) and O(*n*³ *p*) time for *n* rows and *p* columns, as often again as there are
///   folds, and O(*n* *p*) memory beside the cache. A fit cannot be cancelled before it ends.
///
/// Source: C.-C. Chang and C.-J. Lin, “LIBSVM: a library for support vector machines”, ACM Transactions on Intelligent
/// Systems and Technology 2 (2011).
public struct SupportVectorClassifier: Estimator {
  /// The name in recipe files.
  public static let typeName = "support-vector-classifier"
  /// One line for lists of learners.
  public static let summary = "margins between classes with a kernel, with calibrated probabilities (LIBSVM)"
  /// The library that does the work.
  public static let nativeLibrary: String? = "LIBSVM"
  /// The parameters.
  public static let parameters: [Parameter<SupportVectorClassifier>] = [
    .kernel(\.kernel),
    .number("cost", \.cost, .above(0), "what a row on the wrong side of its margin costs"),
    .number(
      "gamma", \.gamma, .atLeast(0), "scale of the kernel, or 0 for 1 / (columns · variance of the features)"),
    .integer("degree", \.degree, .within(0...64), "power of a polynomial kernel"),
    .number("offset", \.offset, .atLeast(0), "what is added in a polynomial or sigmoid kernel"),
    .number("tolerance", \.tolerance, .above(0), "violation of the optimum that ends the search"),
    .integer("cacheMebibytes", \.cacheMebibytes, .atLeast(1), "memory for values of the kernel"),
    .calibrationFolds(\.calibrationFolds),
  ]

  /// How alike two rows are.
  public var kernel: Kernel

  /// What a row on the wrong side of its margin costs, above 0.
  public var cost: Double

  /// The scale of the kernel, or 0 for one over the number of columns and the variance of all features.
  public var gamma: Double

  /// The power of a polynomial kernel.
  public var degree: Int

  /// What is added in a polynomial or sigmoid kernel, at least 0.
  public var offset: Double

  /// The search ends when the conditions of the optimum are violated by no more than this.
  public var tolerance: Double

  /// How much memory a fit keeps values of the kernel in.
  public var cacheMebibytes: Int

  /// On how many folds probabilities are calibrated: at least 2, or 0 for none.
  public var calibrationFolds: Int

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(cost: 1) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - kernel: How alike two rows are.
  ///   - cost: What a row on the wrong side of its margin costs, above 0.
  ///   - gamma: The scale of the kernel, or 0 for one that suits the features.
  ///   - degree: The power of a polynomial kernel.
  ///   - offset: What is added in a polynomial or sigmoid kernel.
  ///   - tolerance: The violation of the optimum that ends the search, above 0.
  ///   - cacheMebibytes: The memory for values of the kernel.
  ///   - calibrationFolds: On how many folds probabilities are calibrated, at least 2, or 0.
  public init(
    kernel: Kernel = .radial, cost: Double = 1, gamma: Double = 0, degree: Int = 3,
    offset: Double = 0, tolerance: Double = 1e-3, cacheMebibytes: Int = 100, calibrationFolds: Int = 5
  ) {
    self.kernel = kernel
    self.cost = cost
    self.gamma = gamma
    self.degree = degree
    self.offset = offset
    self.tolerance = tolerance
    self.cacheMebibytes = cacheMebibytes
    self.calibrationFolds = calibrationFolds
  }

  /// Fits to a data set of classes.
  ///
  /// - Throws: `ModelingError` if the numbers are so large that the kernel overflows; `CancellationError` if the task was
  ///   cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> SupportVectorClassifierModel {
    let settings = LIBSVM.Settings(
      formula: KernelFormula(
        kernel: kernel, gamma: gamma, offset: offset, degree: degree, for: data.features),
      cost: cost, tolerance: tolerance, cacheMebibytes: cacheMebibytes)
    let model = try SupportVectorClassifierModel(fitting: data, settings: settings, for: Self.typeName)
    guard calibrationFolds > 0, model.classes.count > 1 else { return model }
    let curves = try data.calibratedCurves(
      count: model.scoreCount, foldCount: calibrationFolds, seed: context.seed
    ) { training, heldOut in
      let fold = try SupportVectorClassifierModel(fitting: training, settings: settings, for: Self.typeName)
      return fold.scores(comparableWith: model, of: heldOut)
    }
    return model.with(curves)
  }
}
