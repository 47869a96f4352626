/// Sums of neighbours among some values, of two, of four and so on, which make the sum of any range from few of them.
///
/// Nothing is subtracted: the sum of all but one is not what is left of a total, so that a huge value costs the sums
/// without it no digits.
struct SumTree<Value> {
  private let levels: [[Value]]
  private let sum: (Value, Value) throws -> Value

  /// Adds up neighbours.
  ///
  /// - Parameters:
  ///   - values: The values, in order.
  ///   - sum: Adds a value to one before it.
  init(_ values: [Value], sum: @escaping (Value, Value) throws -> Value) rethrows {
    var levels = [values]
    while let last = levels.last, last.count > 1 {
      levels.append(
        try stride(from: 0, to: last.count, by: 2).map { place in
          place + 1 < last.count ? try sum(last[place], last[place + 1]) : last[place]
        })
    }
    self.levels = levels
    self.sum = sum
  }

  /// The sum of the values of some ranges, in order; nil if these are empty.
  ///
  /// - Complexity: O(log *n*) sums for each range.
  func sum(of ranges: [Range<Int>]) throws -> Value? {
    var total: Value?
    for range in ranges {
      var start = range.lowerBound
      while start < range.upperBound {
        // The largest block of neighbours that begins here and ends within the range.
        var level = 0
        while start.isMultiple(of: 2 << level), start + (2 << level) <= range.upperBound { level += 1 }
        let value = levels[level][start >> level]
        total = try total.map { try sum($0, value) } ?? value
        start += 1 << level
      }
    }
    return total
  }
}
