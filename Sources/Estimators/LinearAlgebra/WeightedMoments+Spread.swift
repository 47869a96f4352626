extension WeightedMoments {
  /// The distances of the features from a centre, each times the square root of the row's weight, as few rows whose
  /// columns have the same products.
  ///
  /// - Parameter centres: One number for each feature.
  /// - Returns: Row-major numbers: the rows that count, or fewer.
  /// - Complexity: O(*n* *p*²) time, O(min(*n*, *p*) *p*) memory.
  func spread(around centres: [Double]) -> [Double] {
    var rows = LeastSquaresAccumulator(columnCount: centres.count, outputCount: 0, rowCount: rowCount)
    data.features.forEachRowBlock(of: 256) { block in
      data.withWeights(of: block.rows) { weights in
        for row in 0..<block.rowCount {
          let scale = weights.map { $0[row].squareRoot() } ?? 1
          guard scale > 0 else { continue }
          rows.append(
            zip(block.row(row), centres).lazy.map { scale * ($0 - $1) }, target: EmptyCollection())
        }
      }
    }
    return rows.rows()
  }
}
