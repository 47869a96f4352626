/// How much the examples of a data set count together, and the means and deviations of their columns.
///
/// Examples of weight 0 are passed over, as if they were not there.
struct WeightedMoments {
  let data: Dataset

  /// The sum of the weights; the number of rows where there are none.
  let totalWeight: Double

  /// The number of examples whose weight is not 0.
  let rowCount: Int

  private let firstRow: Int

  /// - Throws: `ModelingError` if no example counts.
  init(_ data: Dataset) throws {
    self.data = data
    guard data.isWeighted, data.rowCount > 0 else {
      (totalWeight, rowCount, firstRow) = (Double(data.rowCount), data.rowCount, 0)
      return
    }
    var (total, count) = (0.0, 0)
    var first: Int?
    for start in stride(from: 0, to: data.rowCount, by: blockRows) {
      let rows = start..<min(start + blockRows, data.rowCount)
      data.withWeights(of: rows) { weights in
        for (row, weight) in zip(rows, weights ?? UnsafeBufferPointer(start: nil, count: 0)) where weight > 0
        {
          total += weight
          count += 1
          first = first ?? row
        }
      }
    }
    guard let first else {
      throw ModelingError(
        .tooFewRows,
        "the weights of all \(data.rowCount.counted("row")) to fit are 0; leave the rows out, or "
          + "give one of them a positive weight")
    }
    (totalWeight, rowCount, firstRow) = (total, count, first)
  }

  /// The first row that counts: its features, then its targets.
  var origins: [Double] {
    (0..<data.features.columnCount).map { data.features[firstRow, $0] }
      + (0..<data.target.columnCount).map { data.target[firstRow, $0] }
  }

  var featureMeans: [Double] { means(of: data.features) }

  /// How far the mean of each feature is from a point, with all digits where the point is near.
  func featureOffsets(from points: [Double]) -> [Double] {
    let origins = Array(origins.prefix(points.count))
    let sums = sums(over: data.features, from: origins, squared: false)
    return points.indices.map { origins[$0] - points[$0] + sums[$0] / totalWeight }
  }

  var targetMeans: [Double] { means(of: Features(data.target)) }

  /// Up to so many columns a block is in the cache while each of its columns is summed by itself.
  private static let mostNarrowColumns = 16

  /// The mean of each column.
  ///
  /// Distances from the first row are summed instead of the numbers themselves: they are exact for a constant
  /// column, and small for one that is far from zero beside its spread.
  private func means(of columns: Features) -> [Double] {
    let origins = (0..<columns.columnCount).map { columns[firstRow, $0] }
    return zip(origins, sums(over: columns, from: origins, squared: false)).map { $0 + $1 / totalWeight }
  }

  /// The square root of the mean squared distance of each feature from a centre.
  func featureDeviations(from centres: [Double]) -> [Double] {
    sums(over: data.features, from: centres, squared: true).map { ($0 / totalWeight).squareRoot() }
  }

  /// The sums of the distances of each column from an origin, or of their squares.
  private func sums(over columns: Features, from origins: [Double], squared: Bool) -> [Double] {
    var sums = [Double](repeating: 0, count: columns.columnCount)
    sums.withUnsafeMutableBufferPointer { sums in
      origins.withUnsafeBufferPointer { origins in
        columns.forEachRowBlock(of: blockRows) { block in
          if !data.isWeighted, !squared, sums.count <= Self.mostNarrowColumns {
            for column in sums.indices { sums[column] += block.sum(ofColumn: column, from: origins[column]) }
            return
          }
          data.withWeights(of: block.rows) { weights in
            for row in 0..<block.rowCount {
              let values = block.row(row)
              let weight = weights?[row] ?? 1
              guard weight > 0 else { continue }
              if squared {
                for column in sums.indices {
                  let distance = values[column] - origins[column]
                  sums[column] += weight * (distance * distance)
                }
              } else {
                for column in sums.indices { sums[column] += weight * (values[column] - origins[column]) }
              }
            }
          }
        }
      }
    }
    return sums
  }
}

extension RowBlock<Double> {
  /// The sum of the distances of a column from an origin, in four parts that do not wait for each other.
  fileprivate func sum(ofColumn column: Int, from origin: Double) -> Double {
    var sums = SIMD4<Double>.zero
    let whole = rowCount & ~3
    for row in stride(from: 0, to: whole, by: 4) {
      let place = base + (row &* rowStride &+ column)
      sums +=
        SIMD4(place[0], place[rowStride], place[2 &* rowStride], place[3 &* rowStride])
        - SIMD4(repeating: origin)
    }
    for row in whole..<rowCount { sums[0] += base[row &* rowStride &+ column] - origin }
    return sums.sum()
  }
}

private let blockRows = 1024
