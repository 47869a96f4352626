/// Makes the statistics of some rows, as a task of the engine.
struct StatisticsJob: Job {
  struct Output: Codable, Sendable {
    var statistics: Portable<any TrainingStatistics>
    var time: Duration
  }

  var work: Shared<FitWork>
  /// Statistics of no rows.
  var empty: Portable<any TrainingStatistics>
  var rows: RowSelection

  func run() throws -> Output {
    try Task.checkCancellation()
    let clock = ContinuousClock()
    let start = clock.now
    var statistics = empty.value
    statistics.add(rowsOf: work.value.data.rows(rows.rows))
    return Output(statistics: Portable(statistics), time: clock.now - start)
  }

  /// The rows of a part, cut into pieces.
  ///
  /// They depend on the number of rows alone, so that sums do not depend on who makes them. There are enough to keep
  /// workers busy, and few enough to keep what is made of each.
  static func pieces(of part: RowRanges) -> [RowRanges] {
    let count = min(max(1, (part.count + fewestRows - 1) / fewestRows), mostPieces)
    return RowBlocks(rowCount: part.count, blockCount: count).map { part.rows(at: RowRanges([$0])) }
  }

  private static var fewestRows: Int { 8192 }
  private static var mostPieces: Int { 16 }
}

extension TrainingStatistics {
  /// The sum with statistics of the same type.
  fileprivate func adding(_ other: any TrainingStatistics) -> Self {
    guard let other = other as? Self else { preconditionFailure("statistics of one pass have one type") }
    var sum = self
    sum.add(other)
    return sum
  }
}

/// The sum of statistics of the same type.
func sum(_ first: any TrainingStatistics, _ second: any TrainingStatistics) -> any TrainingStatistics {
  first.adding(second)
}
