extension Matrix<Double> {
  /// Probabilities, made row by row.
  ///
  /// - Parameters:
  ///   - features: The rows.
  ///   - classCount: The number of columns.
  ///   - write: Gets the numbers of a row, and where its probabilities go: zeros.
  /// - Returns: One row for each row of the features.
  static func probabilities(
    of features: Features, classCount: Int,
    by write: (_ values: UnsafeBufferPointer<Double>, _ row: UnsafeMutableBufferPointer<Double>) -> Void
  ) -> Matrix<Double> {
    var probabilities = Matrix(rowCount: features.rowCount, columnCount: classCount, repeating: 0)
    probabilities.withUnsafeMutableElements { elements in
      features.forEachRowBlock(of: 1024) { block in
        for row in 0..<block.rowCount {
          let start = (block.rows.lowerBound + row) * classCount
          write(
            block.row(row), UnsafeMutableBufferPointer(rebasing: elements[start..<start + classCount]))
        }
      }
    }
    return probabilities
  }
}
