/// Some centred rows, column by column: those of the features, then those of the targets.
///
/// Rows of zeros fill it up to a multiple of `ColumnBlock.multiple`, so that loops over its rows leave no rest.
struct ColumnBlock {
  /// How many rows are handled at a time.
  static let multiple = 8

  /// The most rows that a block has, zeros included.
  static let capacity = 256

  let columnCount: Int

  /// The number of rows, zeros included.
  let rowCount: Int

  /// Columns that begin `capacity` numbers apart.
  let base: UnsafePointer<Double>

  /// The product of two columns.
  ///
  /// Eight partial sums are kept, in an order that is the same wherever it runs.
  func product(_ left: Int, _ right: Int) -> Double {
    let left = UnsafeRawPointer(base + left * Self.capacity)
    let right = UnsafeRawPointer(base + right * Self.capacity)
    var sums = SIMD8<Double>.zero
    for place in stride(from: 0, to: rowCount * 8, by: Self.multiple * 8) {
      sums +=
        (left + place).load(as: SIMD8<Double>.self) * (right + place).load(as: SIMD8<Double>.self)
    }
    return sums.sum()
  }
}

extension CenteredData {
  /// Visits the centred rows in blocks, column by column, which suits data of few columns.
  // SAFETY: the buffer has `capacity` numbers for each column, and a block has no more rows than that.
  func forEachColumnBlock(_ body: (ColumnBlock) -> Void) {
    let (width, outputs) = (featureMeans.count, targetMeans.count)
    let size = (width + outputs) * ColumnBlock.capacity * MemoryLayout<Double>.stride
    withUnsafeTemporaryAllocation(byteCount: size, alignment: 64) { bytes in
      guard let base = bytes.bindMemory(to: Double.self).baseAddress else { return }
      let targets = base + width * ColumnBlock.capacity
      data.features.forEachRowBlock(of: ColumnBlock.capacity) { block in
        let count = data.withWeights(of: block.rows) { weights in
          _ = block.copyColumns(subtracting: featureMeans, weights: weights, to: base)
          // There is a target always, but there may be no features to count the rows of.
          return data.target.withBlock(of: block.rows) {
            $0.copyColumns(subtracting: targetMeans, weights: weights, to: targets)
          }
        }
        let filled = (count + ColumnBlock.multiple - 1) / ColumnBlock.multiple * ColumnBlock.multiple
        for column in 0..<width + outputs {
          (base + column * ColumnBlock.capacity + count).initialize(repeating: 0, count: filled - count)
        }
        body(ColumnBlock(columnCount: width + outputs, rowCount: filled, base: base))
      }
    }
  }
}

extension RowBlock<Double> {
  /// Copies the rows that count, and returns how many they are.
  fileprivate func copyColumns(
    subtracting means: [Double], weights: UnsafeBufferPointer<Double>?,
    to target: UnsafeMutablePointer<Double>
  ) -> Int {
    var count = rowCount
    for (column, mean) in means.enumerated() {
      let source = base + column
      let target = target + column * ColumnBlock.capacity
      guard let weights else {
        for row in 0..<rowCount { target[row] = source[row &* rowStride] - mean }
        continue
      }
      count = 0
      for (row, weight) in weights.enumerated() where weight > 0 {
        target[count] = weight.squareRoot() * (source[row &* rowStride] - mean)
        count += 1
      }
    }
    return count
  }
}
