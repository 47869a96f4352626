/// How the rows of a class are spread around their mean.
struct ClassSpread {
  /// The mean of each column.
  let means: [Double]

  /// Rows, one after another, whose products of columns are the covariance of the class.
  ///
  /// They keep the digits that the covariance itself would lose.
  let rows: [Double]

  /// The number of examples that count.
  let rowCount: Int

  /// Reads the rows of a class.
  ///
  /// - Parameters:
  ///   - one: The class.
  ///   - shrinkage: How far its covariance is moved towards a multiple of the unit matrix.
  ///   - typeName: The learner's name in errors.
  /// - Throws: `ModelingError` if a number is not finite, or if sums of squares overflow.
  /// - Complexity: O(*n* *p*²) time, O(min(*n*, *p*) *p*) memory.
  init(_ one: ClassRows, shrinkage: Shrinkage, for typeName: String) throws {
    let moments = try WeightedMoments(one.data)
    let width = one.data.features.columnCount
    means = moments.featureMeans
    rowCount = moments.rowCount
    let spread = moments.spread(around: means)
    var squares = [Double](repeating: 0, count: width)
    for place in spread.indices { squares[place % width] += spread[place] * spread[place] }
    let variances = squares.map { $0 / moments.totalWeight }
    guard means.allSatisfy(\.isFinite), variances.allSatisfy(\.isFinite) else {
      try one.data.requireFinite()
      throw ModelingError.overflow(in: typeName)
    }
    let automatic =
      shrinkage.fixedShare == nil
      ? Self.bestShare(moments, means, deviations: variances.map { $0.squareRoot() }, spread) : nil
    let share = automatic ?? shrinkage.fixedShare ?? 0
    let scale = ((1 - share) / moments.totalWeight).squareRoot()
    guard share > 0 else {
      rows = spread.map { $0 * scale }
      return
    }
    // Among standardized columns, what is added is a multiple of each column's own variance; a constant column is not
    // scaled.
    let mean =
      automatic == nil
      ? variances.reduce(0, +) / Double(width) : Double(variances.count { $0 > 0 }) / Double(width)
    let units = automatic == nil ? variances.map { _ in 1 } : variances.map { $0 > 0 ? $0 : 1 }
    rows = spread.map { $0 * scale } + DiagonalRows.of(units.map { share * mean * $0 })
  }

  /// The share of Ledoit and Wolf for the standardized columns.
  private static func bestShare(
    _ moments: WeightedMoments, _ means: [Double], deviations: [Double], _ spread: [Double]
  ) -> Double {
    let (width, count) = (means.count, moments.totalWeight)
    guard width > 1 else { return 0 }
    let factors = deviations.map { $0 > 0 ? 1 / $0 : 0 }
    // The sum of the squared products of all pairs of standardized columns.
    var products = [Double](repeating: 0, count: width * width)
    let standardized = spread.indices.map { spread[$0] * factors[$0 % width] }
    standardized.withUnsafeBufferPointer { rows in
      products.withUnsafeMutableBufferPointer {
        LinearAlgebra.addGram(of: rows, rowCount: rows.count / width, order: width, to: $0)
      }
    }
    var squares = 0.0
    for row in 0..<width {
      for column in row..<width {
        let product = products[row * width + column] / count
        squares += (row == column ? 1 : 2) * product * product
      }
    }
    var fourths = 0.0
    moments.data.features.forEachRowBlock(of: 256) { block in
      moments.data.withWeights(of: block.rows) { weights in
        for row in 0..<block.rowCount {
          let weight = weights?[row] ?? 1
          guard weight > 0 else { continue }
          let values = block.row(row)
          var length = 0.0
          for column in 0..<width {
            let value = (values[column] - means[column]) * factors[column]
            length += value * value
          }
          fourths += weight * length * length
        }
      }
    }
    let trace = (0..<width).reduce(0) { $0 + products[$1 * (width + 1)] / count }
    let mean = trace / Double(width)
    let noise = (fourths / count - squares) / (Double(width) * count)
    let distance = (squares - 2 * mean * trace + Double(width) * mean * mean) / Double(width)
    let error = min(noise, distance)
    return error > 0 ? error / distance : 0
  }
}

/// Rows whose products of columns are a diagonal matrix.
enum DiagonalRows {
  /// The rows for a diagonal.
  ///
  /// - Parameter diagonal: Numbers of at least 0.
  /// - Returns: As many rows, one after another.
  static func of(_ diagonal: [Double]) -> [Double] {
    var rows = [Double](repeating: 0, count: diagonal.count * diagonal.count)
    for (place, value) in diagonal.enumerated() { rows[place * (diagonal.count + 1)] = value.squareRoot() }
    return rows
  }
}
