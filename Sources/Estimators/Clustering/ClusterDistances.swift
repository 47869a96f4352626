/// Finds the nearest of several centres for each row, by products of blocks of rows.
struct ClusterDistances {
  /// The centres, one after another, less `offsets`.
  let centres: [Double]
  /// What is subtracted from each column.
  let offsets: [Double]

  /// Visits the rows in order: number, numbers less `offsets`, nearest centre, squared distance from it.
  ///
  /// Of centres that are equally near the first counts.
  func forEachNearest(
    in features: Features, _ body: (_ row: Int, UnsafeBufferPointer<Double>, _ centre: Int, Double) -> Void
  ) {
    let width = offsets.count
    let count = width == 0 ? 1 : centres.count / width
    let squares = (0..<count).map { centre in
      centres[centre * width..<(centre + 1) * width].reduce(0) { $0 + $1 * $1 }
    }
    var rows = [Double](repeating: 0, count: blockRows * width)
    var products = [Double](repeating: 0, count: blockRows * count)
    features.forEachRowBlock(of: blockRows) { block in
      for row in 0..<block.rowCount {
        let values = block.row(row)
        for column in 0..<width { rows[row * width + column] = values[column] - offsets[column] }
      }
      rows.withUnsafeBufferPointer { rows in
        centres.withUnsafeBufferPointer { centres in
          products.withUnsafeMutableBufferPointer {
            LinearAlgebra.multiply(
              rows, rowCount: block.rowCount, columnCount: width, by: centres, isTransposed: true,
              outputCount: count, into: $0)
          }
        }
        for row in 0..<block.rowCount {
          var (nearest, least) = (0, Double.infinity)
          for centre in 0..<count {
            let distance = squares[centre] - 2 * products[row * count + centre]
            if distance < least { (nearest, least) = (centre, distance) }
          }
          let values = UnsafeBufferPointer(rebasing: rows[row * width..<(row + 1) * width])
          let length = values.reduce(0) { $0 + $1 * $1 }
          body(block.rows.lowerBound + row, values, nearest, max(0, least + length))
        }
      }
    }
  }
}

private let blockRows = 256
