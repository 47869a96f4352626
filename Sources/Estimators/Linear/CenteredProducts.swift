/// The means of the columns of a data set and the products of its centred columns, from one pass over the rows.
///
/// Each block of rows is centred by itself, and what blocks give is joined, which keeps as many digits as
/// centring all rows first. All numbers are distances from the first row: they are exact for a constant column, and
/// small for one that is far from zero beside its spread.
///
/// Source: T. F. Chan, G. H. Golub and R. J. LeVeque, “Updating formulae and a pairwise algorithm for computing
/// sample variances”, COMPSTAT 1982.
struct CenteredProducts {
  let featureCount: Int

  /// The means of the features, then those of the targets; zeros if nothing is centred.
  private(set) var means: [Double]

  /// Products of columns of features and targets, row-major, upper triangle.
  private(set) var products: [Double]

  /// Reads the data once.
  ///
  /// - Parameters:
  ///   - moments: Those of the data.
  ///   - centered: Whether means are subtracted.
  /// - Complexity: O(*n* *p*²) time, O(*p*²) memory.
  init(_ moments: WeightedMoments, centered: Bool) {
    let data = moments.data
    featureCount = data.features.columnCount
    let order = featureCount + data.target.columnCount
    let origins = centered ? moments.origins : [Double](repeating: 0, count: order)
    means = [Double](repeating: 0, count: order)
    products = [Double](repeating: 0, count: order * order)
    var sums = JoinedSums(order: order)
    let size = (ColumnBlock.size(columnCount: order) + order) * MemoryLayout<Double>.stride
    withUnsafeTemporaryAllocation(byteCount: size, alignment: 64) { bytes in
      guard let base = bytes.bindMemory(to: Double.self).baseAddress else { return }
      let blockMeans = base + ColumnBlock.size(columnCount: order)
      means.withUnsafeMutableBufferPointer { means in
        products.withUnsafeMutableBufferPointer { products in
          origins.withUnsafeBufferPointer { origins in
            guard let origin = origins.baseAddress else { return }
            var columns = ColumnBlock(columnCount: order, base: base)
            data.features.forEachRowBlock(of: ColumnBlock.capacity) { block in
              data.withWeights(of: block.rows) { weights in
                data.target.withBlock(of: block.rows) {
                  columns.copy(block, $0, weights: weights, from: origin)
                }
              }
              guard columns.rowCount > 0 else { return }
              if centered {
                columns.center(means: blockMeans)
                sums.join(UnsafePointer(blockMeans), of: columns.totalWeight, to: means, products)
              }
              columns.scaleByWeights()
              LinearAlgebra.addProducts(
                ofColumns: columns.base, rowCount: columns.rowCount, columnCount: order,
                columnStride: ColumnBlock.columnStride, to: products)
            }
          }
        }
      }
    }
    for column in means.indices { means[column] += origins[column] }
  }
}

/// Joins the sums over some rows with those over others.
private struct JoinedSums {
  let order: Int
  private var weight = 0.0

  init(order: Int) { self.order = order }

  /// Adds to products of centred columns what they lack once the rows before and those of a block have one mean.
  mutating func join(
    _ blockMeans: UnsafePointer<Double>, of blockWeight: Double,
    to means: UnsafeMutableBufferPointer<Double>, _ products: UnsafeMutableBufferPointer<Double>
  ) {
    let share = blockWeight / (weight + blockWeight)
    let factor = weight * share
    for row in 0..<order where factor > 0 {
      let offset = factor * (blockMeans[row] - means[row])
      for column in row..<order {
        products[row * order + column] += offset * (blockMeans[column] - means[column])
      }
    }
    for column in 0..<order { means[column] += share * (blockMeans[column] - means[column]) }
    weight += blockWeight
  }
}
