/// The errors that ridge regression makes for rows which it is not fitted to, of any penalty.
///
/// In the coordinates of the singular vectors of the features the coefficients for a penalty are those without any, each
/// shrunk by itself. A row's error when it is left out is its residual over one minus its leverage, which is how much its
/// prediction follows its own target.
struct LeaveOneOutErrors {
  private let data: CenteredData
  private let decomposition: LinearAlgebra.SingularValues
  /// For each singular value the product of its left vector with the targets, row-major.
  private let projections: [Double]
  private let outputCount: Int
  /// The weights of the rows that count, or nil if all are 1.
  private let weights: [Double]?
  /// Whether the rows that were decomposed are those of the data, whose left vectors are known then.
  private let isWide: Bool

  /// - Throws: `ModelingError` if there is only one row beside a constant, if numbers overflow, or if the decomposition
  ///   does not converge.
  init(_ data: CenteredData, for typeName: String) throws {
    guard data.rowCount > (data.isCentered ? 1 : 0) else {
      throw ModelingError(
        .tooFewRows,
        "“\(typeName)” leaves out one row after another, but there is only one that counts; give it more, or use "
          + "“\(RidgeRegression.typeName)”")
    }
    self.data = data
    let (width, outputs) = (data.featureMeans.count, data.targetMeans.count)
    outputCount = outputs
    weights = data.data.weights?.filter { $0 > 0 }
    isWide = data.rowCount <= width
    var accumulator = LeastSquaresAccumulator(
      columnCount: width, outputCount: outputs, rowCount: data.rowCount)
    data.forEachBlock { features, targets, rows in
      for row in 0..<rows {
        accumulator.append(
          features[row * width..<(row + 1) * width], target: targets[row * outputs..<(row + 1) * outputs])
      }
    }
    let all = accumulator.rows()
    guard all.allSatisfy(\.isFinite) else { throw ModelingError.overflow(in: typeName) }
    let rowCount = all.count / (width + outputs)
    var rows = (0..<rowCount).flatMap { all[$0 * (width + outputs)..<$0 * (width + outputs) + width] }
    guard
      let found = LinearAlgebra.singularValues(ofRows: &rows, rowCount: rowCount, columnCount: width)
    else { throw ModelingError.notDecomposed(by: typeName) }
    decomposition = found
    let rank = found.values.count
    var projections = [Double](repeating: 0, count: rank * outputs)
    for row in 0..<rowCount {
      for place in 0..<rank {
        let left = found.left[row * rank + place]
        for output in 0..<outputs {
          projections[place * outputs + output] += left * all[row * (width + outputs) + width + output]
        }
      }
    }
    self.projections = projections
  }

  /// The model for a penalty of each output.
  func model(penalties: [Double]) -> LinearModel {
    let (width, rank) = (data.featureMeans.count, decomposition.values.count)
    var coefficients = Matrix<Double>(rowCount: width, columnCount: outputCount, repeating: 0)
    coefficients.withUnsafeMutableElements { coefficients in
      for place in 0..<rank {
        let value = decomposition.values[place]
        for output in 0..<outputCount {
          let along = value * projections[place * outputCount + output] / (value * value + penalties[output])
          for column in 0..<width {
            coefficients[column * outputCount + output] += along * decomposition.right[place * width + column]
          }
        }
      }
    }
    return data.model(coefficients: coefficients)
  }

  /// The weighted means of the squared errors.
  ///
  /// - Parameter penalties: Numbers above 0.
  /// - Returns: For each penalty, one number for each output.
  func meanSquares(penalties: [Double]) -> [[Double]] {
    let rank = decomposition.values.count
    // What is left of a row's target, and of its influence on itself. With as many singular vectors as rows both are sums
    // of what a penalty takes away; with fewer, they are a whole less what it leaves.
    let factors = penalties.map { penalty in
      decomposition.values.map { value in
        (isWide ? penalty : -value * value) / (value * value + penalty)
      }
    }
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: outputCount), count: penalties.count)
    func add(_ row: Int, _ left: UnsafePointer<Double>, _ targets: UnsafePointer<Double>?) {
      let constant = data.isCentered ? (weights?[row] ?? 1) / data.totalWeight : 0
      for (penalty, factors) in factors.enumerated() {
        var rest = (isWide ? 0 : 1) - constant
        for place in 0..<rank { rest += left[place] * left[place] * factors[place] }
        for output in 0..<outputCount {
          var residual = targets?[output] ?? 0
          for place in 0..<rank {
            residual += left[place] * projections[place * outputCount + output] * factors[place]
          }
          let error = residual / rest
          sums[penalty][output] += error * error / data.totalWeight
        }
      }
    }
    func add(
      _ rows: Range<Int>, _ left: UnsafeBufferPointer<Double>, _ targets: UnsafeBufferPointer<Double>?
    ) {
      guard let base = left.baseAddress else { return }
      for (place, row) in rows.enumerated() {
        add(row, base + place * rank, (targets?.baseAddress).map { $0 + place * outputCount })
      }
    }
    guard !isWide else {
      decomposition.left.withUnsafeBufferPointer { add(0..<data.rowCount, $0, nil) }
      return sums
    }
    let width = data.featureMeans.count
    // What is smaller than the largest by more digits than there are is a direction without rows.
    let smallest =
      (decomposition.values.first ?? 0)
      * LeastSquaresAccumulator.tolerance(rowCount: data.rowCount, columnCount: width)
    var first = 0
    data.forEachBlock { features, targets, rows in
      var left = [Double](repeating: 0, count: rows * rank)
      left.withUnsafeMutableBufferPointer { left in
        decomposition.right.withUnsafeBufferPointer { right in
          LinearAlgebra.multiply(
            features, rowCount: rows, columnCount: width, by: right, isTransposed: true, outputCount: rank,
            into: left)
        }
        for place in left.indices {
          let value = decomposition.values[place % rank]
          left[place] = value > smallest ? left[place] / value : 0
        }
      }
      left.withUnsafeBufferPointer { add(first..<first + rows, $0, targets) }
      first += rows
    }
    return sums
  }
}
