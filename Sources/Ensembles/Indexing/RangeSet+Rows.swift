// Rows that were shuffled have about as many ranges as there are rows. What is here takes time in proportion to the
// number of ranges, where the set algebra of the standard library takes its square.
extension RangeSet<Int> {
  /// The number of rows.
  package var rowCount: Int { ranges.reduce(0) { $0 + $1.count } }

  /// All rows of some sets.
  package init(joining sets: some Sequence<RangeSet<Int>>) {
    self.init(sets.flatMap { Array($0.ranges) })
  }

  /// The rows from 0 to below a count for which a condition holds.
  package init(rowCount: Int, where isMember: (Int) throws -> Bool) rethrows {
    var found: [Range<Int>] = []
    var start: Int?
    for row in 0..<rowCount {
      if try isMember(row) {
        start = start ?? row
      } else if let first = start {
        found.append(first..<row)
        start = nil
      }
    }
    if let start { found.append(start..<rowCount) }
    self.init(found)
  }

  /// The rows from 0 to below a count that are not among these, all of which are below the count.
  package func inverted(of rowCount: Int) -> RangeSet<Int> {
    var gaps: [Range<Int>] = []
    var start = 0
    for range in ranges {
      if start < range.lowerBound { gaps.append(start..<range.lowerBound) }
      start = range.upperBound
    }
    if start < rowCount { gaps.append(start..<rowCount) }
    return RangeSet(gaps)
  }

  /// Whether every row is one from 0 to below a count.
  package func areRows(of rowCount: Int) -> Bool {
    (ranges.first?.lowerBound ?? 0) >= 0 && (ranges.last?.upperBound ?? 0) <= rowCount
  }
}
