/// Least squares without negative coefficients, from products of columns.
///
/// Source: C. L. Lawson and R. J. Hanson, *Solving Least Squares Problems* (1974), chapter 23.
struct ActiveSet {
  /// Products of the columns: *p* × *p*.
  let gram: [Double]
  /// Products of the columns with the target.
  let moments: [Double]

  private var count: Int { moments.count }

  /// The coefficients *w* ≥ 0 that make *wᵀ G w* / 2 − *bᵀ w* least.
  ///
  /// Columns that depend on those already in use are left out.
  ///
  /// - Returns: nil if a number is not finite.
  func coefficients() -> [Double]? {
    guard gram.allSatisfy(\.isFinite), moments.allSatisfy(\.isFinite) else { return nil }
    // Columns of equal length: then one tolerance fits all.
    let scales = (0..<count).map { column -> Double in
      let square = gram[column * count + column]
      return square > 0 ? 1 / square.squareRoot() : 0
    }
    let right = zip(moments, scales).map { $0 * $1 }
    let tolerance = 1e-13 * right.reduce(0) { max($0, abs($1)) }
    var solution = [Double](repeating: 0, count: count)
    var used: [Int] = []
    var refused: Set<Int> = []
    // Each round ends at a smaller sum of squares, so that no set of columns is seen twice.
    for _ in 0..<10 * count + 10 {
      var best: (column: Int, gain: Double)?
      for column in 0..<count where !used.contains(column) && !refused.contains(column) && scales[column] > 0
      {
        let explained = used.reduce(0) { $0 + product(column, $1, scales) * solution[$1] }
        let gain = right[column] - explained
        if gain > max(tolerance, best?.gain ?? 0) { best = (column, gain) }
      }
      guard let best else { break }
      used.append(best.column)
      guard var trial = solve(used, right, scales), trial[used.count - 1] > 0 else {
        used.removeLast()
        refused.insert(best.column)
        continue
      }
      while let least = trial.min(), least <= 0 {
        // As far towards the solution of this set as no coefficient becomes negative.
        var share = 1.0
        for (place, column) in used.enumerated() where trial[place] <= 0 {
          share = min(share, solution[column] / (solution[column] - trial[place]))
        }
        for (place, column) in used.enumerated() {
          let leaves = trial[place] <= 0 && solution[column] / (solution[column] - trial[place]) <= share
          solution[column] = leaves ? 0 : solution[column] + share * (trial[place] - solution[column])
        }
        used.removeAll { solution[$0] <= 0 }
        guard let next = solve(used, right, scales) else { return nil }
        trial = next
      }
      solution = [Double](repeating: 0, count: count)
      for (place, column) in used.enumerated() { solution[column] = trial[place] }
      refused = []
    }
    return zip(solution, scales).map { $0 * $1 }
  }

  private func product(_ row: Int, _ column: Int, _ scales: [Double]) -> Double {
    gram[row * count + column] * scales[row] * scales[column]
  }

  private func solve(_ columns: [Int], _ right: [Double], _ scales: [Double]) -> [Double]? {
    guard !columns.isEmpty else { return [] }
    let system = columns.flatMap { row in columns.map { product(row, $0, scales) } }
    return LinearAlgebra.solvePositiveDefinite(
      system, order: columns.count, right: columns.map { right[$0] }, outputCount: 1, smallestCondition: 1e-13
    )
  }
}

extension CombinationInputs {
  /// The weights, at least 0 and with a sum of 1, whose combination has the smallest sum of squared errors.
  ///
  /// As the weights sum to 1, the error of a combination is the combination of the errors: what is made least is
  /// *wᵀ E w* for the products *E* of errors. The *v* ≥ 0 that makes *vᵀ E v* / 2 − Σ *v* least is a multiple of that
  /// *w*, which shows in the conditions of Karush, Kuhn and Tucker of both.
  ///
  /// - Returns: nil if a number is not finite.
  func convexWeights(of outputs: Range<Int>) -> [Double]? {
    var errors = errorProducts(of: outputs)
    let largest = (0..<learnerCount).map { errors[$0 * learnerCount + $0] }.max() ?? 0
    guard largest > 0 else { return [Double](repeating: 1 / Double(learnerCount), count: learnerCount) }
    // Too little to be seen in the weights; it keeps them finite where a combination has no error at all, and parts
    // weights alike among learners that are.
    for learner in 0..<learnerCount { errors[learner * learnerCount + learner] += 1e-12 * largest }
    let solved = ActiveSet(gram: errors, moments: [Double](repeating: largest, count: learnerCount))
      .coefficients()
    guard let solved else { return nil }
    let sum = solved.reduce(0, +)
    return sum > 0 && sum.isFinite ? solved.map { $0 / sum } : nil
  }
}
