/// Some rows of a data set, column by column: those of the features, then those of the targets.
///
/// Columns are what is summed, centred and multiplied, and their numbers lie next to each other here however few
/// columns there are.
// SAFETY: the buffers have the sizes given below, and no more than `capacity` rows are ever copied.
struct ColumnBlock {
  /// The most rows of a block: few enough to stay in the cache while they are summed, centred and multiplied.
  static let capacity = 512

  /// How many numbers lie between the beginnings of two columns.
  ///
  /// With a power of two, the columns would compete for the same places of the cache.
  static let columnStride = capacity + 8

  /// How many numbers the buffer of a block has.
  static func size(columnCount: Int) -> Int { (columnCount + 1) * columnStride }

  let columnCount: Int

  /// Columns, and behind them the weights of the rows, aligned to 64 bytes.
  let base: UnsafeMutablePointer<Double>

  /// The number of rows that were copied.
  private(set) var rowCount = 0

  /// The sum of the weights of these rows.
  private(set) var totalWeight = 0.0

  /// The number of rows with those of zeros that follow, so that loops over eight rows at a time leave no rest.
  private var filledCount: Int { (rowCount + 7) & ~7 }

  private var isWeighted = false
  private var weights: UnsafeMutablePointer<Double> { column(columnCount) }

  init(columnCount: Int, base: UnsafeMutablePointer<Double>) {
    self.columnCount = columnCount
    self.base = base
  }

  private func column(_ column: Int) -> UnsafeMutablePointer<Double> { base + column * Self.columnStride }

  /// Copies the rows that count, as distances from an origin.
  mutating func copy(
    _ features: RowBlock<Double>, _ targets: RowBlock<Double>, weights: UnsafeBufferPointer<Double>?,
    from origins: UnsafePointer<Double>
  ) {
    let width = features.columnCount
    isWeighted = weights != nil
    if let weights {
      (rowCount, totalWeight) = (0, 0)
      for (row, weight) in weights.enumerated() where weight > 0 {
        for (first, values) in [(0, features.row(row)), (width, targets.row(row))] {
          for (place, value) in values.enumerated() {
            column(first + place)[rowCount] = value - origins[first + place]
          }
        }
        self.weights[rowCount] = weight
        totalWeight += weight
        rowCount += 1
      }
    } else {
      features.copyColumns(to: base, from: origins)
      targets.copyColumns(to: column(width), from: origins + width)
      rowCount = features.rowCount
      totalWeight = Double(rowCount)
    }
    for index in 0..<columnCount {
      (column(index) + rowCount).initialize(repeating: 0, count: filledCount - rowCount)
    }
  }

  /// Subtracts its mean from each column.
  ///
  /// - Parameter means: Gets the means.
  func center(means: UnsafeMutablePointer<Double>) {
    for index in 0..<columnCount {
      let column = column(index)
      let mean = (isWeighted ? weightedSum(of: column) : sum(of: column)) / totalWeight
      means[index] = mean
      let rows = UnsafeMutableRawPointer(column)
      for place in stride(from: 0, to: filledCount * 8, by: 64) {
        let centered = rows.load(fromByteOffset: place, as: SIMD8<Double>.self) - SIMD8(repeating: mean)
        rows.storeBytes(of: centered, toByteOffset: place, as: SIMD8<Double>.self)
      }
    }
  }

  /// Multiplies each row with the square root of its weight, so that squares count as often as that says.
  func scaleByWeights() {
    guard isWeighted else { return }
    for row in 0..<rowCount { weights[row] = weights[row].squareRoot() }
    for index in 0..<columnCount {
      let column = column(index)
      for row in 0..<rowCount { column[row] *= weights[row] }
    }
  }

  /// The sum of a column in eight parts that do not wait for each other, in an order that is the same everywhere.
  private func sum(of column: UnsafePointer<Double>) -> Double {
    let rows = UnsafeRawPointer(column)
    var sums = SIMD8<Double>.zero
    for place in stride(from: 0, to: filledCount * 8, by: 64) {
      sums += rows.load(fromByteOffset: place, as: SIMD8<Double>.self)
    }
    return sums.sum()
  }

  private func weightedSum(of column: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for row in 0..<rowCount { sum += weights[row] * column[row] }
    return sum
  }
}

extension RowBlock<Double> {
  /// Copies all rows, eight at a time, so that these are in the nearest cache while their columns are taken apart.
  fileprivate func copyColumns(
    to target: UnsafeMutablePointer<Double>, from origins: UnsafePointer<Double>
  ) {
    let (stride, whole) = (rowStride, rowCount & ~7)
    for row in Swift.stride(from: 0, to: whole, by: 8) {
      for column in 0..<columnCount {
        let upper = base + (row &* stride &+ column)
        let lower = upper + 4 &* stride
        let values = SIMD8(
          upper[0], upper[stride], upper[2 &* stride], upper[3 &* stride],
          lower[0], lower[stride], lower[2 &* stride], lower[3 &* stride])
        UnsafeMutableRawPointer(target + (column &* ColumnBlock.columnStride &+ row))
          .storeBytes(of: values - SIMD8(repeating: origins[column]), as: SIMD8<Double>.self)
      }
    }
    for row in whole..<rowCount {
      for column in 0..<columnCount {
        target[column &* ColumnBlock.columnStride &+ row] = base[row &* stride &+ column] - origins[column]
      }
    }
  }
}
