/// A class, and how its rows are spread around their mean.
struct ClassSpread {
  /// The number of the class.
  let number: Int

  /// How much its rows count together, more than 0.
  let weight: Double

  /// The number of rows that count.
  let rowCount: Int

  /// The mean of each column.
  let means: [Double]

  /// The variance of each column.
  let variances: [Double]

  /// Rows, one after another, whose products of columns are those of the distances of all rows from the means.
  ///
  /// They keep the digits that a covariance would lose.
  let distances: [Double]

  /// Takes what is known of the rows.
  init(number: Int, weight: Double, rowCount: Int, means: [Double], distances: [Double]) {
    self.number = number
    self.weight = weight
    self.rowCount = rowCount
    self.means = means
    self.distances = distances
    var squares = [Double](repeating: 0, count: means.count)
    for place in distances.indices { squares[place % means.count] += distances[place] * distances[place] }
    variances = squares.map { $0 / weight }
  }

  /// Reads the rows.
  ///
  /// - Throws: `ModelingError` if a number is not finite, or if sums of squares overflow.
  /// - Complexity: O(*n* *p*²) time, O(min(*n*, *p*) *p*) memory.
  init(_ one: ClassRows, for typeName: String) throws {
    let moments = try WeightedMoments(one.data)
    let means = moments.featureMeans
    self.init(
      number: one.number, weight: one.weight, rowCount: moments.rowCount, means: means,
      distances: moments.spread(around: means))
    guard isFinite else {
      try one.data.requireFinite()
      throw ModelingError.overflow(in: typeName)
    }
  }

  /// Whether no sum of squares has overflowed.
  var isFinite: Bool { means.allSatisfy(\.isFinite) && variances.allSatisfy(\.isFinite) }

  /// Rows, one after another, whose products of columns are the covariance.
  ///
  /// - Parameter share: How far it is moved towards a multiple of the unit matrix.
  /// - Returns: Row-major numbers.
  func covariance(movedBy share: Shrinkage.Share) -> [Double] {
    let width = Double(means.count)
    let (moved, target): (Double, [Double]) =
      switch share {
      case .plain(let share):
        (share, [Double](repeating: variances.reduce(0, +) / width, count: means.count))
      // Of standardized columns, with a variance of 1 unless it was 0, each times its own variance again.
      case .standardized(let share):
        (share, variances.map { ($0 > 0 ? $0 : 1) * Double(variances.count { $0 > 0 }) / width })
      }
    let scale = ((1 - moved) / weight).squareRoot()
    return distances.map { $0 * scale } + (moved > 0 ? DiagonalRows.of(target.map { moved * $0 }) : [])
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
