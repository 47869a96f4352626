/// All that linear learners need to know of rows.
///
/// The columns are one of ones, those of the features and those of the targets. Of few columns it is the triangle of
/// their QR decomposition, which serves for columns that are nearly the same, as those that other learners predict; of
/// many the products of all pairs, which take less time. Both are made of distances from an origin near the means of
/// the columns, so that little is lost when the means of a training set are known and it is corrected for them.
///
/// Source: T. F. Chan, G. H. Golub and R. J. LeVeque, “Algorithms for computing the sample variance: analysis and
/// recommendations”, The American Statistician 37 (1983), “shifted data”; for triangles of parts of the rows,
/// J. Demmel et al., “Communication-optimal parallel and sequential QR and LU factorizations”, SIAM J. Sci. Comput. 34
/// (2012).
public struct LinearStatistics: TrainingStatistics {
  /// What is subtracted from each column: from those of features, then from those of targets.
  let origins: [Double]

  let featureCount: Int

  /// The number of rows whose weight is not 0.
  private(set) var rowCount = 0

  /// The upper triangle of the products, row-major, or of the QR decomposition, column-major.
  ///
  /// Empty before there are any rows.
  private(set) var triangle: [Double] = []

  var outputCount: Int { origins.count - featureCount }

  /// The number of columns, the one of ones included.
  var order: Int { origins.count + 1 }

  /// Whether the triangle is that of the QR decomposition.
  var isDecomposed: Bool { order <= Self.mostDecomposedColumns }

  /// Of more columns a decomposition takes several times as long as products.
  private static let mostDecomposedColumns = 16

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
    let sample = data.sample
    // All rows that count may stand between those of the sample.
    let moments = (try? WeightedMoments(sample)) ?? (try? WeightedMoments(data))
    featureCount = data.features.columnCount
    // Means of huge numbers may overflow: sums from zero do so too, which is noticed when they are solved.
    origins =
      moments.map { ($0.featureMeans + $0.targetMeans).map { $0.isFinite ? $0 : 0 } }
      ?? [Double](repeating: 0, count: featureCount + data.target.columnCount)
  }

  /// Adds rows.
  ///
  /// - Complexity: O(*rows* · *columns*²) time, O(*columns*²) memory.
  public mutating func add(rowsOf data: Dataset) {
    precondition(data.features.columnCount == featureCount && data.target.columnCount == outputCount)
    if isDecomposed { decompose(data) } else { multiply(data) }
  }

  /// Adds what is known of other rows.
  public mutating func add(_ other: LinearStatistics) {
    precondition(origins == other.origins, "both are about distances from the same origin")
    rowCount += other.rowCount
    guard !other.triangle.isEmpty else { return }
    guard !triangle.isEmpty else {
      triangle = other.triangle
      return
    }
    guard isDecomposed else {
      for place in triangle.indices { triangle[place] += other.triangle[place] }
      return
    }
    let order = order
    var columns = ColumnBuffer(rowCount: 2 * order, columnCount: order)
    columns.append(triangle: triangle)
    columns.append(triangle: other.triangle)
    triangle = columns.triangle()
  }
}

// MARK: - Products

extension LinearStatistics {
  private mutating func multiply(_ data: Dataset) {
    let order = order
    if triangle.isEmpty { triangle = [Double](repeating: 0, count: order * order) }
    var distances = [Double](repeating: 0, count: Self.multipliedRows * order)
    data.features.forEachRowBlock(of: Self.multipliedRows) { block in
      let count = data.withWeights(of: block.rows) { weights in
        data.target.withBlock(of: block.rows) { distances.copy(block, $0, subtracting: origins, weights) }
      }
      rowCount += count
      distances.withUnsafeBufferPointer { distances in
        triangle.withUnsafeMutableBufferPointer {
          LinearAlgebra.addGram(of: distances, rowCount: count, order: order, to: $0)
        }
      }
    }
  }

  /// Few enough rows to stay in the cache until they are multiplied.
  private static let multipliedRows = 256
}

extension [Double] {
  /// Copies the distances of the rows that count, and returns how many they are.
  fileprivate mutating func copy(
    _ features: RowBlock<Double>, _ targets: RowBlock<Double>, subtracting origins: [Double],
    _ weights: UnsafeBufferPointer<Double>?
  ) -> Int {
    let (width, outputs) = (features.columnCount, targets.columnCount)
    let order = width + outputs + 1
    return withUnsafeMutableBufferPointer { distances in
      origins.withUnsafeBufferPointer { origins in
        guard let base = distances.baseAddress, let origin = origins.baseAddress else { return 0 }
        var count = 0
        for row in 0..<features.rowCount {
          let scale = weights.map { $0[row].squareRoot() } ?? 1
          guard scale > 0 else { continue }
          let place = base + count * order
          place[0] = scale
          (place + 1).assign(features.base + row * features.rowStride, minus: origin, count: width, scale)
          (place + 1 + width).assign(
            targets.base + row * targets.rowStride, minus: origin + width, count: outputs, scale)
          count += 1
        }
        return count
      }
    }
  }
}

extension UnsafeMutablePointer<Double> {
  /// Writes scaled differences, four at a time: rows are too short for loops that the compiler would widen.
  // SAFETY: no more than `count` numbers are read or written, as the caller has at each of the pointers.
  fileprivate func assign(
    _ numbers: UnsafePointer<Double>, minus origins: UnsafePointer<Double>, count: Int, _ scale: Double
  ) {
    var place = 0
    while place + 4 <= count {
      let distance =
        UnsafeRawPointer(numbers + place).loadUnaligned(as: SIMD4<Double>.self)
        - UnsafeRawPointer(origins + place).loadUnaligned(as: SIMD4<Double>.self)
      UnsafeMutableRawPointer(self + place).storeBytes(of: scale * distance, as: SIMD4<Double>.self)
      place += 4
    }
    while place < count {
      self[place] = scale * (numbers[place] - origins[place])
      place += 1
    }
  }
}

// MARK: - Decompositions

extension LinearStatistics {
  private mutating func decompose(_ data: Dataset) {
    let (order, width) = (order, featureCount)
    var columns = ColumnBuffer(rowCount: order + Self.decomposedRows, columnCount: order)
    if !triangle.isEmpty { columns.append(triangle: triangle) }
    data.features.forEachRowBlock(of: Self.decomposedRows) { block in
      let count = data.withWeights(of: block.rows) { weights in
        data.target.withBlock(of: block.rows) { targets in
          columns.append(weights, rowCount: block.rowCount)
          columns.append(block, at: 1, subtracting: origins[..<width], weights)
          return columns.append(targets, at: 1 + width, subtracting: origins[width...], weights)
        }
      }
      rowCount += count
      columns.rowCount += count
      columns.decompose()
    }
    triangle = columns.triangle()
  }

  /// Few enough rows to stay in the cache until they are decomposed, enough for one call not to count.
  private static let decomposedRows = 512
}

/// Rows of few columns, column by column, that are replaced by the triangle of their QR decomposition.
private struct ColumnBuffer {
  var rowCount = 0
  private let capacity: Int
  private let columnCount: Int
  private var numbers: [Double]

  init(rowCount: Int, columnCount: Int) {
    (capacity, self.columnCount) = (rowCount, columnCount)
    numbers = [Double](repeating: 0, count: rowCount * columnCount)
  }

  /// Appends the rows of a triangle, whose columns lie one after another.
  mutating func append(triangle: [Double]) {
    for column in 0..<columnCount {
      for row in 0..<columnCount {
        numbers[column * capacity + rowCount + row] = triangle[column * columnCount + row]
      }
    }
    rowCount += columnCount
  }

  /// Writes the first column behind the rows: that of ones, times the roots of the weights.
  mutating func append(_ weights: UnsafeBufferPointer<Double>?, rowCount count: Int) {
    numbers.withUnsafeMutableBufferPointer { numbers in
      var place = rowCount
      for row in 0..<count {
        let scale = weights.map { $0[row].squareRoot() } ?? 1
        guard scale > 0 else { continue }
        numbers[place] = scale
        place += 1
      }
    }
  }

  /// Writes columns behind the rows.
  ///
  /// - Returns: The number of rows that count.
  @discardableResult
  mutating func append(
    _ block: RowBlock<Double>, at first: Int, subtracting origins: ArraySlice<Double>,
    _ weights: UnsafeBufferPointer<Double>?
  ) -> Int {
    var count = 0
    numbers.withUnsafeMutableBufferPointer { numbers in
      for (column, origin) in origins.enumerated() {
        var place = (first + column) * capacity + rowCount
        let start = place
        let source = block.base + column
        for row in 0..<block.rowCount {
          let scale = weights.map { $0[row].squareRoot() } ?? 1
          guard scale > 0 else { continue }
          numbers[place] = scale * (source[row * block.rowStride] - origin)
          place += 1
        }
        count = place - start
      }
    }
    return count
  }

  /// Replaces the rows by their triangle.
  mutating func decompose() {
    let (rows, columns, stride) = (rowCount, columnCount, capacity)
    guard rows > 0 else { return }
    numbers.withUnsafeMutableBufferPointer {
      LinearAlgebra.replaceByTriangle($0, rowCount: rows, columnCount: columns, columnStride: stride)
    }
    // Behind fewer rows than columns there have never been others than zeros.
    rowCount = columns
  }

  /// The triangle of the rows, column by column.
  mutating func triangle() -> [Double] {
    decompose()
    return (0..<columnCount * columnCount).map { place in
      numbers[place / columnCount * capacity + place % columnCount]
    }
  }
}
