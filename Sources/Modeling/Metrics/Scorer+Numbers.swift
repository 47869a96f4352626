extension Scorer {
  /// The square root of the mean squared error.
  public static let rootMeanSquaredError = Scorer("rmse", greaterIsBetter: false, .numbers) { rows in
    let total = try rows.totalWeight()
    return mean(rows.sums { ($0 - $1) * ($0 - $1) }.map { ($0 / total).squareRoot() })
  }

  /// The mean of the absolute errors.
  public static let meanAbsoluteError = Scorer("mae", greaterIsBetter: false, .numbers) { rows in
    let total = try rows.totalWeight()
    return mean(rows.sums { abs($0 - $1) }.map { $0 / total })
  }

  /// The mean of the absolute errors, each divided by the absolute truth: 0.1 for predictions that are off by a
  /// tenth.
  ///
  /// It is not defined where a truth is 0, and scoring such an example is an error that names it.
  public static let meanAbsolutePercentageError = Scorer("mape", greaterIsBetter: false, .numbers) { rows in
    let total = try rows.totalWeight()
    try rows.forEach { row, _, truth, _ in
      guard truth.contains(0) else { return }
      throw ModelingError(
        .unsuitableTarget,
        "“mape” divides by the truth, which is 0 in row \(row) (counted from 0) of what is scored; use “wape” or "
          + "“mae”")
    }
    return mean(rows.sums { abs(($0 - $1) / $0) }.map { $0 / total })
  }

  /// The sum of the absolute errors divided by the sum of the absolute truths.
  ///
  /// It is not defined where every truth is 0, which is an error.
  public static let weightedAbsolutePercentageError = Scorer("wape", greaterIsBetter: false, .numbers) {
    rows in
    _ = try rows.totalWeight()
    let sizes = rows.sums { truth, _ in abs(truth) }
    guard !sizes.contains(0) else {
      throw ModelingError(
        .unsuitableTarget, "“wape” divides by the sum of the truths, all of which are 0; use “mae”")
    }
    return mean(zip(rows.sums { abs($0 - $1) }, sizes).map { $0 / $1 })
  }

  /// The coefficient of determination: 1 for a perfect prediction, 0 for one no better than the mean of the
  /// truth, negative for a worse one.
  ///
  /// For a constant truth it is 1 if every prediction is right, else 0.
  public static let rSquared = Scorer("r2", greaterIsBetter: true, .numbers) { rows in
    let total = try rows.totalWeight()
    let errors = rows.sums { ($0 - $1) * ($0 - $1) }
    // Distances from one of the truths are 0 if all are the same, which differences from a rounded mean are not.
    var origins: [Double] = []
    var offsets = [Double](repeating: 0, count: errors.count)
    rows.forEach { _, _, truth, weight in
      if origins.isEmpty { origins = Array(truth) }
      for output in offsets.indices { offsets[output] += weight / total * (truth[output] - origins[output]) }
    }
    var spreads = [Double](repeating: 0, count: errors.count)
    rows.forEach { _, _, truth, weight in
      for output in spreads.indices {
        let distance = truth[output] - origins[output] - offsets[output]
        spreads[output] += weight * distance * distance
      }
    }
    return mean(
      zip(errors, spreads).map { errors, spread in
        spread > 0 ? 1 - errors / spread : errors == 0 ? 1 : 0
      })
  }

  private static func mean(_ scores: [Double]) -> Double { scores.reduce(0, +) / Double(scores.count) }
}
