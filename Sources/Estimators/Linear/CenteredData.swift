/// A data set from which the means of its columns are subtracted while it is read.
///
/// A linear model with an intercept is one without, fitted to centred data. Centring first, rather than
/// correcting sums afterwards, keeps the digits of columns whose mean is large beside their spread.
///
/// Rows are multiplied with the square roots of their weights, so that squares count as often as the weights say, and
/// rows of weight 0 are left out.
struct CenteredData {
  let moments: WeightedMoments
  let isCentered: Bool
  let featureMeans: [Double]
  let targetMeans: [Double]

  /// Products of columns; nil where there are not more rows than columns, so that these products would be more than
  /// the data.
  let statistics: GramStatistics?

  var data: Dataset { moments.data }

  /// The number of rows that count.
  var rowCount: Int { moments.rowCount }

  /// The sum of the weights; the number of rows where there are none.
  var totalWeight: Double { moments.totalWeight }

  /// Reads the data once, for the means and, where there are more rows than columns, for the products of columns.
  ///
  /// - Throws: `ModelingError` if all weights are 0.
  init(_ data: Dataset, centered: Bool) throws {
    moments = try WeightedMoments(data)
    isCentered = centered
    let width = data.features.columnCount
    if moments.rowCount > width {
      let products = CenteredProducts(moments, centered: centered)
      featureMeans = Array(products.means[..<width])
      targetMeans = Array(products.means[width...])
      statistics = GramStatistics(products, totalWeight: moments.totalWeight)
    } else {
      featureMeans = centered ? moments.featureMeans : [Double](repeating: 0, count: width)
      targetMeans = centered ? moments.targetMeans : [Double](repeating: 0, count: data.target.columnCount)
      statistics = nil
    }
  }

  /// Visits the centred rows in blocks: row-major features, row-major targets and how many rows they are.
  func forEachBlock(
    _ body: (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>, _ rowCount: Int) throws -> Void
  ) rethrows {
    var features = [Double](repeating: 0, count: blockRows * featureMeans.count)
    var targets = [Double](repeating: 0, count: blockRows * targetMeans.count)
    try data.features.forEachRowBlock(of: blockRows) { block in
      let count = data.withWeights(of: block.rows) { weights in
        _ = data.target.withBlock(of: block.rows) {
          targets.copy($0, subtracting: targetMeans, weights: weights)
        }
        return features.copy(block, subtracting: featureMeans, weights: weights)
      }
      guard count > 0 else { return }
      try features.withUnsafeBufferPointer { features in
        try targets.withUnsafeBufferPointer { try body(features, $0, count) }
      }
    }
  }

  /// The model with these coefficients for the centred data.
  ///
  /// - Parameter coefficients: One row for each feature, one column for each output.
  /// - Returns: The model for data that is not centred.
  func model(coefficients: Matrix<Double>) -> LinearModel {
    LinearModel(coefficients: coefficients, featureMeans: featureMeans, targetMeans: targetMeans)
  }
}

/// Few enough rows to stay in the cache while they are centred and multiplied, enough for the products to run
/// at full speed.
private let blockRows = 256

extension [Double] {
  /// Copies the rows that count, and returns how many they are.
  fileprivate mutating func copy(
    _ block: RowBlock<Double>, subtracting means: [Double], weights: UnsafeBufferPointer<Double>?
  ) -> Int {
    withUnsafeMutableBufferPointer { target in
      means.withUnsafeBufferPointer { means in
        var place = 0
        for row in 0..<block.rowCount {
          let scale = weights.map { $0[row].squareRoot() } ?? 1
          guard scale > 0 else { continue }
          let values = block.row(row)
          for column in means.indices {
            target[place + column] = scale * (values[column] - means[column])
          }
          place += means.count
        }
        return means.isEmpty ? 0 : place / means.count
      }
    }
  }
}
