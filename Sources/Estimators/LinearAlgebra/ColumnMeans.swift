extension Features {
  /// The mean of each column.
  ///
  /// There must be at least one row.
  ///
  /// Distances from the first row are summed instead of the numbers themselves: they are exact for a constant
  /// column, and small for one that is far from zero beside its spread.
  func columnMeans() -> [Double] {
    var origin = [Double](repeating: 0, count: columnCount)
    for column in origin.indices { origin[column] = self[0, column] }
    var sums = [Double](repeating: 0, count: columnCount)
    sums.withUnsafeMutableBufferPointer { sums in
      origin.withUnsafeBufferPointer { origin in
        forEachRowBlock(of: 1024) { block in
          for row in 0..<block.rowCount {
            let values = block.row(row)
            for column in sums.indices { sums[column] += values[column] - origin[column] }
          }
        }
      }
    }
    return zip(origin, sums).map { $0 + $1 / Double(rowCount) }
  }
}
