/// The errors that ridge regression makes for rows which it is not fitted to, of any penalty.
///
/// A row's error when it is left out is its residual over one minus its leverage, which is how much its prediction follows
/// its own target.
struct LeaveOneOutErrors {
  private let ridge: RidgeDecomposition
  /// The weights of the rows that count, or nil if all are 1.
  private let weights: [Double]?
  /// Whether the rows that were decomposed are those of the data, whose left vectors are known then.
  private let isWide: Bool

  private var data: CenteredData { ridge.data }
  private var decomposition: LinearAlgebra.SingularValues { ridge.decomposition }
  private var outputCount: Int { data.targetMeans.count }

  /// - Throws: `ModelingError` if there is only one row beside a constant, if numbers overflow, or if the decomposition
  ///   does not converge.
  init(_ data: CenteredData, for typeName: String) throws {
    guard data.rowCount > (data.isCentered ? 1 : 0) else {
      throw ModelingError(
        .tooFewRows,
        "“\(typeName)” leaves out one row after another, but there is only one that counts; give it more, or use "
          + "“\(RidgeRegression.typeName)”")
    }
    ridge = try RidgeDecomposition(data, for: typeName)
    weights = data.data.weights?.filter { $0 > 0 }
    isWide = data.rowCount <= data.featureMeans.count
  }

  /// The model for a penalty of each output.
  func model(penalties: [Double]) -> LinearModel { ridge.model(penalties: penalties) }

  /// The weighted means of the squared errors.
  ///
  /// - Parameter penalties: Numbers above 0.
  /// - Returns: For each penalty, one number for each output.
  func meanSquares(penalties: [Double]) -> [[Double]] {
    var sums = ErrorSums(
      isWide: isWide, penalties: penalties, values: decomposition.values, projections: ridge.projections,
      outputCount: outputCount)
    // How much a row has to say in the constant.
    func constant(_ row: Int) -> Double {
      data.isCentered ? (weights?[row] ?? 1) / data.totalWeight : 0
    }
    let rank = decomposition.values.count
    if isWide {
      decomposition.left.withUnsafeBufferPointer { left in
        for row in 0..<data.rowCount {
          sums.add(
            UnsafeBufferPointer(rebasing: left[row * rank..<(row + 1) * rank]), nil, constant: constant(row))
        }
      }
    } else {
      var first = 0
      data.forEachBlock { features, targets, rows in
        leftVectors(of: features, rowCount: rows).withUnsafeBufferPointer { left in
          for row in 0..<rows {
            sums.add(
              UnsafeBufferPointer(rebasing: left[row * rank..<(row + 1) * rank]),
              UnsafeBufferPointer(rebasing: targets[row * outputCount..<(row + 1) * outputCount]),
              constant: constant(first + row))
          }
        }
        first += rows
      }
    }
    return sums.squares.map { $0.map { $0 / data.totalWeight } }
  }

  /// The left singular vectors of some rows, one row for each of them.
  private func leftVectors(of features: UnsafeBufferPointer<Double>, rowCount: Int) -> [Double] {
    let (width, rank) = (data.featureMeans.count, decomposition.values.count)
    // What is smaller than the largest by more digits than there are is a direction without rows.
    let smallest =
      (decomposition.values.first ?? 0)
      * LeastSquaresAccumulator.tolerance(rowCount: data.rowCount, columnCount: width)
    var left = [Double](repeating: 0, count: rowCount * rank)
    left.withUnsafeMutableBufferPointer { left in
      decomposition.right.withUnsafeBufferPointer { right in
        LinearAlgebra.multiply(
          features, rowCount: rowCount, columnCount: width, by: right, isTransposed: true, outputCount: rank,
          into: left)
      }
      for place in left.indices {
        let value = decomposition.values[place % rank]
        left[place] = value > smallest ? left[place] / value : 0
      }
    }
    return left
  }
}

/// The sums of the squared errors of rows, each left out in its turn.
private struct ErrorSums {
  /// For each penalty, one number for each output.
  private(set) var squares: [[Double]]

  private let isWide: Bool
  /// For each penalty what it does to each singular value.
  private let factors: [[Double]]
  private let projections: [Double]

  /// Prepares the sums.
  ///
  /// With as many singular vectors as rows, what is left of a row's target, and of its influence on itself, are sums of
  /// what a penalty takes away. With fewer they are a whole less what it leaves.
  init(isWide: Bool, penalties: [Double], values: [Double], projections: [Double], outputCount: Int) {
    self.isWide = isWide
    self.projections = projections
    factors = penalties.map { penalty in
      values.map { (isWide ? penalty : -$0 * $0) / ($0 * $0 + penalty) }
    }
    squares = [[Double]](repeating: [Double](repeating: 0, count: outputCount), count: penalties.count)
  }

  /// Adds the errors of a row.
  ///
  /// - Parameters:
  ///   - left: What the row is made of, one number for each singular value.
  ///   - targets: Its targets, if they are needed.
  ///   - constant: How much it has to say in the constant.
  mutating func add(
    _ left: UnsafeBufferPointer<Double>, _ targets: UnsafeBufferPointer<Double>?, constant: Double
  ) {
    for (penalty, factors) in factors.enumerated() {
      let outputCount = squares[penalty].count
      var rest = (isWide ? 0 : 1) - constant
      for place in left.indices { rest += left[place] * left[place] * factors[place] }
      for output in 0..<outputCount {
        var residual = targets?[output] ?? 0
        for place in left.indices {
          residual += left[place] * projections[place * outputCount + output] * factors[place]
        }
        let error = residual / rest
        squares[penalty][output] += error * error
      }
    }
  }
}
