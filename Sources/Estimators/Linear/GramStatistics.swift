/// All that ridge, lasso and elastic net need to know of the data: products of centred columns, summed over
/// the rows.
struct GramStatistics {
  /// How many rows there are, each counted as often as its weight says.
  let totalWeight: Double

  /// Products of feature columns: *p* × *p*, row-major, upper triangle.
  let gram: [Double]

  /// Products of feature columns with targets: one row for each feature, one column for each output.
  let moments: Matrix<Double>

  /// Sums of squares of each target.
  let targetSquares: [Double]

  var featureCount: Int { moments.rowCount }
  var outputCount: Int { moments.columnCount }

  init(totalWeight: Double, gram: [Double], moments: Matrix<Double>, targetSquares: [Double]) {
    (self.totalWeight, self.gram) = (totalWeight, gram)
    (self.moments, self.targetSquares) = (moments, targetSquares)
  }

  /// What is known of the data already, or what reading them again gives.
  ///
  /// - Complexity: O(1), or O(*n* *p*²) time and O(*p*²) memory if there are at most as many rows as columns.
  init(_ centered: CenteredData) {
    self =
      centered.statistics
      ?? GramStatistics(
        CenteredProducts(centered.moments, centered: centered.isCentered), totalWeight: centered.totalWeight)
  }

  init(_ all: CenteredProducts, totalWeight: Double) {
    let (width, order) = (all.featureCount, all.means.count)
    let outputs = order - width
    var gram: [Double] = []
    gram.reserveCapacity(width * width)
    for row in 0..<width { gram += all.products[row * order..<row * order + width] }
    self.init(
      totalWeight: totalWeight, gram: gram,
      moments: Matrix(rowCount: width, columnCount: outputs) { target in
        for place in target.indices {
          target.initializeElement(
            at: place, to: all.products[place / outputs * order + width + place % outputs])
        }
      },
      targetSquares: (width..<order).map { all.products[$0 * order + $0] })
  }

  /// The product of two feature columns.
  func product(_ left: Int, _ right: Int) -> Double {
    gram[min(left, right) * featureCount + max(left, right)]
  }

  /// Whether all sums are finite.
  ///
  /// Columns of huge numbers overflow.
  var isFinite: Bool {
    gram.allSatisfy(\.isFinite) && targetSquares.allSatisfy(\.isFinite)
      && moments.withUnsafeElements { $0.allSatisfy(\.isFinite) }
  }
}
