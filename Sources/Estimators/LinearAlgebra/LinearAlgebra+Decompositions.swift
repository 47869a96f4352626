internal import COpenBLAS

// SAFETY: each function checks that its buffers have the size that the routine reads and writes, and no pointer
// outlives its call.
extension LinearAlgebra {
  /// The singular value decomposition of some rows: *left* · *values* · *right*.
  struct SingularValues {
    /// In descending order, as many as the smaller of the numbers of rows and columns.
    var values: [Double]
    /// One column for each value, row-major.
    var left: [Double]
    /// One row for each value, row-major.
    var right: [Double]
  }

  /// Decomposes rows.
  ///
  /// - Parameters:
  ///   - rows: Finite numbers, row-major. They are overwritten.
  ///   - rowCount: The number of rows, at least 1.
  ///   - columnCount: The number of columns, at least 1.
  /// - Returns: nil if the decomposition did not converge.
  static func singularValues(
    ofRows rows: inout [Double], rowCount: Int, columnCount: Int
  ) -> SingularValues? {
    precondition(rowCount > 0 && columnCount > 0 && rows.count == rowCount * columnCount)
    _ = useOneThread
    let count = min(rowCount, columnCount)
    // LAPACK sees the transpose, so that what it calls left is right here.
    var job = CChar(UInt8(ascii: "S"))
    var (height, width, rank) = (Int32(columnCount), Int32(rowCount), Int32(count))
    var result = SingularValues(
      values: [Double](repeating: 0, count: count), left: [Double](repeating: 0, count: rowCount * count),
      right: [Double](repeating: 0, count: count * columnCount))
    var integerWork = [Int32](repeating: 0, count: 8 * count)
    var (size, info, workSize) = (0.0, Int32(0), Int32(-1))
    dgesdd_(
      &job, &height, &width, &rows, &height, &result.values, &result.right, &height, &result.left, &rank,
      &size,
      &workSize, &integerWork, &info)
    workSize = Int32(size)
    var work = [Double](repeating: 0, count: max(1, Int(workSize)))
    dgesdd_(
      &job, &height, &width, &rows, &height, &result.values, &result.right, &height, &result.left, &rank,
      &work,
      &workSize, &integerWork, &info)
    precondition(info >= 0, "LAPACK refused an argument of dgesdd")
    return info == 0 ? result : nil
  }

  /// Solves a symmetric positive definite system by Cholesky's method in the memory of the system.
  ///
  /// - Parameters:
  ///   - matrix: `order` × `order` numbers, of which the upper triangle of the row-major matrix is used. It is
  ///     overwritten.
  ///   - order: The number of unknowns.
  ///   - right: `outputCount` right-hand sides of `order` numbers, one after another. They are overwritten by the
  ///     solutions.
  ///   - outputCount: The number of right-hand sides.
  /// - Returns: Whether the matrix is positive definite.
  static func solvePositiveDefinite(
    inPlace matrix: inout [Double], order: Int, right: inout [Double], outputCount: Int
  ) -> Bool {
    precondition(matrix.count == order * order && right.count == order * outputCount)
    _ = useOneThread
    // The upper triangle of a row-major matrix is the lower triangle of the column-major one LAPACK sees.
    var lower = CChar(UInt8(ascii: "L"))
    var (size, outputs, info) = (Int32(order), Int32(outputCount), Int32(0))
    dpotrf_(&lower, &size, &matrix, &size, &info)
    guard info == 0 else { return false }
    dpotrs_(&lower, &size, &outputs, matrix, &size, &right, &size, &info)
    return info == 0
  }
}
