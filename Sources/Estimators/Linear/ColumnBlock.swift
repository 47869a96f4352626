/// Some rows of a data set, column by column: the features, the targets, and a column of ones, whose products with the
/// others are their sums.
///
/// Numbers of a column lie next to each other here however few columns there are. Rows are multiplied with the square
/// roots of their weights, so that squares count as often as the weights say, and rows of weight 0 are left out.
// SAFETY: the buffer has the size given below, and no more than `capacity` rows are ever copied.
struct ColumnBlock {
  /// The most rows of a block: few enough to stay in the cache until they are multiplied.
  static let capacity = 512

  /// How many numbers lie between the beginnings of two columns.
  ///
  /// With a power of two, the columns would compete for the same places of the cache.
  static let columnStride = capacity + 8

  /// How many numbers the buffer of a block has.
  static func size(columnCount: Int) -> Int { columnCount * columnStride }

  /// The number of columns, the one of ones included.
  let columnCount: Int

  /// The columns, one after another, aligned to 64 bytes.
  let base: UnsafeMutablePointer<Double>

  /// The number of rows that count.
  private(set) var rowCount = 0

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
    let (width, ones) = (features.columnCount, column(columnCount - 1))
    guard let weights else {
      features.copyColumns(to: base, from: origins)
      targets.copyColumns(to: column(width), from: origins + width)
      rowCount = features.rowCount
      ones.initialize(repeating: 1, count: rowCount)
      return
    }
    rowCount = 0
    for (row, weight) in weights.enumerated() where weight > 0 {
      let root = weight.squareRoot()
      for (first, values) in [(0, features.row(row)), (width, targets.row(row))] {
        for (place, value) in values.enumerated() {
          column(first + place)[rowCount] = root * (value - origins[first + place])
        }
      }
      ones[rowCount] = root
      rowCount += 1
    }
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
