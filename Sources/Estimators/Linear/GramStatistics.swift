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

  /// Reads the data once.
  ///
  /// - Complexity: O(*n* *p*²) time, O(*p*²) memory.
  init(_ centered: CenteredData) {
    let (width, outputs) = (centered.featureMeans.count, centered.targetMeans.count)
    totalWeight = centered.totalWeight
    (gram, moments, targetSquares) =
      width + outputs <= Self.mostNarrowColumns
      ? Self.sumsOverColumns(of: centered, width, outputs) : Self.sumsOverRows(of: centered, width, outputs)
  }

  private typealias Sums = (gram: [Double], moments: Matrix<Double>, targetSquares: [Double])

  /// So many columns are multiplied in less time than a call of BLAS takes to arrange them.
  private static let mostNarrowColumns = 16

  private static func sumsOverColumns(of centered: CenteredData, _ width: Int, _ outputs: Int) -> Sums {
    let all = width + outputs
    // Those of features with targets stand behind those of features with features.
    var products = [Double](repeating: 0, count: all * all)
    centered.forEachColumnBlock { block in
      for left in 0..<width {
        for right in left..<all { products[left * all + right] += block.product(left, right) }
      }
      for output in width..<all { products[output * all + output] += block.product(output, output) }
    }
    return (
      (0..<width * width).map { products[$0 / width * all + $0 % width] },
      Matrix(rowCount: width, columnCount: outputs) { target in
        for place in target.indices {
          target.initializeElement(at: place, to: products[place / outputs * all + width + place % outputs])
        }
      },
      (width..<all).map { products[$0 * all + $0] }
    )
  }

  private static func sumsOverRows(of centered: CenteredData, _ width: Int, _ outputs: Int) -> Sums {
    var gram = [Double](repeating: 0, count: width * width)
    var moments = Matrix<Double>(rowCount: width, columnCount: outputs, repeating: 0)
    var squares = [Double](repeating: 0, count: outputs)
    centered.forEachBlock { features, targets, rows in
      gram.withUnsafeMutableBufferPointer {
        LinearAlgebra.addGram(of: features, rowCount: rows, order: width, to: $0)
      }
      moments.withUnsafeMutableElements {
        LinearAlgebra.addProduct(
          ofTransposed: features, leftCount: width, and: targets, rightCount: outputs, rowCount: rows, to: $0)
      }
      for place in 0..<rows * outputs { squares[place % outputs] += targets[place] * targets[place] }
    }
    return (gram, moments, squares)
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
