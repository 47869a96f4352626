extension ClassSpread {
  /// The share of the way towards a multiple of the unit matrix with the smallest expected error, among standardized
  /// columns.
  ///
  /// Source: O. Ledoit and M. Wolf, “A well-conditioned estimator for large-dimensional covariance matrices”, Journal of
  /// Multivariate Analysis 88 (2004).
  ///
  /// - Parameter data: The rows of the class.
  /// - Returns: A number from 0 to 1.
  /// - Complexity: O(*n* *p* + *p*³) time.
  func bestShare(for data: Dataset) -> Double {
    let width = means.count
    guard width > 1 else { return 0 }
    let factors = variances.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    // The covariance of standardized columns has a mean variance of this.
    let mean = Double(variances.count { $0 > 0 }) / Double(width)
    let squares = squaredProducts(times: factors)
    let distance = squares / Double(width) - mean * mean
    let noise = (fourths(in: data, times: factors) - squares) / (Double(width) * weight)
    let error = min(noise, distance)
    return error > 0 ? error / distance : 0
  }

  /// The sum of the squares of the covariance of standardized columns.
  private func squaredProducts(times factors: [Double]) -> Double {
    let width = factors.count
    let rows = distances.indices.map { distances[$0] * factors[$0 % width] }
    var products = [Double](repeating: 0, count: width * width)
    rows.withUnsafeBufferPointer { rows in
      products.withUnsafeMutableBufferPointer {
        LinearAlgebra.addGram(of: rows, rowCount: rows.count / width, order: width, to: $0)
      }
    }
    var squares = 0.0
    for row in 0..<width {
      for column in row..<width {
        let product = products[row * width + column] / weight
        squares += (row == column ? 1 : 2) * product * product
      }
    }
    return squares
  }

  /// The mean of the fourth power of how far a row of standardized columns is from the mean.
  private func fourths(in data: Dataset, times factors: [Double]) -> Double {
    var sum = 0.0
    data.features.forEachRowBlock(of: 256) { block in
      data.withWeights(of: block.rows) { weights in
        for row in 0..<block.rowCount {
          let weight = weights?[row] ?? 1
          guard weight > 0 else { continue }
          let values = block.row(row)
          var square = 0.0
          for column in factors.indices {
            let value = (values[column] - means[column]) * factors[column]
            square += value * value
          }
          sum += weight * square * square
        }
      }
    }
    return sum / weight
  }
}
