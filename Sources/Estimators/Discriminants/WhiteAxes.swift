private import Foundation

/// Axes along which rows have a variance of 1, and no correlations.
struct WhiteAxes {
  /// The coefficients of the columns, one list for each axis.
  let axes: [[Double]]

  /// The logarithm of the product of the deviations along all axes, as a determinant of the covariance has it.
  let logVolume: Double

  /// The smallest deviation of scaled columns along an axis, as a share of the largest.
  ///
  /// Axes have lost as many digits as it has zeros.
  let condition: Double

  /// Finds the axes.
  ///
  /// Columns are scaled to a variance of 1 before, so that their units cost no digits.
  ///
  /// - Parameters:
  ///   - rows: Rows whose products of columns are the covariance.
  ///   - columnCount: The number of columns.
  ///   - tolerance: The deviation of scaled columns that counts as none, so that there is no axis, or nil for what
  ///     rounding makes of none.
  ///   - typeName: The learner's name in errors.
  /// - Throws: `ModelingError` if numbers overflow, or if the decomposition does not converge.
  init(ofRows rows: [Double], columnCount: Int, tolerance: Double?, for typeName: String) throws {
    var squares = [Double](repeating: 0, count: columnCount)
    for place in rows.indices { squares[place % columnCount] += rows[place] * rows[place] }
    let deviations = squares.map { $0 > 0 ? $0.squareRoot() : 1 }
    guard deviations.allSatisfy(\.isFinite) else { throw ModelingError.overflow(in: typeName) }
    var scaled = rows.indices.map { rows[$0] / deviations[$0 % columnCount] }
    let rowCount = rows.count / columnCount
    guard
      let found = LinearAlgebra.singularValues(ofRows: &scaled, rowCount: rowCount, columnCount: columnCount)
    else { throw ModelingError.notDecomposed(by: typeName) }
    let least =
      tolerance
      ?? (found.values.first ?? 0)
      * LeastSquaresAccumulator.tolerance(rowCount: rowCount, columnCount: columnCount)
    let kept = found.values.indices.filter { found.values[$0] > least }
    axes = kept.map { axis in
      (0..<columnCount).map { found.right[axis * columnCount + $0] / deviations[$0] / found.values[axis] }
    }
    condition = kept.last.map { found.values[$0] / found.values[0] } ?? 0
    logVolume =
      kept.reduce(0) { $0 + log(found.values[$1]) } + deviations.reduce(0) { $0 + log($1) }
  }
}
