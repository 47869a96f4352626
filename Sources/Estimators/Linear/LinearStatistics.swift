/// All that linear learners need to know of rows: products of pairs of columns, summed.
///
/// The columns are those of the features, those of the targets, and one of ones, whose products are the sums of the
/// others. What is multiplied are distances from an origin near the means of the columns, so that little is lost when
/// the means of a training set are known and the products are corrected for them.
///
/// Source: T. F. Chan, G. H. Golub and R. J. LeVeque, “Algorithms for computing the sample variance: analysis and
/// recommendations”, The American Statistician 37 (1983), “shifted data”.
public struct LinearStatistics: TrainingStatistics {
  /// What is subtracted from each column: from those of features, then from those of targets.
  let origins: [Double]

  let featureCount: Int

  /// The number of rows whose weight is not 0.
  private(set) var rowCount = 0

  /// Products of columns, row-major, upper triangle: empty before there are any rows.
  private(set) var products: [Double] = []

  var outputCount: Int { origins.count - featureCount }

  /// The number of columns, the one of ones included.
  var order: Int { origins.count + 1 }

  /// The square of the number of columns; nil for sparse features, whose zeros would be multiplied, too.
  public static func numberCount(for data: Dataset) -> Int? {
    guard !data.features.isSparse else { return nil }
    let order = data.features.columnCount + data.target.columnCount + 1
    return order * order
  }

  /// Creates the statistics of no rows, with the means of a sample as origin.
  ///
  /// - Complexity: O(*columns*).
  public init(forRowsOf data: Dataset) {
    let sample = data.rows(RangeSet(Self.sample(of: data.rowCount).map { $0..<$0 + 1 }))
    // All that count may stand between those of the sample.
    let moments = (try? WeightedMoments(sample)) ?? (try? WeightedMoments(data))
    featureCount = data.features.columnCount
    origins =
      moments.map { $0.featureMeans + $0.targetMeans }
      ?? [Double](repeating: 0, count: featureCount + data.target.columnCount)
  }

  /// Rows from everywhere in the data, at even distances.
  private static func sample(of rowCount: Int) -> [Int] {
    let count = min(rowCount, 512)
    return (0..<count).map { $0 * rowCount / count }
  }

  /// Adds rows.
  ///
  /// - Complexity: O(*rows* · *columns*²) time, O(*columns*²) memory.
  public mutating func add(rowsOf data: Dataset) {
    precondition(data.features.columnCount == featureCount && data.target.columnCount == outputCount)
    let order = order
    if products.isEmpty { products = [Double](repeating: 0, count: order * order) }
    var distances = [Double](repeating: 0, count: Self.blockRows * order)
    var added = 0
    data.features.forEachRowBlock(of: Self.blockRows) { block in
      let count = data.withWeights(of: block.rows) { weights in
        data.target.withBlock(of: block.rows) { distances.copy(block, $0, subtracting: origins, weights) }
      }
      added += count
      distances.withUnsafeBufferPointer { distances in
        products.withUnsafeMutableBufferPointer {
          LinearAlgebra.addGram(of: distances, rowCount: count, order: order, to: $0)
        }
      }
    }
    rowCount += added
  }

  /// Adds what is known of other rows.
  public mutating func add(_ other: LinearStatistics) {
    precondition(origins == other.origins, "products are of distances from the same origin")
    rowCount += other.rowCount
    guard !other.products.isEmpty else { return }
    guard !products.isEmpty else {
      products = other.products
      return
    }
    products.withUnsafeMutableBufferPointer { products in
      other.products.withUnsafeBufferPointer { other in
        for place in products.indices { products[place] += other[place] }
      }
    }
  }

  /// Few enough rows to stay in the cache until they are multiplied.
  private static let blockRows = 256
}

extension [Double] {
  /// Copies the distances of the rows that count, and returns how many they are.
  fileprivate mutating func copy(
    _ features: RowBlock<Double>, _ targets: RowBlock<Double>, subtracting origins: [Double],
    _ weights: UnsafeBufferPointer<Double>?
  ) -> Int {
    let (width, outputs) = (features.columnCount, targets.columnCount)
    return withUnsafeMutableBufferPointer { distances in
      origins.withUnsafeBufferPointer { origins in
        var place = 0
        for row in 0..<features.rowCount {
          let scale = weights.map { $0[row].squareRoot() } ?? 1
          guard scale > 0 else { continue }
          let (inputs, results) = (features.row(row), targets.row(row))
          for column in 0..<width { distances[place + column] = scale * (inputs[column] - origins[column]) }
          for output in 0..<outputs {
            distances[place + width + output] = scale * (results[output] - origins[width + output])
          }
          distances[place + width + outputs] = scale
          place += width + outputs + 1
        }
        return place / (width + outputs + 1)
      }
    }
  }
}
