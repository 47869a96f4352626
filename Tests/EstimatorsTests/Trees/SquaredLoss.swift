/// The sum of the squared distances of some rows from the mean of each output.
///
/// With an output for each class, of zeros and ones, that is Gini's impurity times the weight of the rows.
///
/// - Parameters:
///   - rows: The indices of the rows.
///   - targets: The outputs of every row.
///   - weights: The weight of every row.
/// - Returns: The sum, in squared units of the targets.
func squaredLoss(_ rows: [Int], _ targets: [[Double]], _ weights: [Double]) -> Double {
  let total = rows.reduce(0) { $0 + weights[$1] }
  return targets[0].indices.reduce(0) { sum, output in
    let mean = rows.reduce(0) { $0 + weights[$1] * targets[$1][output] } / total
    return sum
      + rows.reduce(0) { $0 + weights[$1] * (targets[$1][output] - mean) * (targets[$1][output] - mean) }
  }
}
