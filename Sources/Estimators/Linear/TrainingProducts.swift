/// What a linear learner is fitted to in the place of rows: the products of the columns of a training set and, of few
/// columns, a few rows that have the same products.
struct TrainingProducts {
  let gram: GramStatistics
  /// The number of rows that count.
  let rowCount: Int
  private let featureMeans: [Double]
  private let targetMeans: [Double]
  /// Features, then targets, row-major.
  private let rows: [Double]?
  /// The least that is left of any column's sum of squares.
  private let share: Double

  /// The products of columns from which the means were subtracted, or of the columns themselves.
  ///
  /// There are none if too many digits are lost on the way from the origin of the statistics, or if sums overflow.
  ///
  /// - Parameters:
  ///   - statistics: Those of the training set.
  ///   - centered: Whether means are subtracted.
  init?(_ statistics: LinearStatistics, centered: Bool) {
    let (width, outputs) = (statistics.featureCount, statistics.outputCount)
    let all = width + outputs
    guard statistics.rowCount > 0, width > 0,
      let corrected = CorrectedProducts(statistics, centered: centered)
    else { return nil }
    share = corrected.share
    guard share >= Self.smallestShare else { return nil }
    let products = corrected.products
    gram = GramStatistics(
      totalWeight: corrected.totalWeight,
      gram: (0..<width * width).map { products[$0 / width * all + $0 % width] },
      moments: Matrix(rowCount: width, columnCount: outputs) { target in
        for place in target.indices {
          target.initializeElement(at: place, to: products[place / outputs * all + width + place % outputs])
        }
      },
      targetSquares: (width..<all).map { products[$0 * all + $0] })
    guard gram.isFinite else { return nil }
    rows = corrected.rows
    rowCount = statistics.rowCount
    featureMeans = centered ? Array(corrected.means[..<width]) : [Double](repeating: 0, count: width)
    targetMeans = centered ? Array(corrected.means[width...]) : [Double](repeating: 0, count: outputs)
  }

  /// Three digits of a sum of squares may be lost.
  private static let smallestShare = 1e-3

  /// The smallest reciprocal of the condition number that is solved from products, so that eight of the sixteen digits
  /// are left, and some to spare.
  private var smallestCondition: Double { 1e-6 / share }

  /// The same for rows that have been decomposed, whose condition number is the root of that of their products.
  private static let smallestDecomposedCondition = 1e-9
}

// MARK: - The solutions

extension TrainingProducts {
  fileprivate func leastSquares() -> LinearModel? {
    if let coefficients = gram.wellDeterminedCoefficients(
      rowCount: rowCount, smallestCondition: max(1e-4, smallestCondition))
    {
      return model(coefficients)
    }
    guard rows != nil,
      gram.wellDeterminedCoefficients(
        rowCount: rowCount, smallestCondition: Self.smallestDecomposedCondition) != nil
    else { return nil }
    return decomposedCoefficients(penalty: 0).flatMap(model)
  }

  fileprivate func ridge(penalty: Double) -> LinearModel? {
    guard penalty > 0 else { return leastSquares() }
    guard rowCount >= gram.featureCount else { return nil }
    if let coefficients = coefficients(penalty: penalty, smallestCondition: smallestCondition) {
      return model(coefficients)
    }
    guard rows != nil,
      coefficients(penalty: penalty, smallestCondition: Self.smallestDecomposedCondition) != nil
    else { return nil }
    return decomposedCoefficients(penalty: penalty).flatMap(model)
  }

  fileprivate func elasticNet(_ search: CoordinateDescent) throws -> LinearModel? {
    let penalty = search.squaredPenalty * gram.totalWeight
    guard search.absolutePenalty > 0 else { return ridge(penalty: penalty) }
    guard coefficients(penalty: penalty, smallestCondition: smallestCondition) != nil else { return nil }
    return model(try search.coefficients(gram))
  }

  /// The coefficients of ridge regression from products, if the condition is no worse than asked for.
  private func coefficients(penalty: Double, smallestCondition: Double) -> Matrix<Double>? {
    let scales = gram.ridgeScales(penalty: penalty)
    guard scales.allSatisfy(\.isFinite) else { return nil }
    return gram.ridgeCoefficients(penalty: penalty, scales: scales, smallestCondition: smallestCondition)
  }

  /// The coefficients of ridge regression by orthogonal decompositions.
  private func decomposedCoefficients(penalty: Double) -> Matrix<Double>? {
    guard let rows else { return nil }
    let (width, all) = (gram.featureCount, gram.featureCount + gram.outputCount)
    let scales = gram.ridgeScales(penalty: penalty)
    var accumulator = LeastSquaresAccumulator(
      columnCount: width, outputCount: gram.outputCount, rowCount: rows.count / all + width)
    for start in stride(from: 0, to: rows.count, by: all) {
      accumulator.append(
        zip(rows[start..<start + width], scales).lazy.map { $0 * $1 },
        target: rows[start + width..<start + all])
    }
    return accumulator.ridgeSolution(penalty: penalty, scales: scales)
  }

  /// The model with these coefficients, if they are finite.
  private func model(_ coefficients: Matrix<Double>) -> LinearModel? {
    let model = LinearModel(
      coefficients: coefficients, featureMeans: featureMeans, targetMeans: targetMeans)
    return model.isFinite ? model : nil
  }
}

// MARK: - The way from the origin

/// Products of all columns but that of ones, corrected for the means.
private struct CorrectedProducts {
  var totalWeight: Double
  var means: [Double]
  /// Row-major, upper triangle.
  var products: [Double]
  /// Rows with these products, where the statistics have such.
  var rows: [Double]?
  /// What is left of a column's sum of squares, at least; 1 if all is left.
  var share = 1.0

  init?(_ statistics: LinearStatistics, centered: Bool) {
    let (all, order) = (statistics.origins.count, statistics.order)
    let (triangle, origins) = (statistics.triangle, statistics.origins)
    guard let corner = triangle.first, corner != 0 else { return nil }
    // What the sums of squares are made of before the correction.
    var held: [Double]
    if statistics.isDecomposed {
      totalWeight = corner * corner
      let sums = (1...all).map { triangle[$0 * order] }
      means = zip(origins, sums).map { $0 + $1 / corner }
      // The rows below the first are what is left of the columns without their means.
      var rows = (1...all).flatMap { row in (1...all).map { row <= $0 ? triangle[$0 * order + row] : 0 } }
      held = (0..<all).map { column in
        stride(from: column, to: rows.count, by: all).reduce(sums[column] * sums[column]) {
          $0 + rows[$1] * rows[$1]
        }
      }
      if !centered { rows += means.map { $0 * corner } }
      products = Self.products(of: rows, columnCount: all)
      self.rows = rows
    } else {
      totalWeight = corner
      let (weight, sums) = (corner, (1...all).map { triangle[$0] })
      let means = zip(origins, sums).map { $0 + $1 / weight }
      self.means = means
      products = [Double](repeating: 0, count: all * all)
      for row in 0..<all {
        // Products of distances from a point d away from the means exceed those from the means by weight · d².
        let offset = sums[row] / weight
        for column in row..<all {
          let central = triangle[(row + 1) * order + column + 1] - offset * sums[column]
          products[row * all + column] = centered ? central : central + weight * means[row] * means[column]
        }
      }
      held = (0..<all).map { triangle[($0 + 1) * (order + 1)] }
    }
    if !centered { for column in 0..<all { held[column] += totalWeight * origins[column] * origins[column] } }
    for column in 0..<all where held[column] != 0 {
      let left = products[column * (all + 1)] / held[column]
      guard left >= 0 else { return nil }
      share = min(share, left)
    }
  }

  private static func products(of rows: [Double], columnCount: Int) -> [Double] {
    var products = [Double](repeating: 0, count: columnCount * columnCount)
    rows.withUnsafeBufferPointer { rows in
      products.withUnsafeMutableBufferPointer {
        LinearAlgebra.addGram(of: rows, rowCount: rows.count / columnCount, order: columnCount, to: $0)
      }
    }
    return products
  }
}

// MARK: - The learners

extension OrdinaryLeastSquares: CrossFitting {
  /// Fits to products of columns.
  ///
  /// - Returns: nil where the features do not determine the coefficients well.
  public func fitted(to statistics: LinearStatistics, in context: FittingContext) throws -> LinearModel? {
    TrainingProducts(statistics, centered: intercept)?.leastSquares()
  }
}

extension RidgeRegression: CrossFitting {
  /// Fits to products of columns.
  ///
  /// - Returns: nil where the features and the penalty do not determine the coefficients well, or where there are
  ///   fewer rows than columns.
  public func fitted(to statistics: LinearStatistics, in context: FittingContext) throws -> LinearModel? {
    TrainingProducts(statistics, centered: intercept)?.ridge(penalty: penalty)
  }
}

extension LassoRegression: CrossFitting {
  /// Fits to products of columns.
  ///
  /// - Returns: nil where some columns are nearly determined by others.
  /// - Throws: `ModelingError` if the search did not converge; `CancellationError` if the task was cancelled.
  public func fitted(to statistics: LinearStatistics, in context: FittingContext) throws -> LinearModel? {
    try TrainingProducts(statistics, centered: intercept)?.elasticNet(search)
  }
}

extension ElasticNetRegression: CrossFitting {
  /// Fits to products of columns.
  ///
  /// - Returns: nil where some columns are nearly determined by others.
  /// - Throws: `ModelingError` if the search did not converge; `CancellationError` if the task was cancelled.
  public func fitted(to statistics: LinearStatistics, in context: FittingContext) throws -> LinearModel? {
    try TrainingProducts(statistics, centered: intercept)?.elasticNet(search)
  }
}
