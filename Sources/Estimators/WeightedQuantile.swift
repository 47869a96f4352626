/// Quantiles of numbers that may have weights.
enum WeightedQuantile {
  /// The quantiles of some numbers, each as often there as its weight says.
  ///
  /// Weights whose mean is below 1 cannot be numbers of copies. They are shares, and are multiplied such that their mean
  /// is 1: equal ones, however small, give the quantiles without weights.
  ///
  /// Between two neighbours they lie on the line that joins them, as the seventh definition of R. J. Hyndman and Y. Fan,
  /// “Sample quantiles in statistical packages”, The American Statistician 50 (1996), which NumPy follows.
  ///
  /// - Parameters:
  ///   - fractions: From 0 to 1 each.
  ///   - values: Numbers. A quantile between one and an infinite one is not finite.
  ///   - weights: One for each number, of which one is positive at least, or nil for one of each.
  /// - Returns: One number for each fraction.
  /// - Complexity: O(*n* log *n*).
  static func values(at fractions: [Double], of values: [Double], weights: [Double]?) -> [Double] {
    var sorted = values.indices.filter { weights?[$0] ?? 1 > 0 }
    precondition(!sorted.isEmpty, "nothing has no quantiles")
    sorted.sort { values[$0] < values[$1] }
    let ends = ends(of: sorted.map { weights?[$0] ?? 1 })
    let total = ends[ends.count - 1]
    func value(at place: Double) -> Double {
      let index = ends.partitioningIndex { $0 > place }
      return values[sorted[min(index, sorted.count - 1)]]
    }
    return fractions.map { fraction in
      let place = max(0, fraction * (total - 1))
      let lower = value(at: place.rounded(.down))
      let upper = value(at: place.rounded(.down) + 1)
      let share = place - place.rounded(.down)
      // One of them may be infinite, which nothing of is no number.
      return share == 0 || lower == upper ? lower : lower + share * (upper - lower)
    }
  }

  /// Where the copies of each number end, if every number stands there as often as its weight says.
  private static func ends(of weights: [Double]) -> [Double] {
    let count = Double(weights.count)
    var total = 0.0
    let sums = weights.map { weight in
      total += weight
      return total
    }
    return sums.map { sum in
      let end = total < count ? sum / total * count : sum
      // A whole number but for the rounding of sums would put a place that is one on the wrong side.
      let whole = end.rounded()
      return abs(end - whole) <= count * .ulpOfOne * end ? whole : end
    }
  }
}

extension [Double] {
  /// The first place at which a condition holds that holds behind it too, or the end.
  fileprivate func partitioningIndex(where condition: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
