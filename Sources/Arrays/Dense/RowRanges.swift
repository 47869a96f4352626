/// Selected rows as an array of ranges, with the place of each range among them.
///
/// It holds what a `RangeSet` does. Loops over rows ask it for a range at each step, and an array answers that a
/// hundred times as fast.
package struct RowRanges: Sendable, Hashable {
  /// The ranges, in ascending order.
  package let ranges: [Range<Int>]

  /// The number of selected rows before each range.
  package let offsets: [Int]

  /// The number of selected rows.
  package let count: Int

  /// The selected rows as an array of ranges.
  package init(_ rows: RangeSet<Int>) { self.init(Array(rows.ranges)) }

  /// The rows of some ranges, which are in ascending order and do not overlap.
  package init(_ ranges: [Range<Int>]) {
    self.ranges = ranges
    var offsets: [Int] = []
    offsets.reserveCapacity(ranges.count)
    var count = 0
    for range in ranges {
      offsets.append(count)
      count += range.count
    }
    self.offsets = offsets
    self.count = count
  }

  /// The selected rows as a set.
  package var rows: RangeSet<Int> { RangeSet(ranges) }

  /// The row at a place among the selected ones.
  ///
  /// - Complexity: O(log *n*) in the number of ranges.
  package func row(at place: Int) -> Int {
    let range = index(holding: place)
    return ranges[range].lowerBound + place - offsets[range]
  }

  /// The range that holds the row at a place among the selected ones.
  ///
  /// - Complexity: O(log *n*) in the number of ranges.
  func index(holding place: Int) -> Int {
    Self.last(of: offsets.count) { offsets[$0] <= place }
  }

  /// The place of a row among the selected ones, to which it must belong.
  ///
  /// - Complexity: O(log *n*) in the number of ranges.
  package func place(of row: Int) -> Int {
    let range = Self.last(of: ranges.count) { ranges[$0].lowerBound <= row }
    return offsets[range] + row - ranges[range].lowerBound
  }

  /// The range that holds the row at a place, where `range` is one that holds a row not after it.
  func range(holding place: Int, from range: Int) -> Int {
    var range = range
    while offsets[range] + ranges[range].count <= place { range += 1 }
    return range
  }

  /// The selected rows at some places among them.
  package func rows(at places: RowRanges) -> RowRanges {
    precondition(places.isWithin(count), "no such row")
    if ranges.count == 1, ranges[0].lowerBound == 0 { return places }
    var chosen: [Range<Int>] = []
    var index = 0
    for range in places.ranges {
      var place = range.lowerBound
      while place < range.upperBound {
        index = self.range(holding: place, from: index)
        let own = ranges[index]
        let start = own.lowerBound + place - offsets[index]
        let end = min(own.upperBound, start + range.upperBound - place)
        if let last = chosen.last, last.upperBound == start {
          chosen[chosen.count - 1] = last.lowerBound..<end
        } else {
          chosen.append(start..<end)
        }
        place += end - start
      }
    }
    return RowRanges(chosen)
  }

  /// Whether there are so many rows that all of these are among them.
  func isWithin(_ rowCount: Int) -> Bool {
    guard let first = ranges.first, let last = ranges.last else { return true }
    return first.lowerBound >= 0 && last.upperBound <= rowCount
  }

  /// The rows between pairs of bounds, or `nil` if these are not in ascending order.
  static func rows(between bounds: [Int], of rowCount: Int) -> RangeSet<Int>? {
    guard bounds.count.isMultiple(of: 2), (bounds.first ?? 0) >= 0, (bounds.last ?? 0) <= rowCount,
      zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    return RangeSet(stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]..<bounds[$0 + 1] })
  }

  /// The last of some ranges for which a condition holds that holds up to a point and not after it.
  private static func last(of count: Int, where condition: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while high - low > 1 {
      let middle = (low + high) / 2
      if condition(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
