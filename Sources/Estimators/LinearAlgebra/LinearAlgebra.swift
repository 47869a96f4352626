internal import COpenBLAS

/// The routines of BLAS and LAPACK that estimators use: nothing else calls them.
///
/// Every call runs on the calling thread alone. Parallel work is made of many fits at once, and threads of the
/// library inside of each would only fight over the same cores.
// SAFETY: each function checks that its buffers have the size that the routine reads and writes, and no pointer
// outlives its call.
enum LinearAlgebra {
  /// OpenBLAS starts with a thread for each core; the setting is global to the process.
  static let useOneThread: Void = openblas_set_num_threads(1)

  /// Adds the products of all pairs of columns of some rows to a symmetric matrix, of which only the upper
  /// triangle is used.
  ///
  /// - Parameters:
  ///   - rows: The numbers of the rows, row-major.
  ///   - rowCount: The number of rows.
  ///   - order: The number of columns.
  ///   - gram: `order` × `order` numbers, row-major.
  static func addGram(
    of rows: UnsafeBufferPointer<Double>, rowCount: Int, order: Int,
    to gram: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(rows.count >= rowCount * order && gram.count == order * order)
    _ = useOneThread
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, Int32(order), Int32(rowCount), 1, rows.baseAddress,
      Int32(order), 1, gram.baseAddress, Int32(order))
  }

  /// Adds the products of all pairs of columns to a symmetric matrix, of which only the upper triangle is used.
  ///
  /// - Parameters:
  ///   - columns: The numbers of the columns, one column after another.
  ///   - rowCount: The number of rows.
  ///   - columnCount: The number of columns.
  ///   - columnStride: How many numbers lie between the beginnings of two columns.
  ///   - products: `columnCount` × `columnCount` numbers, row-major.
  static func addProducts(
    ofColumns columns: UnsafePointer<Double>, rowCount: Int, columnCount: Int, columnStride: Int,
    to products: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(rowCount <= columnStride && products.count == columnCount * columnCount)
    _ = useOneThread
    guard columnCount > mostNarrowColumns else {
      for row in 0..<columnCount {
        for column in row..<columnCount {
          products[row * columnCount + column] += cblas_ddot(
            Int32(rowCount), columns + row * columnStride, 1, columns + column * columnStride, 1)
        }
      }
      return
    }
    // The upper triangle of a row-major matrix is the lower one of a column-major matrix.
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, Int32(columnCount), Int32(rowCount), 1, columns,
      Int32(columnStride), 1, products.baseAddress, Int32(columnCount))
  }

  /// So many columns are multiplied pair by pair in less time than a routine for all of them takes to arrange them.
  private static let mostNarrowColumns = 16

  /// Adds the products of all pairs of rows to a symmetric matrix, of which only the upper triangle is used.
  ///
  /// - Parameters:
  ///   - rows: The numbers of the rows, row-major.
  ///   - rowCount: The number of rows.
  ///   - columnCount: The number of columns.
  ///   - products: `rowCount` × `rowCount` numbers, row-major.
  static func addRowProducts(
    of rows: UnsafeBufferPointer<Double>, rowCount: Int, columnCount: Int,
    to products: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(rows.count >= rowCount * columnCount && products.count == rowCount * rowCount)
    _ = useOneThread
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasNoTrans, Int32(rowCount), Int32(columnCount), 1, rows.baseAddress,
      Int32(columnCount), 1, products.baseAddress, Int32(rowCount))
  }

  /// Adds the products of the columns of one block of rows with those of another to a matrix.
  ///
  /// - Parameters:
  ///   - left: `rowCount` rows of `leftCount` numbers.
  ///   - leftCount: The number of columns of the first block.
  ///   - right: `rowCount` rows of `rightCount` numbers.
  ///   - rightCount: The number of columns of the second block.
  ///   - rowCount: The number of rows of both.
  ///   - product: `leftCount` × `rightCount` numbers, row-major.
  static func addProduct(
    ofTransposed left: UnsafeBufferPointer<Double>, leftCount: Int,
    and right: UnsafeBufferPointer<Double>, rightCount: Int, rowCount: Int,
    to product: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(left.count >= rowCount * leftCount && right.count >= rowCount * rightCount)
    precondition(product.count == leftCount * rightCount)
    _ = useOneThread
    cblas_dgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, Int32(leftCount), Int32(rightCount), Int32(rowCount), 1,
      left.baseAddress, Int32(leftCount), right.baseAddress, Int32(rightCount), 1, product.baseAddress,
      Int32(rightCount))
  }

  /// Multiplies a block of rows with a matrix.
  ///
  /// - Parameters:
  ///   - block: Rows of `block.columnCount` numbers.
  ///   - factor: `block.columnCount` × `outputCount` numbers, row-major.
  ///   - outputCount: The number of columns of the product.
  ///   - product: Gets `block.rowCount` × `outputCount` numbers, row-major.
  static func multiply(
    _ block: RowBlock<Double>, by factor: UnsafeBufferPointer<Double>, outputCount: Int,
    into product: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(factor.count == block.columnCount * outputCount)
    precondition(product.count >= block.rowCount * outputCount)
    _ = useOneThread
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(block.rowCount), Int32(outputCount),
      Int32(block.columnCount), 1, block.base, Int32(block.rowStride), factor.baseAddress,
      Int32(outputCount), 0, product.baseAddress, Int32(outputCount))
  }

  /// Multiplies rows with a matrix.
  ///
  /// - Parameters:
  ///   - rows: The numbers of the rows, row-major.
  ///   - rowCount: The number of rows.
  ///   - columnCount: The number of columns.
  ///   - factor: `columnCount` × `outputCount` numbers, row-major, or the transpose of such a matrix.
  ///   - isTransposed: Whether `factor` is given as `outputCount` × `columnCount` numbers.
  ///   - outputCount: The number of columns of the product.
  ///   - product: Gets `rowCount` × `outputCount` numbers, row-major.
  static func multiply(
    _ rows: UnsafeBufferPointer<Double>, rowCount: Int, columnCount: Int,
    by factor: UnsafeBufferPointer<Double>, isTransposed: Bool = false, outputCount: Int,
    into product: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(rows.count >= rowCount * columnCount && factor.count == columnCount * outputCount)
    precondition(product.count >= rowCount * outputCount)
    _ = useOneThread
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, isTransposed ? CblasTrans : CblasNoTrans, Int32(rowCount),
      Int32(outputCount), Int32(columnCount), 1, rows.baseAddress, Int32(columnCount), factor.baseAddress,
      Int32(isTransposed ? columnCount : outputCount), 0, product.baseAddress, Int32(outputCount))
  }

  /// Solves a symmetric positive definite system by Cholesky's method.
  ///
  /// - Parameters:
  ///   - matrix: `order` × `order` numbers, of which the upper triangle of the row-major matrix is used.
  ///   - order: The number of unknowns.
  ///   - right: `outputCount` right-hand sides of `order` numbers, one after another.
  ///   - outputCount: The number of right-hand sides.
  ///   - smallestCondition: The smallest reciprocal of the condition number that is solved.
  /// - Returns: The solutions in the layout of `right`, or nil if the matrix is not positive definite or if
  ///   the reciprocal of its condition number is below `smallestCondition`.
  static func solvePositiveDefinite(
    _ matrix: [Double], order: Int, right: [Double], outputCount: Int, smallestCondition: Double
  ) -> [Double]? {
    precondition(matrix.count == order * order && right.count == order * outputCount)
    guard order > SmallCholesky.mostUnknowns else {
      let factor = SmallCholesky(matrix, order: order)
      guard let factor, factor.reciprocalCondition >= smallestCondition else { return nil }
      return factor.solutions(for: right)
    }
    _ = useOneThread
    // The upper triangle of a row-major matrix is the lower triangle of the column-major one LAPACK sees.
    var lower = CChar(UInt8(ascii: "L"))
    var size = Int32(order)
    var outputs = Int32(outputCount)
    var info: Int32 = 0
    var norm = 0.0
    for row in 0..<order {
      var sum = 0.0
      for column in 0..<order {
        sum += abs(matrix[min(row, column) * order + max(row, column)])
      }
      norm = max(norm, sum)
    }
    guard norm.isFinite else { return nil }
    var factor = matrix
    dpotrf_(&lower, &size, &factor, &size, &info)
    guard info == 0 else { return nil }
    var reciprocal = 0.0
    var work = [Double](repeating: 0, count: 3 * order)
    var integerWork = [Int32](repeating: 0, count: order)
    dpocon_(&lower, &size, factor, &size, &norm, &reciprocal, &work, &integerWork, &info)
    guard info == 0, reciprocal >= smallestCondition else { return nil }
    var solution = right
    dpotrs_(&lower, &size, &outputs, factor, &size, &solution, &size, &info)
    return info == 0 ? solution : nil
  }

  /// Replaces a column-major matrix by the triangular factor of its QR decomposition, with zeros below.
  ///
  /// - Parameters:
  ///   - matrix: Columns of which the first `rowCount` numbers count.
  ///   - rowCount: The number of rows.
  ///   - columnCount: The number of columns.
  ///   - columnStride: How many numbers lie between the beginnings of two columns.
  static func replaceByTriangle(
    _ matrix: UnsafeMutableBufferPointer<Double>, rowCount: Int, columnCount: Int, columnStride: Int
  ) {
    precondition(columnStride >= rowCount && matrix.count >= columnStride * columnCount)
    _ = useOneThread
    var rows = Int32(rowCount)
    var columns = Int32(columnCount)
    var stride = Int32(columnStride)
    var info: Int32 = 0
    var scales = [Double](repeating: 0, count: max(1, min(rowCount, columnCount)))
    var workSize: Int32 = -1
    var size = 0.0
    dgeqrf_(&rows, &columns, matrix.baseAddress, &stride, &scales, &size, &workSize, &info)
    workSize = Int32(size)
    var work = [Double](repeating: 0, count: max(1, Int(workSize)))
    dgeqrf_(&rows, &columns, matrix.baseAddress, &stride, &scales, &work, &workSize, &info)
    precondition(info == 0, "LAPACK refused an argument of dgeqrf")
    for column in 0..<columnCount where column + 1 < rowCount {
      for row in column + 1..<rowCount { matrix[column * columnStride + row] = 0 }
    }
  }

  /// Solves least squares with the solution of the smallest norm, by the singular value decomposition.
  ///
  /// - Parameters:
  ///   - matrix: `columnCount` columns of `rowCount` finite numbers, one after another. It is overwritten.
  ///   - rowCount: The number of rows.
  ///   - columnCount: The number of columns, which are the unknowns.
  ///   - right: `outputCount` right-hand sides, `max(rowCount, columnCount)` numbers apart. Each is overwritten
  ///     by its solution, which has `columnCount` numbers.
  ///   - outputCount: The number of right-hand sides.
  ///   - tolerance: Singular values of at most this times the largest count as zero.
  /// - Returns: The rank, or nil if the decomposition did not converge.
  static func solveLeastSquares(
    _ matrix: inout [Double], rowCount: Int, columnCount: Int, right: inout [Double], outputCount: Int,
    tolerance: Double
  ) -> Int? {
    let longest = max(rowCount, columnCount)
    precondition(matrix.count == rowCount * columnCount && right.count == longest * outputCount)
    _ = useOneThread
    var rows = Int32(rowCount)
    var columns = Int32(columnCount)
    var outputs = Int32(outputCount)
    var rightStride = Int32(longest)
    var tolerance = tolerance
    var rank: Int32 = 0
    var info: Int32 = 0
    var singularValues = [Double](repeating: 0, count: max(1, min(rowCount, columnCount)))
    var workSize: Int32 = -1
    var size = 0.0
    var integerSize: Int32 = 0
    dgelsd_(
      &rows, &columns, &outputs, &matrix, &rows, &right, &rightStride, &singularValues, &tolerance, &rank,
      &size, &workSize, &integerSize, &info)
    workSize = Int32(size)
    var work = [Double](repeating: 0, count: max(1, Int(workSize)))
    var integerWork = [Int32](repeating: 0, count: max(1, Int(integerSize)))
    dgelsd_(
      &rows, &columns, &outputs, &matrix, &rows, &right, &rightStride, &singularValues, &tolerance, &rank,
      &work, &workSize, &integerWork, &info)
    precondition(info >= 0, "LAPACK refused an argument of dgelsd")
    return info == 0 ? Int(rank) : nil
  }
}
