/// Support vector regression with a kernel: errors within a margin cost nothing, others what is beyond it.
///
/// It is LIBSVM's ε-SVR. Predictions are sums over the rows that lie on or beyond the margin, the support vectors, of how
/// alike a row is to them. Each output of the target is fitted on its own. Kernels depend on the units of the columns:
/// standardize them first. The library of the distributions knows no weights of rows.
///
/// - Complexity: Between O(*n*² *p*) and O(*n*³ *p*) time for *n* rows and *p* columns, O(*n* *p*) memory beside the
///   cache; of sparse features only the numbers that are stored count. A fit cannot be cancelled before it ends.
///
/// Source: C.-C. Chang and C.-J. Lin, “LIBSVM: a library for support vector machines”, ACM Transactions on Intelligent
/// Systems and Technology 2 (2011).
public struct SupportVectorRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "support-vector"
  /// One line for lists of learners.
  public static let summary =
    "regression with a kernel and a margin within which errors cost nothing (LIBSVM)"
  /// The library that does the work.
  public static let nativeLibrary: String? = "LIBSVM"
  /// The parameters.
  public static let parameters: [Parameter<SupportVectorRegression>] = [
    .kernel(\.kernel),
    .number("cost", \.cost, .above(0), "what an error beyond the margin costs"),
    .number("margin", \.margin, .atLeast(0), "errors up to this cost nothing"),
    .number(
      "gamma", \.gamma, .atLeast(0), "scale of the kernel, or 0 for 1 / (columns · variance of the features)"),
    .integer("degree", \.degree, .within(0...64), "power of a polynomial kernel"),
    .number("offset", \.offset, .atLeast(0), "what is added in a polynomial or sigmoid kernel"),
    .number("tolerance", \.tolerance, .above(0), "violation of the optimum that ends the search"),
    .integer("cacheMebibytes", \.cacheMebibytes, .atLeast(1), "memory for values of the kernel"),
  ]

  /// How alike two rows are.
  public var kernel: Kernel

  /// What an error beyond the margin costs, above 0.
  public var cost: Double

  /// Errors up to this cost nothing, at least 0, in units of the target.
  public var margin: Double

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

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(cost: 1) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - kernel: How alike two rows are.
  ///   - cost: What an error beyond the margin costs, above 0.
  ///   - margin: The errors that cost nothing, at least 0.
  ///   - gamma: The scale of the kernel, or 0 for one that suits the features.
  ///   - degree: The power of a polynomial kernel.
  ///   - offset: What is added in a polynomial or sigmoid kernel.
  ///   - tolerance: The violation of the optimum that ends the search, above 0.
  ///   - cacheMebibytes: The memory for values of the kernel.
  public init(
    kernel: Kernel = .radial, cost: Double = 1, margin: Double = 0.1, gamma: Double = 0,
    degree: Int = 3, offset: Double = 0, tolerance: Double = 1e-3, cacheMebibytes: Int = 100
  ) {
    self.kernel = kernel
    self.cost = cost
    self.margin = margin
    self.gamma = gamma
    self.degree = degree
    self.offset = offset
    self.tolerance = tolerance
    self.cacheMebibytes = cacheMebibytes
  }

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if the numbers are so large that the kernel overflows.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> SupportVectorModel {
    let settings = LIBSVM.Settings(
      formula: KernelFormula(
        kernel: kernel, gamma: gamma, offset: offset, degree: degree, for: data.features),
      cost: cost, tolerance: tolerance, cacheMebibytes: cacheMebibytes)
    let outputs = try (0..<data.target.columnCount).map { output in
      try Task.checkCancellation()
      return try LIBSVM.solve(
        data.features, order: Array(0..<data.rowCount),
        target: (0..<data.rowCount).map { data.target[$0, output] },
        task: .regression(margin: margin), settings: settings, for: Self.typeName)
    }
    return SupportVectorModel(outputs: outputs)
  }
}

/// What support vector regression has learned.
public struct SupportVectorModel: FittedModel, Equatable {
  /// The name in stored models.
  public static let typeName = "support-vector-model"

  private let outputs: [KernelExpansion]

  /// The number of support vectors of each output.
  public var supportVectorCounts: [Int] { outputs.map(\.vectors.rowCount) }

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { outputs.first?.vectors.columnCount ?? 0 }

  /// The number of outputs.
  public var outputCount: Int { outputs.count }

  init(outputs: [KernelExpansion]) { self.outputs = outputs }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    outputs = try container.decode([KernelExpansion].self, forKey: .outputs)
    let width = featureCount
    guard !outputs.isEmpty,
      outputs.allSatisfy({ $0.isSound && $0.constants.count == 1 && $0.vectors.columnCount == width })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .outputs, in: container,
        debugDescription: "the outputs of a support vector model do not belong together, or are not finite")
    }
  }

  /// Predicts.
  ///
  /// - Returns: One row for each row of the features, `outputCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let columns = outputs.map { $0.scores(of: features).elements }
    return Matrix(
      rowCount: features.rowCount, columnCount: columns.count,
      elements: (0..<features.rowCount).flatMap { row in columns.map { $0[row] } })
  }
}
