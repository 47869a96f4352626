/// The Cholesky factor of a symmetric positive definite matrix of few rows.
///
/// For so few unknowns, a call of LAPACK takes several times as long as the arithmetic.
///
/// Source: G. H. Golub and C. F. Van Loan, *Matrix Computations*, 4th edition, §4.2.
struct SmallCholesky {
  /// The most unknowns for which this is the faster way.
  static let mostUnknowns = 16

  /// The reciprocal of the condition number in the norm of the largest column sum, not an estimate of it.
  private(set) var reciprocalCondition = 0.0

  private let order: Int

  /// The triangle *R* of *A* = *Rᵀ R*, row-major, with the reciprocals of its diagonal.
  private var factor: [Double]

  /// Decomposes a matrix, or gives nil if it is not positive definite or a number is not finite.
  ///
  /// - Parameters:
  ///   - matrix: `order` × `order` numbers, row-major, of which the upper triangle is used.
  ///   - order: The number of unknowns.
  init?(_ matrix: [Double], order: Int) {
    precondition(matrix.count == order * order)
    self.order = order
    factor = matrix
    let isDefinite = factor.withUnsafeMutableBufferPointer { factor in
      for row in 0..<order {
        var pivot = factor[row * order + row]
        for above in 0..<row { pivot -= factor[above * order + row] * factor[above * order + row] }
        guard pivot > 0, pivot.isFinite else { return false }
        let reciprocal = 1 / pivot.squareRoot()
        factor[row * order + row] = reciprocal
        for column in row + 1..<order {
          var value = factor[row * order + column]
          for above in 0..<row { value -= factor[above * order + row] * factor[above * order + column] }
          factor[row * order + column] = value * reciprocal
        }
      }
      return true
    }
    guard isDefinite else { return nil }
    reciprocalCondition = 1 / (norm(of: matrix) * normOfInverse)
  }

  /// The solutions of several systems.
  ///
  /// - Parameter right: The right-hand sides, one after another.
  /// - Returns: The solutions in the same layout.
  func solutions(for right: [Double]) -> [Double] {
    precondition(right.count.isMultiple(of: order))
    var solutions = right
    solutions.withUnsafeMutableBufferPointer { solutions in
      guard let base = solutions.baseAddress else { return }
      for start in stride(from: 0, to: right.count, by: order) { solve(base + start) }
    }
    return solutions
  }

  private func solve(_ right: UnsafeMutablePointer<Double>) {
    factor.withUnsafeBufferPointer { factor in
      for row in 0..<order {
        var value = right[row]
        for above in 0..<row { value -= factor[above * order + row] * right[above] }
        right[row] = value * factor[row * order + row]
      }
      for row in (0..<order).reversed() {
        var value = right[row]
        for column in row + 1..<order { value -= factor[row * order + column] * right[column] }
        right[row] = value * factor[row * order + row]
      }
    }
  }

  /// The largest sum of absolute numbers of a column of the matrix.
  private func norm(of matrix: [Double]) -> Double {
    var norm = 0.0
    for row in 0..<order {
      var sum = 0.0
      for column in 0..<order { sum += abs(matrix[min(row, column) * order + max(row, column)]) }
      norm = max(norm, sum)
    }
    return norm
  }

  private var normOfInverse: Double {
    var norm = 0.0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: order) { column in
      guard let base = column.baseAddress else { return }
      for unknown in 0..<order {
        column.initialize(repeating: 0)
        column[unknown] = 1
        solve(base)
        norm = max(norm, column.reduce(0) { $0 + abs($1) })
      }
    }
    return norm
  }
}
