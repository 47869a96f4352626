/// The means of the columns of a data set and the products of its centred columns, from one pass over the rows.
///
/// The products of each block of rows are those of distances from a point near the block's means. They are corrected
/// for the rest of the way to the means, and what blocks give is joined.
///
/// That keeps the digits: where the point is the mean of one in *k* rows of a block, correcting cannot take away more
/// than *k* times what it leaves, whatever the numbers are. All of them are distances from the first row, besides,
/// which are exact for a constant column.
///
/// Source: T. F. Chan, G. H. Golub and R. J. LeVeque, “Updating formulae and a pairwise algorithm for computing
/// sample variances”, COMPSTAT 1982.
struct CenteredProducts {
  let featureCount: Int

  /// The means of the features, then those of the targets; zeros if nothing is centred.
  private(set) var means: [Double]

  /// Products of columns of features and targets, row-major, upper triangle.
  private(set) var products: [Double]

  private let isCentered: Bool

  /// The numbers of the first row, from which distances are taken; zeros if nothing is centred.
  private let origins: [Double]

  /// The sum of the weights of the rows that were added.
  private var weight = 0.0

  /// Reads the data once.
  ///
  /// - Parameters:
  ///   - moments: Those of the data.
  ///   - centered: Whether means are subtracted.
  /// - Complexity: O(*n* *p*²) time, O(*p*²) memory.
  init(_ moments: WeightedMoments, centered: Bool) {
    let data = moments.data
    featureCount = data.features.columnCount
    let count = featureCount + data.target.columnCount
    isCentered = centered
    origins = centered ? moments.origins : [Double](repeating: 0, count: count)
    means = [Double](repeating: 0, count: count)
    products = [Double](repeating: 0, count: count * count)
    let order = count + 1
    let size = ColumnBlock.size(columnCount: order) * MemoryLayout<Double>.stride
    var blockOrigins = origins
    var blockProducts = [Double](repeating: 0, count: order * order)
    withUnsafeTemporaryAllocation(byteCount: size, alignment: 64) { bytes in
      guard let base = bytes.bindMemory(to: Double.self).baseAddress else { return }
      var columns = ColumnBlock(columnCount: order, base: base)
      data.features.forEachRowBlock(of: ColumnBlock.capacity) { features in
        data.withWeights(of: features.rows) { weights in
          data.target.withBlock(of: features.rows) { targets in
            if centered {
              blockOrigins.moveToMeans(of: features, at: 0, weights, from: origins)
              blockOrigins.moveToMeans(of: targets, at: features.columnCount, weights, from: origins)
            }
            columns.copy(features, targets, weights: weights, from: blockOrigins)
          }
        }
        guard columns.rowCount > 0 else { return }
        blockProducts.withUnsafeMutableBufferPointer { products in
          products.update(repeating: 0)
          LinearAlgebra.addProducts(
            ofColumns: columns.base, rowCount: columns.rowCount, columnCount: order,
            columnStride: ColumnBlock.columnStride, to: products)
        }
        add(blockProducts, from: blockOrigins)
      }
    }
    for column in means.indices { means[column] += origins[column] }
  }

  /// Adds a block of rows.
  ///
  /// - Parameters:
  ///   - block: Products of its columns, of which the last is that of ones.
  ///   - blockOrigins: The point from which distances were taken.
  private mutating func add(_ block: [Double], from blockOrigins: [Double]) {
    let (count, order) = (means.count, means.count + 1)
    let blockWeight = block[order * order - 1]
    let share = blockWeight / (weight + blockWeight)
    // How far the block's means are from its point, and from the means of the rows before.
    var rests = [Double](repeating: 0, count: count)
    var steps = rests
    if isCentered {
      for column in 0..<count {
        rests[column] = block[column * order + count] / blockWeight
        steps[column] = blockOrigins[column] - origins[column] + rests[column] - means[column]
      }
    }
    for row in 0..<count {
      let (rest, step) = (blockWeight * rests[row], weight * share * steps[row])
      for column in row..<count {
        products[row * count + column] +=
          block[row * order + column] - rest * rests[column] + step * steps[column]
      }
    }
    for column in 0..<count { means[column] += share * steps[column] }
    weight += blockWeight
  }
}

extension [Double] {
  /// Replaces the numbers of some columns by the means of a sample of rows: of all where weights may make a few of
  /// them count more than the others together.
  fileprivate mutating func moveToMeans(
    of rows: RowBlock<Double>, at first: Int, _ weights: UnsafeBufferPointer<Double>?, from origins: [Double]
  ) {
    let sample = stride(from: 0, to: rows.rowCount, by: weights == nil ? 16 : 1)
    var total = 0.0
    for row in sample { total += weights?[row] ?? 1 }
    guard total > 0 else { return }
    for column in 0..<rows.columnCount {
      let origin = origins[first + column]
      var sum = 0.0
      for row in sample {
        let weight = weights?[row] ?? 1
        guard weight > 0 else { continue }
        sum += weight * (rows.base[row &* rows.rowStride &+ column] - origin)
      }
      self[first + column] = origin + sum / total
    }
  }
}
