/// Scores that are weighted sums of how alike a row is to each support vector.
struct KernelExpansion: Codable, Equatable, Sendable {
  /// The kernel.
  let formula: KernelFormula
  /// One row for each support vector.
  let vectors: Matrix<Double>
  /// One row for each support vector, one column for each score.
  let weights: Matrix<Double>
  /// What is added to each score.
  let constants: [Double]

  /// Whether a stored expansion can have been fitted.
  var isSound: Bool {
    vectors.rowCount == weights.rowCount && weights.columnCount == constants.count
      && constants.allSatisfy(\.isFinite) && weights.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
      && vectors.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
      && formula.gamma.isFinite && formula.offset.isFinite && 0...64 ~= formula.degree
  }

  /// The scores of each row.
  ///
  /// - Returns: One row for each row of the features, one column for each constant.
  /// - Complexity: O(*rows* · *vectors* · (*features* + *scores*)).
  func scores(of features: Features) -> Matrix<Double> {
    let (count, outputs, width) = (vectors.rowCount, constants.count, vectors.columnCount)
    var scores = Matrix<Double>(rowCount: features.rowCount, columnCount: outputs) { target in
      for place in target.indices { target.initializeElement(at: place, to: constants[place % outputs]) }
    }
    guard count > 0, outputs > 0 else { return scores }
    // Distances do not change when all points are moved; near to zero they keep their digits.
    let origin: [Double] =
      formula.kernel == .radial
      ? (0..<width).map { column in vectors.column(column).reduce(0, +) / Double(count) }
      : [Double](repeating: 0, count: width)
    let moved = vectors.withUnsafeElements { vectors in
      vectors.indices.map { vectors[$0] - origin[$0 % width] }
    }
    let squares = (0..<count).map { moved[$0 * width..<($0 + 1) * width].reduce(0) { $0 + $1 * $1 } }
    var rows = [Double](repeating: 0, count: blockRows * width)
    var alike = [Double](repeating: 0, count: blockRows * count)
    var sums = [Double](repeating: 0, count: blockRows * outputs)
    scores.withUnsafeMutableElements { scores in
      features.forEachRowBlock(of: blockRows) { block in
        for row in 0..<block.rowCount {
          let values = block.row(row)
          for column in 0..<width { rows[row * width + column] = values[column] - origin[column] }
        }
        alike.withUnsafeMutableBufferPointer { alike in
          rows.withUnsafeBufferPointer { rows in
            moved.withUnsafeBufferPointer { moved in
              LinearAlgebra.multiply(
                rows, rowCount: block.rowCount, columnCount: width, by: moved, isTransposed: true,
                outputCount: count, into: alike)
            }
            for row in 0..<block.rowCount {
              let square = rows[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
              let products = UnsafeMutableBufferPointer(rebasing: alike[row * count..<(row + 1) * count])
              for place in products.indices {
                products[place] = formula.value(ofProduct: products[place], squares: square + squares[place])
              }
            }
          }
        }
        alike.withUnsafeBufferPointer { alike in
          weights.withUnsafeElements { weights in
            sums.withUnsafeMutableBufferPointer { sums in
              LinearAlgebra.multiply(
                alike, rowCount: block.rowCount, columnCount: count, by: weights, outputCount: outputs,
                into: sums)
            }
          }
        }
        let start = block.rows.lowerBound * outputs
        for place in 0..<block.rowCount * outputs { scores[start + place] += sums[place] }
      }
    }
    return scores
  }
}

private let blockRows = 128
