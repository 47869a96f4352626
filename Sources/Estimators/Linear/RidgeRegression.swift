/// Linear regression with a penalty on the squares of the coefficients.
///
/// The coefficients *w* minimise ‖*y* − *X w*‖² + `penalty` · ‖*w*‖². The intercept is not penalised.
///
/// The products of the columns are solved by Cholesky's method. Where the condition of the system would cost
/// more than half of the digits, it is solved by orthogonal decompositions instead.
///
/// - Complexity: O(*n* *p*² + *p*³) time, O(*p*²) memory for *n* rows and *p* columns; with fewer rows than columns,
///   O(*n*² *p*) time and O(*n* *p*) memory.
///
/// Source: A. E. Hoerl and R. W. Kennard, “Ridge regression: biased estimation for nonorthogonal problems”,
/// Technometrics 12 (1970).
public struct RidgeRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "ridge"
  /// One line for lists of learners.
  public static let summary = "linear regression with a penalty on squared coefficients"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
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
    try CenteredData(data, centered: intercept).ridge(penalty: penalty, for: Self.typeName)
  }
}

extension CenteredData {
  /// Least squares with a penalty on the squared coefficients, which may be 0.
  func ridge(penalty: Double, for typeName: String) throws -> LinearModel {
    guard penalty > 0 else { return try leastSquares(for: typeName) }
    if rowCount < featureMeans.count, let coefficients = dualRidgeCoefficients(penalty: penalty) {
      return try model(coefficients: coefficients).requireFinite(for: typeName)
    }
    // Decomposed as they are, rows lose the digits of columns that are small beside others, which products of columns
    // keep. These are no more than twice the data up to here.
    guard featureMeans.count <= 2 * rowCount else {
      let penalties = [Double](repeating: penalty, count: targetMeans.count)
      let model = try RidgeDecomposition(self, for: typeName).model(penalties: penalties)
      return try model.requireFinite(for: typeName)
    }
    let statistics = GramStatistics(self)
    guard statistics.isFinite else { throw ModelingError.overflow(in: typeName) }
    let scales = statistics.ridgeScales(penalty: penalty)
    let coefficients =
      // About eight digits of the sixteen are left at this condition.
      statistics.ridgeCoefficients(penalty: penalty, scales: scales, smallestCondition: 1e-7)
      ?? ridgeCoefficients(penalty: penalty, scales: scales)
    guard let coefficients else { throw ModelingError.overflow(in: typeName) }
    return try model(coefficients: coefficients).requireFinite(for: typeName)
  }

  /// The coefficients of ridge regression from products of rows instead of columns, of which there are more.
  ///
  /// They are *Xᵀ* (*X Xᵀ* + `penalty`)⁻¹ *y*: C. Saunders, A. Gammerman and V. Vovk, “Ridge regression learning
  /// algorithm in dual variables”, ICML 1998.
  ///
  /// - Returns: nil if the system is too ill-conditioned.
  /// - Complexity: O(*n*² *p*) time, O(*n* *p*) memory.
  private func dualRidgeCoefficients(penalty: Double) -> Matrix<Double>? {
    let (width, outputs, count) = (featureMeans.count, targetMeans.count, rowCount)
    var rows: [Double] = []
    rows.reserveCapacity(count * width)
    var right = [Double](repeating: 0, count: count * outputs)
    var first = 0
    forEachBlock { features, targets, blockRows in
      rows += features[..<(blockRows * width)]
      for place in 0..<blockRows * outputs {
        right[place % outputs * count + first + place / outputs] = targets[place]
      }
      first += blockRows
    }
    var system = [Double](repeating: 0, count: count * count)
    for row in 0..<count { system[row * count + row] = penalty }
    rows.withUnsafeBufferPointer { rows in
      system.withUnsafeMutableBufferPointer {
        LinearAlgebra.addRowProducts(of: rows, rowCount: count, columnCount: width, to: $0)
      }
    }
    let solved = LinearAlgebra.solvePositiveDefinite(
      system, order: count, right: right, outputCount: outputs, smallestCondition: 1e-7)
    guard let solved else { return nil }
    // One row for each row of the data, as the product needs them.
    let weights = (0..<count * outputs).map { solved[$0 % outputs * count + $0 / outputs] }
    var coefficients = Matrix<Double>(rowCount: width, columnCount: outputs, repeating: 0)
    rows.withUnsafeBufferPointer { rows in
      weights.withUnsafeBufferPointer { weights in
        coefficients.withUnsafeMutableElements {
          LinearAlgebra.addProduct(
            ofTransposed: rows, leftCount: width, and: weights, rightCount: outputs, rowCount: count, to: $0)
        }
      }
    }
    return coefficients
  }

  /// The coefficients of ridge regression by orthogonal decompositions, for systems that are ill-conditioned.
  ///
  /// The penalty is one more example for each feature: that feature alone, with a target of zero. With it every
  /// direction is determined, so that none is cut off.
  private func ridgeCoefficients(penalty: Double, scales: [Double]) -> Matrix<Double>? {
    let (width, outputs) = (featureMeans.count, targetMeans.count)
    var accumulator = LeastSquaresAccumulator(
      columnCount: width, outputCount: outputs, rowCount: rowCount + width)
    forEachBlock { features, targets, rows in
      for row in 0..<rows {
        accumulator.append(
          zip(features[row * width..<(row + 1) * width], scales).lazy.map { $0 * $1 },
          target: targets[row * outputs..<(row + 1) * outputs])
      }
    }
    return accumulator.ridgeSolution(penalty: penalty, scales: scales)
  }
}

extension LeastSquaresAccumulator {
  /// The coefficients of ridge regression, once all rows have been added, each column times its scale.
  ///
  /// - Returns: nil if the decomposition did not converge or a number is not finite.
  mutating func ridgeSolution(penalty: Double, scales: [Double]) -> Matrix<Double>? {
    let (width, outputs) = (columnCount, outputCount)
    let root = penalty.squareRoot()
    for column in 0..<width {
      append(
        (0..<width).lazy.map { $0 == column ? root * scales[column] : 0 },
        target: repeatElement(0, count: outputs))
    }
    guard let scaled = solution(isFullRank: true) else { return nil }
    return Matrix(rowCount: width, columnCount: outputs) { target in
      for place in target.indices {
        target.initializeElement(
          at: place, to: scaled[place / outputs, place % outputs] * scales[place / outputs])
      }
    }
  }
}

extension GramStatistics {
  /// What each column is multiplied with, so that columns of different sizes do not make a system look
  /// ill-conditioned that is not.
  func ridgeScales(penalty: Double) -> [Double] {
    (0..<featureCount).map { 1 / (product($0, $0) + penalty).squareRoot() }
  }

  /// The coefficients of ridge regression.
  ///
  /// - Parameters:
  ///   - penalty: At least 0.
  ///   - scales: Those of `ridgeScales(penalty:)`.
  ///   - smallestCondition: The smallest reciprocal of the condition number that is solved.
  /// - Returns: nil if the system is too ill-conditioned to be solved from products of columns.
  func ridgeCoefficients(
    penalty: Double, scales: [Double], smallestCondition: Double
  ) -> Matrix<Double>? {
    var system = gram
    for row in 0..<featureCount {
      system[row * featureCount + row] += penalty
      for column in row..<featureCount {
        system[row * featureCount + column] *= scales[row] * scales[column]
      }
    }
    var right = [Double](repeating: 0, count: featureCount * outputCount)
    moments.withUnsafeElements { moments in
      for place in moments.indices {
        let (column, output) = place.quotientAndRemainder(dividingBy: outputCount)
        right[output * featureCount + column] = moments[place] * scales[column]
      }
    }
    let solved = LinearAlgebra.solvePositiveDefinite(
      system, order: featureCount, right: right, outputCount: outputCount,
      smallestCondition: smallestCondition)
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
