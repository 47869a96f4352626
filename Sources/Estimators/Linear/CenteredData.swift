/// A data set from which the means of its columns are subtracted while it is read.
///
/// A linear model with an intercept is one without, fitted to centred data. Centring first, rather than
/// correcting sums afterwards, keeps the digits of columns whose mean is large beside their spread.
struct CenteredData {
  let data: Dataset
  let featureMeans: [Double]
  let targetMeans: [Double]

  /// Reads the data once for the means, or not at all if there is no intercept.
  init(_ data: Dataset, centered: Bool) {
    self.data = data
    guard centered else {
      featureMeans = [Double](repeating: 0, count: data.features.columnCount)
      targetMeans = [Double](repeating: 0, count: data.target.columnCount)
      return
    }
    featureMeans = data.features.columnMeans()
    targetMeans = Features(data.target).columnMeans()
  }

  /// Visits the centred rows in blocks: row-major features, row-major targets and how many rows they are.
  func forEachBlock(
    _ body: (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>, _ rowCount: Int) throws -> Void
  ) rethrows {
    let (width, outputs) = (featureMeans.count, targetMeans.count)
    var features = [Double](repeating: 0, count: blockRows * width)
    var targets = [Double](repeating: 0, count: blockRows * outputs)
    let target = data.target.copied()
    try data.features.forEachRowBlock(of: blockRows) { block in
      features.copy(block, subtracting: featureMeans)
      for row in 0..<block.rowCount {
        for output in 0..<outputs {
          targets[row * outputs + output] =
            target[block.rows.lowerBound + row, output] - targetMeans[output]
        }
      }
      try features.withUnsafeBufferPointer { features in
        try targets.withUnsafeBufferPointer { try body(features, $0, block.rowCount) }
      }
    }
  }

  /// The model with these coefficients for the centred data.
  ///
  /// - Parameter coefficients: One row for each feature, one column for each output.
  /// - Returns: The model for data that is not centred.
  func model(coefficients: Matrix<Double>) -> LinearModel {
    let intercepts = targetMeans.indices.map { output in
      zip(featureMeans, coefficients.column(output)).reduce(targetMeans[output]) { $0 - $1.0 * $1.1 }
    }
    return LinearModel(coefficients: coefficients, intercepts: intercepts)
  }
}

/// Few enough rows to stay in the cache while they are centred and multiplied, enough for the products to run
/// at full speed.
private let blockRows = 256

extension [Double] {
  fileprivate mutating func copy(_ block: RowBlock<Double>, subtracting means: [Double]) {
    withUnsafeMutableBufferPointer { target in
      means.withUnsafeBufferPointer { means in
        for row in 0..<block.rowCount {
          let values = block.row(row)
          for column in means.indices {
            target[row * means.count + column] = values[column] - means[column]
          }
        }
      }
    }
  }
}
