/// The minimum for lasso and elastic net, looked for among the coefficients that are not zero and their signs.
///
/// Where signs are known the penalty is linear, and what remains is a linear system. Its solution is the minimum if it
/// has those signs, and if no column without a coefficient explains more of the rest than its penalty costs: the
/// conditions of Karush, Kuhn and Tucker. If it has other signs, coefficients go towards it until one is zero, and if a
/// column explains more, it gets a coefficient. Columns that depend on others, as among more columns than rows, have no
/// single solution; then the coefficients go where predictions stay the same and the penalty becomes less, until one is
/// zero. Every step makes less of what is minimised.
///
/// Source: H. Lee, A. Battle, R. Raina and A. Ng, “Efficient sparse coding algorithms”, NIPS 19 (2006), “feature-sign
/// search”.
struct SignSearch {
  private let statistics: GramStatistics
  private let output: Int
  /// What a column must explain of the rest to have a coefficient.
  private let threshold: Double
  /// What is added to the squares of columns.
  private let shrinkage: Double
  private var coefficients: [Double]
  /// The columns that have a coefficient, with its sign.
  private var support: [(column: Int, sign: Double)]

  /// Columns with less than this of their own beside others depend on these.
  private static let smallestShare = 1e-10

  init(
    _ statistics: GramStatistics, output: Int, threshold: Double, shrinkage: Double,
    from coefficients: [Double]
  ) {
    self.statistics = statistics
    self.output = output
    self.threshold = threshold
    self.shrinkage = shrinkage
    self.coefficients = coefficients
    support = coefficients.indices.filter { coefficients[$0] != 0 }
      .map { ($0, coefficients[$0] > 0 ? 1 : -1) }
  }

  /// Looks for the minimum.
  ///
  /// - Parameters:
  ///   - steps: The most linear systems that are solved.
  ///   - isPatient: Whether to leave coefficients alone that depend on each other from the start. There may be many
  ///     minima then, and sweeps that settle soon settle where those of other programs do.
  /// - Returns: The coefficients, or nil if there have not been enough steps.
  /// - Throws: `CancellationError` if the task was cancelled.
  /// - Complexity: O(*steps* · *s*³) for *s* coefficients that are not zero.
  mutating func minimum(steps: Int, isPatient: Bool) throws -> [Double]? {
    for step in 0..<steps {
      try Task.checkCancellation()
      switch SupportSystem(columns: support.count, smallestShare: Self.smallestShare, product: product) {
      case .dependent(let direction):
        guard step > 0 || !isPatient, descend(along: direction) else { return nil }
      case .independent(let system):
        let target = system.solution(
          of: support.map { statistics.moments[$0.column, output] - threshold * $0.sign })
        guard target.allSatisfy(\.isFinite) else { return nil }
        if move(to: target), !giveCoefficient() { return coefficients }
      }
    }
    return nil
  }

  /// The product of two columns of the support.
  private func product(_ left: Int, _ right: Int) -> Double {
    statistics.product(support[left].column, support[right].column) + (left == right ? shrinkage : 0)
  }

  /// Goes along a direction in which predictions stay the same, or against it, until a coefficient is zero.
  ///
  /// The penalty must not grow. Where it stays the same too, as between equal columns, the nearer end is taken.
  ///
  /// - Returns: False if none becomes zero.
  private mutating func descend(along direction: [Double]) -> Bool {
    let growth = zip(direction, support).reduce(0) { $0 + $1.0 * $1.1.sign }
    let size = direction.reduce(0) { $0 + abs($1) }
    let slopes: [Double] = abs(growth) <= 1e-12 * size ? [1, -1] : growth > 0 ? [-1] : [1]
    let ends = slopes.compactMap { slope in
      let target = zip(direction, support).map { coefficients[$1.column] + slope * $0 }
      return firstZero(towards: target, within: .infinity).map { ($0.place, $0.share, target) }
    }
    guard let (place, share, target) = ends.min(by: { $0.1 < $1.1 }) else { return false }
    leave(place, after: share, towards: target)
    return true
  }

  /// Goes to the solution of the linear system or, where signs change on the way, until the first is zero.
  ///
  /// - Returns: Whether the solution has been reached.
  private mutating func move(to target: [Double]) -> Bool {
    if let (place, share) = firstZero(towards: target, within: 1) {
      leave(place, after: share, towards: target)
      return false
    }
    for (place, member) in support.enumerated() { coefficients[member.column] = target[place] }
    return true
  }

  /// The coefficient of the support that is the first to be zero on the way to others, and after which share of the way.
  private func firstZero(towards target: [Double], within limit: Double) -> (place: Int, share: Double)? {
    var first: (place: Int, share: Double)?
    for (place, member) in support.enumerated() {
      let (start, end) = (coefficients[member.column] * member.sign, target[place] * member.sign)
      guard end < start || end <= 0 else { continue }
      let share = start > 0 ? start / (start - end) : 0
      if share <= limit, share < first?.share ?? .infinity { first = (place, share) }
    }
    return first
  }

  private mutating func leave(_ place: Int, after share: Double, towards target: [Double]) {
    for (place, member) in support.enumerated() {
      coefficients[member.column] += share * (target[place] - coefficients[member.column])
    }
    coefficients[support.remove(at: place).column] = 0
  }

  /// Has the column join that explains most of the rest, if that is more than its penalty costs.
  private mutating func giveCoefficient() -> Bool {
    var best: (column: Int, explained: Double)?
    for column in coefficients.indices where !support.contains(where: { $0.column == column }) {
      let explained = support.reduce(statistics.moments[column, output]) {
        $0 - statistics.product(column, $1.column) * coefficients[$1.column]
      }
      guard abs(explained) > threshold * (1 + 1e-9), abs(explained) > abs(best?.explained ?? 0) else {
        continue
      }
      best = (column, explained)
    }
    guard let best else { return false }
    support.append((best.column, best.explained > 0 ? 1 : -1))
    return true
  }
}

/// The linear system of the columns that have coefficients.
private enum SupportSystem {
  /// Its triangle, after each column was divided by its scale.
  struct Triangle {
    fileprivate var rows: [[Double]] = []
    fileprivate var scales: [Double] = []
  }

  case independent(Triangle)
  /// A combination of columns that is nearly zero.
  case dependent([Double])

  /// Factorises the system row by row, until a column has too small a share of its own.
  ///
  /// Source: G. Golub and C. Van Loan, “Matrix Computations”, 4th ed. (2013), algorithm 4.2.1 (Cholesky).
  init(columns: Int, smallestShare: Double, product: (Int, Int) -> Double) {
    var triangle = Triangle()
    for row in 0..<columns {
      triangle.scales.append(1 / product(row, row).squareRoot())
      var numbers: [Double] = []
      numbers.reserveCapacity(row + 1)
      for column in 0..<row {
        let scaled = product(row, column) * triangle.scales[row] * triangle.scales[column]
        let other = triangle.rows[column]
        var rest = scaled
        for place in 0..<column { rest -= numbers[place] * other[place] }
        numbers.append(rest / other[column])
      }
      let share = numbers.reduce(1) { $0 - $1 * $1 }
      guard share > smallestShare else {
        // The row as a combination of those before, which the triangle of these gives.
        let combination = triangle.transposedSolution(of: numbers)
        var direction = [Double](repeating: 0, count: columns)
        for place in 0..<row { direction[place] = -combination[place] * triangle.scales[place] }
        direction[row] = triangle.scales[row]
        self = .dependent(direction)
        return
      }
      triangle.rows.append(numbers + [share.squareRoot()])
    }
    self = .independent(triangle)
  }
}

extension SupportSystem.Triangle {
  /// The solution of the system.
  fileprivate func solution(of right: [Double]) -> [Double] {
    var forward: [Double] = []
    for (row, numbers) in rows.enumerated() {
      var rest = right[row] * scales[row]
      for place in 0..<row { rest -= numbers[place] * forward[place] }
      forward.append(rest / numbers[row])
    }
    return zip(transposedSolution(of: forward), scales).map { $0 * $1 }
  }

  /// The solution of the transposed triangle.
  fileprivate func transposedSolution(of right: [Double]) -> [Double] {
    var solution = right
    for row in rows.indices.reversed() {
      solution[row] /= rows[row][row]
      for place in 0..<row { solution[place] -= rows[row][place] * solution[row] }
    }
    return solution
  }
}
