/// The search for the coefficients of lasso and elastic net.
struct CoordinateDescent {
  /// The weight of the absolute coefficients beside the mean squared error over two.
  var absolutePenalty: Double
  /// The weight of half the squared coefficients beside the mean squared error over two.
  var squaredPenalty: Double
  var tolerance: Double
  var maximumSweeps: Int
  var typeName: String

  func fitted(to centered: CenteredData) throws -> LinearModel {
    let penalty = squaredPenalty * centered.totalWeight
    // Without a penalty on absolute values there is a closed form, which is exact.
    guard absolutePenalty > 0 else {
      return try centered.ridge(penalty: penalty, for: typeName)
    }
    let statistics = GramStatistics(centered)
    guard statistics.isFinite else { throw ModelingError.overflow(in: typeName) }
    return try centered.model(coefficients: coefficients(statistics)).requireFinite(for: typeName)
  }

  /// The coefficients from products of columns, where the penalty on absolute values is positive.
  ///
  /// - Throws: `ModelingError` if the search did not converge; `CancellationError`.
  func coefficients(_ statistics: GramStatistics) throws -> Matrix<Double> {
    var coefficients = Matrix<Double>(
      rowCount: statistics.featureCount, columnCount: statistics.outputCount, repeating: 0)
    for output in 0..<statistics.outputCount {
      for (column, value) in try search(statistics, output: output).enumerated() {
        coefficients[column, output] = value
      }
    }
    return coefficients
  }

  /// Minimises over one coefficient after another until none changes, or until a search among signs that begins there
  /// gets to the minimum.
  ///
  /// With columns that are nearly the same, or that are more than there are rows, coefficients creep for very long.
  private func search(_ statistics: GramStatistics, output: Int) throws -> [Double] {
    let count = statistics.featureCount
    let threshold = absolutePenalty * statistics.totalWeight
    let shrinkage = squaredPenalty * statistics.totalWeight
    let norms = (0..<count).map { statistics.product($0, $0) }
    let enough = tolerance * statistics.targetSquares[output].squareRoot()
    var coefficients = [Double](repeating: 0, count: count)
    // The products of each column with what is not yet explained.
    var residuals = (0..<count).map { statistics.moments[$0, output] }
    for sweep in 0..<maximumSweeps {
      if sweep % 64 == 63 { try Task.checkCancellation() }
      var largestChange = 0.0
      for column in 0..<count where norms[column] > 0 {
        let old = coefficients[column]
        let alone = residuals[column] + norms[column] * old
        let new = Self.softThreshold(alone, threshold) / (norms[column] + shrinkage)
        let change = new - old
        guard change != 0 else { continue }
        coefficients[column] = new
        for other in 0..<count { residuals[other] -= statistics.product(column, other) * change }
        largestChange = max(largestChange, abs(change) * norms[column].squareRoot())
      }
      if largestChange <= enough { return coefficients }
      // A step of this costs as much as many sweeps, so the next attempt is made after twice as many.
      let isPowerOfTwo = (sweep + 1) & sweep == 0
      guard sweep >= 15, isPowerOfTwo else { continue }
      var signs = SignSearch(
        statistics, output: output, threshold: threshold, shrinkage: shrinkage, from: coefficients)
      if let minimum = try signs.minimum(steps: (sweep + 1) / 4, isPatient: sweep < 511) {
        return minimum
      }
    }
    throw ModelingError(
      .notConverged,
      "“\(typeName)” did not converge in \(maximumSweeps) sweeps; allow a larger tolerance than \(tolerance), "
        + "more sweeps, or a larger penalty")
  }

  private static func softThreshold(_ value: Double, _ threshold: Double) -> Double {
    value > threshold ? value - threshold : value < -threshold ? value + threshold : 0
  }
}
