/// Ridge regression in the space of a kernel: a prediction is a weighted sum of how alike a row is to each training row.
///
/// The weights *a* solve (*K* + `penalty`) *a* = *y*, where *K* holds the kernel of all pairs of training rows, by
/// Cholesky's method. There is no constant: centre the target, or let the offset of a polynomial kernel stand for one.
/// Kernels depend on the units of the columns: standardize them first. Weights count as repetitions.
///
/// - Complexity: O(*n*² *p* + *n*³) time for *n* rows and *p* columns, and 8 *n*² bytes of memory: 800 MB for 10,000 rows,
///   20 GB for 50,000. A prediction takes O(*n* *p*) time. A fit cannot be cancelled before it ends.
///
/// Source: C. Saunders, A. Gammerman and V. Vovk, “Ridge regression learning algorithm in dual variables”, ICML 1998.
public struct KernelRidgeRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "kernel-ridge"
  /// One line for lists of learners.
  public static let summary = "ridge regression with a kernel"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .constantTargets: "it has no intercept, and the penalty moves predictions towards 0"
  ]
  /// The parameters.
  public static let parameters: [Parameter<KernelRidgeRegression>] = [
    .kernel(\.kernel, among: [.linear, .polynomial, .radial]),
    .number("penalty", \.penalty, .above(0), "weight of the squared coefficients"),
    .number("gamma", \.gamma, .atLeast(0), "scale of the kernel, or 0 for 1 / columns"),
    .integer("degree", \.degree, .within(0...64), "power of a polynomial kernel"),
    .number("offset", \.offset, .atLeast(0), "what is added in a polynomial kernel"),
  ]

  /// How alike two rows are: any but the sigmoid, with which the weights need not be determined.
  public var kernel: Kernel

  /// The weight of the squared coefficients in the space of the kernel, above 0.
  public var penalty: Double

  /// The scale of the kernel, or 0 for one over the number of columns.
  public var gamma: Double

  /// The power of a polynomial kernel.
  public var degree: Int

  /// What is added in a polynomial kernel, at least 0.
  public var offset: Double

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(kernel: .linear) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - kernel: How alike two rows are: linear, polynomial or radial.
  ///   - penalty: The weight of the squared coefficients, above 0.
  ///   - gamma: The scale of the kernel, or 0 for one over the number of columns.
  ///   - degree: The power of a polynomial kernel.
  ///   - offset: What is added in a polynomial kernel, at least 0.
  public init(
    kernel: Kernel, penalty: Double = 1, gamma: Double = 0, degree: Int = 3, offset: Double = 1
  ) {
    self.kernel = kernel
    self.penalty = penalty
    self.gamma = gamma
    self.degree = degree
    self.offset = offset
  }

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if no example counts, if the numbers are so large that the kernel overflows, or if the
  ///   penalty is nothing beside it; `CancellationError` if the task was cancelled before.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> KernelRidgeModel {
    try Task.checkCancellation()
    let moments = try WeightedMoments(data)
    let data = data.countingRows
    let formula = KernelFormula(
      kernel: kernel, gamma: gamma > 0 ? gamma : 1 / Double(data.features.columnCount), offset: offset,
      degree: degree)
    try data.features.requireFinite(in: formula, for: Self.typeName)
    let (count, outputs) = (data.rowCount, data.target.columnCount)
    let roots = data.weights.map { $0.map { $0.squareRoot() } }
    let vectors = data.features.matrix()
    var system = formula.values(
      ofPairsOf: vectors, from: kernel == .radial ? moments.featureMeans : nil)
    for row in 0..<count {
      if let roots {
        for column in row..<count { system[row * count + column] *= roots[row] * roots[column] }
      }
      system[row * (count + 1)] += penalty
    }
    var weights = (0..<outputs * count).map { place in
      data.target[place % count, place / count] * (roots?[place % count] ?? 1)
    }
    let isSolved = LinearAlgebra.solvePositiveDefinite(
      inPlace: &system, order: count, right: &weights, outputCount: outputs)
    guard isSolved else {
      throw ModelingError(
        .invalidParameter,
        "“penalty” of “\(Self.typeName)” is \(penalty), which is nothing beside the kernel of the rows; give a larger one"
      )
    }
    guard weights.allSatisfy(\.isFinite) else { throw ModelingError.overflow(in: Self.typeName) }
    return KernelRidgeModel(
      expansion: KernelExpansion(
        formula: formula, vectors: vectors,
        weights: Matrix(
          rowCount: count, columnCount: outputs,
          elements: (0..<outputs * count).map { place in
            weights[place % outputs * count + place / outputs] * (roots?[place / outputs] ?? 1)
          }), constants: [Double](repeating: 0, count: outputs)))
  }
}

/// What ridge regression with a kernel has learned: a weight for each training row.
public struct KernelRidgeModel: FittedModel, Equatable {
  /// The name in stored models.
  public static let typeName = "kernel-ridge-model"

  private let expansion: KernelExpansion

  /// The training rows that counted.
  public var rows: Matrix<Double> { expansion.vectors }

  /// The weight of each of them: one row for each, one column for each output.
  public var weights: Matrix<Double> { expansion.weights }

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { expansion.vectors.columnCount }

  /// The number of outputs.
  public var outputCount: Int { expansion.constants.count }

  init(expansion: KernelExpansion) { self.expansion = expansion }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    expansion = try container.decode(KernelExpansion.self, forKey: .expansion)
    guard expansion.isSound, !expansion.constants.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .expansion, in: container,
        debugDescription: "the rows and weights of kernel ridge do not belong together, or are not finite")
    }
  }

  /// Predicts.
  ///
  /// - Returns: One row for each row of the features, `outputCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*rows* · *training rows* · (*features* + *outputs*)).
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    return expansion.scores(of: features)
  }
}

extension Dataset {
  /// The examples whose weight is not 0.
  fileprivate var countingRows: Dataset {
    guard let weights else { return self }
    return rows(RangeSet(weights.indices.filter { weights[$0] > 0 }, within: 0..<rowCount))
  }
}

extension KernelFormula {
  /// The kernel of all pairs of rows.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - origin: From where they are looked at if only distances between them count: near to zero they keep their digits.
  /// - Returns: A symmetric matrix, row-major, upper triangle.
  fileprivate func values(ofPairsOf rows: Matrix<Double>, from origin: [Double]?) -> [Double] {
    let (count, width) = (rows.rowCount, rows.columnCount)
    var moved = rows.elements
    if let origin {
      for place in moved.indices { moved[place] -= origin[place % width] }
    }
    var values = [Double](repeating: 0, count: count * count)
    moved.withUnsafeBufferPointer { moved in
      values.withUnsafeMutableBufferPointer { values in
        LinearAlgebra.addRowProducts(of: moved, rowCount: count, columnCount: width, to: values)
        let squares = (0..<count).map { values[$0 * (count + 1)] }
        for row in 0..<count {
          for column in row..<count {
            let place = row * count + column
            values[place] = value(ofProduct: values[place], squares: squares[row] + squares[column])
          }
        }
      }
    }
    return values
  }
}
