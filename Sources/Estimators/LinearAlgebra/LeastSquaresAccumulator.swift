/// Solves least squares in one pass over the rows, in memory that depends on the number of columns alone.
///
/// Rows are collected; whenever enough of them are there, they are replaced by the triangular factor of their
/// QR decomposition, which has the same least-squares solutions. In the end the few rows that remain are solved
/// by the singular value decomposition, so that the rank is found, and the solution of the smallest norm chosen,
/// as precisely as if all rows had been decomposed at once.
///
/// Source: G. H. Golub and C. F. Van Loan, *Matrix Computations*, 4th edition, §5.3 and §5.5; for the reduction
/// row block by row block, J. Demmel et al., “Communication-optimal parallel and sequential QR and LU
/// factorizations”, SIAM J. Sci. Comput. 34 (2012).
struct LeastSquaresAccumulator {
  let columnCount: Int
  let outputCount: Int
  private let capacity: Int

  /// Columns of features, then of targets, each `capacity` numbers apart.
  private var columns: [Double]
  private var heldRows = 0
  private var totalRows = 0

  /// - Parameters:
  ///   - columnCount: The number of features.
  ///   - outputCount: The number of targets.
  ///   - rowCount: How many rows will be added at most, for which room is made if they are few.
  init(columnCount: Int, outputCount: Int, rowCount: Int) {
    self.columnCount = columnCount
    self.outputCount = outputCount
    let width = columnCount + outputCount
    // A reduction costs as much for the triangle as for the same number of new rows: four to one keeps that
    // small, and so few rows stay in the cache.
    capacity = max(1, min(rowCount, width + max(512, 4 * width)))
    columns = [Double](repeating: 0, count: capacity * width)
  }

  /// Adds one row.
  mutating func append(_ features: some Sequence<Double>, target: some Sequence<Double>) {
    if heldRows == capacity { reduce() }
    var place = heldRows
    for value in features {
      columns[place] = value
      place += capacity
    }
    for value in target {
      columns[place] = value
      place += capacity
    }
    heldRows += 1
    totalRows += 1
  }

  /// The coefficients of the smallest norm among those with the least squared error.
  ///
  /// Singular values count as zero when they are below the largest times the precision of `Double` times the
  /// larger of the numbers of rows and columns.
  ///
  /// - Parameter isFullRank: Whether no singular value counts as zero, because all are known to be none.
  /// - Returns: `columnCount` × `outputCount` coefficients, row-major, or nil if the decomposition did not
  ///   converge or a number is not finite.
  func solution(isFullRank: Bool = false) -> Matrix<Double>? {
    let longest = max(heldRows, columnCount)
    var matrix: [Double] = []
    matrix.reserveCapacity(heldRows * columnCount)
    for column in 0..<columnCount {
      matrix += columns[column * capacity..<column * capacity + heldRows]
    }
    var right: [Double] = []
    right.reserveCapacity(longest * outputCount)
    for output in columnCount..<columnCount + outputCount {
      right += columns[output * capacity..<output * capacity + heldRows]
      right += repeatElement(0, count: longest - heldRows)
    }
    guard matrix.allSatisfy(\.isFinite), right.allSatisfy(\.isFinite) else { return nil }
    let rank = LinearAlgebra.solveLeastSquares(
      &matrix, rowCount: heldRows, columnCount: columnCount, right: &right, outputCount: outputCount,
      tolerance: isFullRank ? 0 : Self.tolerance(rowCount: totalRows, columnCount: columnCount))
    guard rank != nil else { return nil }
    return Matrix(rowCount: columnCount, columnCount: outputCount) { target in
      for column in 0..<columnCount {
        for output in 0..<outputCount {
          target.initializeElement(
            at: column * outputCount + output, to: right[output * longest + column])
        }
      }
    }
  }

  /// Singular values of at most this times the largest count as zero.
  static func tolerance(rowCount: Int, columnCount: Int) -> Double {
    .ulpOfOne * Double(max(rowCount, columnCount))
  }

  /// Few rows that stand for all that were added: the products of their columns are the same.
  ///
  /// They are the rows themselves if there are no more of them than columns. Behind the features they have the targets.
  ///
  /// - Returns: Row-major numbers, `columnCount` and `outputCount` of them a row.
  mutating func rows() -> [Double] {
    let width = columnCount + outputCount
    if heldRows > width { reduce() }
    return (0..<heldRows * width).map { columns[$0 % width * capacity + $0 / width] }
  }

  private mutating func reduce() {
    let width = columnCount + outputCount
    let (rows, stride) = (heldRows, capacity)
    columns.withUnsafeMutableBufferPointer {
      LinearAlgebra.replaceByTriangle($0, rowCount: rows, columnCount: width, columnStride: stride)
    }
    heldRows = width
  }
}
