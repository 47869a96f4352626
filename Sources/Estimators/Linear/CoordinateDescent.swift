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

  /// Minimises over one coefficient after another until none changes, or until the coefficients that are not zero
  /// and their signs turn out to be those of the minimum.
  ///
  /// With columns that are nearly the same, coefficients creep for very long after the signs are settled.
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
      // An attempt costs as much as many sweeps, so the next one is made after twice as many.
      let isPowerOfTwo = (sweep + 1) & sweep == 0
      if sweep >= 15, isPowerOfTwo,
        let minimum = minimum(statistics, output, signs: coefficients, threshold, shrinkage)
      {
        return minimum
      }
    }
    throw ModelingError(
      .notConverged,
      "“\(typeName)” did not converge in \(maximumSweeps) sweeps; allow a larger tolerance than \(tolerance), "
        + "more sweeps, or a larger penalty")
  }

  /// The minimum among coefficients of the given signs, if it is the minimum of all.
  ///
  /// Where signs are known the penalty is linear, and what remains is a linear system. Its solution is the minimum if
  /// it has those signs, and if no column without a coefficient explains more of the rest than its penalty costs:
  /// the conditions of Karush, Kuhn and Tucker.
  private func minimum(
    _ statistics: GramStatistics, _ output: Int, signs: [Double], _ threshold: Double, _ shrinkage: Double
  ) -> [Double]? {
    let support = signs.indices.filter { signs[$0] != 0 }
    guard !support.isEmpty else { return nil }
    let scales = support.map { 1 / (statistics.product($0, $0) + shrinkage).squareRoot() }
    var system = [Double](repeating: 0, count: support.count * support.count)
    for (row, left) in support.enumerated() {
      for (column, right) in support.enumerated().dropFirst(row) {
        let product = statistics.product(left, right) + (row == column ? shrinkage : 0)
        system[row * support.count + column] = product * scales[row] * scales[column]
      }
    }
    let right = support.enumerated().map { place, column in
      (statistics.moments[column, output] - (signs[column] > 0 ? threshold : -threshold)) * scales[place]
    }
    let solved = LinearAlgebra.solvePositiveDefinite(
      system, order: support.count, right: right, outputCount: 1, smallestCondition: 1e-10)
    guard let solved else { return nil }
    var coefficients = [Double](repeating: 0, count: signs.count)
    for (place, column) in support.enumerated() {
      coefficients[column] = solved[place] * scales[place]
      guard coefficients[column] * signs[column] > 0 else { return nil }
    }
    for column in signs.indices where signs[column] == 0 {
      let explained = support.reduce(0) { $0 + statistics.product(column, $1) * coefficients[$1] }
      guard abs(statistics.moments[column, output] - explained) <= threshold * (1 + 1e-9) else { return nil }
    }
    return coefficients
  }

  private static func softThreshold(_ value: Double, _ threshold: Double) -> Double {
    value > threshold ? value - threshold : value < -threshold ? value + threshold : 0
  }
}
