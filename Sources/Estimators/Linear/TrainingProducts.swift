/// What a linear learner is fitted to in the place of rows: the products of the columns of a training set.
struct TrainingProducts {
  let gram: GramStatistics
  /// The number of rows that count.
  let rowCount: Int
  private let featureMeans: [Double]
  private let targetMeans: [Double]

  /// The products of columns from which the means were subtracted, or of the columns themselves.
  ///
  /// - Parameters:
  ///   - statistics: Those of the training set.
  ///   - centered: Whether means are subtracted.
  /// - Returns: nil if too many digits are lost on the way from the origin of the statistics, or if sums overflow.
  init?(_ statistics: LinearStatistics, centered: Bool) {
    let (width, outputs) = (statistics.featureCount, statistics.outputCount)
    let (order, all) = (statistics.order, width + outputs)
    guard statistics.rowCount > 0, width > 0, let weight = statistics.products.last else { return nil }
    // Products of distances from a point d away from the means exceed those from the means by weight · d².
    let offsets = (0..<all).map { statistics.products[$0 * order + all] / weight }
    let means = zip(statistics.origins, offsets).map { $0 + $1 }
    func product(_ left: Int, _ right: Int) -> Double {
      let central = statistics.products[left * order + right] - weight * offsets[left] * offsets[right]
      return centered ? central : central + weight * means[left] * means[right]
    }
    for column in 0..<all {
      let held = statistics.products[column * order + column]
      let added = centered ? 0 : weight * statistics.origins[column] * statistics.origins[column]
      guard product(column, column) >= Self.smallestShare * (held + added) else { return nil }
    }
    var products = [Double](repeating: 0, count: width * width)
    for row in 0..<width {
      for column in row..<width { products[row * width + column] = product(row, column) }
    }
    gram = GramStatistics(
      totalWeight: weight, gram: products,
      moments: Matrix(rowCount: width, columnCount: outputs) { target in
        for place in target.indices {
          target.initializeElement(at: place, to: product(place / outputs, width + place % outputs))
        }
      },
      targetSquares: (width..<all).map { product($0, $0) })
    guard gram.isFinite else { return nil }
    rowCount = statistics.rowCount
    featureMeans = centered ? Array(means[..<width]) : [Double](repeating: 0, count: width)
    targetMeans = centered ? Array(means[width...]) : [Double](repeating: 0, count: outputs)
  }

  /// The model with these coefficients, if they are finite.
  func model(_ coefficients: Matrix<Double>) -> LinearModel? {
    let model = LinearModel(
      coefficients: coefficients, featureMeans: featureMeans, targetMeans: targetMeans)
    return model.isFinite ? model : nil
  }

  /// How much must be left of a column's sum of squares: three digits are lost at most.
  private static let smallestShare = 1e-3

  /// The smallest reciprocal of the condition number that is solved: with what is lost above, eight of the sixteen
  /// digits are left, and some to spare.
  static let smallestCondition = 1e-5
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

extension TrainingProducts {
  fileprivate func leastSquares() -> LinearModel? {
    gram.wellDeterminedCoefficients(rowCount: rowCount).flatMap(model)
  }

  fileprivate func ridge(penalty: Double) -> LinearModel? {
    guard penalty > 0 else { return leastSquares() }
    guard rowCount >= gram.featureCount else { return nil }
    return gram.ridgeCoefficients(
      penalty: penalty, scales: gram.ridgeScales(penalty: penalty),
      smallestCondition: Self.smallestCondition
    ).flatMap(model)
  }

  fileprivate func elasticNet(_ search: CoordinateDescent) throws -> LinearModel? {
    let penalty = search.squaredPenalty * gram.totalWeight
    guard search.absolutePenalty > 0 else { return ridge(penalty: penalty) }
    guard gram.isWellConditioned(penalty: penalty, smallestCondition: Self.smallestCondition) else {
      return nil
    }
    return model(try search.coefficients(gram))
  }
}

extension GramStatistics {
  /// Whether the system of ridge regression has a condition number whose reciprocal is large enough.
  fileprivate func isWellConditioned(penalty: Double, smallestCondition: Double) -> Bool {
    let scales = ridgeScales(penalty: penalty)
    guard scales.allSatisfy(\.isFinite) else { return false }
    return ridgeCoefficients(penalty: penalty, scales: scales, smallestCondition: smallestCondition) != nil
  }
}
