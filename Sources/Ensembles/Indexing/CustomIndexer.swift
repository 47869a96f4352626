/// Uses folds that were decided on elsewhere.
///
/// ```swift
/// let before = Fold(train: RangeSet(0..<60), test: RangeSet(70..<100))
/// let indexer = CustomIndexer([before])
/// ```
///
/// Rows may be left out. Those that no fold predicts have no output, and the next layer does without them.
///
/// The folds are rows of one data set, so that a recipe file cannot give them.
public struct CustomIndexer: Indexer {
  /// The name in stored models.
  public static let typeName = "custom"
  /// One line for lists.
  public static let summary = "folds that were decided on elsewhere"
  /// There are no parameters: folds cannot be written into recipe files.
  public static let parameters: [Parameter<CustomIndexer>] = []

  /// The folds.
  public var folds: [Fold]

  /// Creates an indexer without folds, which plans for no data set.
  public init() { self.init([]) }

  /// Creates an indexer.
  ///
  /// - Parameter folds: At least one. Of one partition and repetition, no two predict the same row; all partitions and
  ///   repetitions predict the same rows; no fold learns from a row that it predicts.
  public init(_ folds: [Fold]) { self.folds = folds }

  /// Creates an indexer of as many folds as there are different numbers, each predicted by a fit to all other rows.
  ///
  /// - Parameter numbers: Which fold predicts each row, in any numbers; nil for a row that is only learned from.
  public init(assigning numbers: [Int?]) {
    let rows = Dictionary(grouping: numbers.indices) { numbers[$0] }
    self.init(
      Set(numbers.compactMap(\.self)).sorted().map { number in
        let test = RangeSet((rows[number] ?? []).map { $0..<$0 + 1 })
        return Fold(train: test.inverted(of: numbers.count), test: test)
      })
  }

  /// The folds, where they suit the number of rows.
  ///
  /// Final models learn from all rows.
  ///
  /// - Throws: `ModelingError` naming the fold, and the row where there is one, that is not as it must be.
  public func plan(for data: Dataset) throws -> CrossFittingPlan {
    let rowCount = data.rowCount
    guard !folds.isEmpty else { throw failure("has no folds; give it at least one") }
    for (index, fold) in folds.enumerated() {
      for (verb, rows) in [("learns from", fold.train), ("predicts", fold.test)] {
        guard let last = rows.ranges.last, let first = rows.ranges.first else {
          throw failure("has fold \(index), which \(verb) no rows")
        }
        guard rows.areRows(of: rowCount) else {
          let row = first.lowerBound < 0 ? first.lowerBound : last.upperBound - 1
          throw failure(
            "has fold \(index), which \(verb) row \(row), but there are \(rowCount.counted("row"))",
            counted: true)
        }
      }
      if let row = Self.firstCommonRow(fold.train, fold.test) {
        throw failure("has fold \(index), which learns from row \(row) that it predicts", counted: true)
      }
      guard fold.partition >= 0, fold.repetition >= 0 else {
        throw failure("has fold \(index), whose partition or repetition is negative")
      }
    }
    let partitionCount = (folds.map(\.partition).max() ?? 0) + 1
    guard partitionCount <= folds.count else {
      throw failure("has fold \(folds.count - 1) as its last, but a fold of partition \(partitionCount - 1)")
    }
    try requireSingleTests()
    let plan = CrossFittingPlan(
      rowCount: rowCount, partitions: Array(repeating: RangeSet(0..<rowCount), count: partitionCount),
      folds: folds)
    try plan.requireSoundness(for: rowCount, by: Self.typeName)
    return plan
  }

  /// Checks that no two folds of one partition and repetition predict the same row.
  private func requireSingleTests() throws {
    for run in Dictionary(grouping: folds.indices, by: { [folds[$0].partition, folds[$0].repetition] }).values
    {
      let ranges = run.flatMap { index in folds[index].test.ranges.map { (range: $0, fold: index) } }
        .sorted { $0.range.lowerBound < $1.range.lowerBound }
      for (one, next) in zip(ranges, ranges.dropFirst()) where next.range.lowerBound < one.range.upperBound {
        throw failure(
          "predicts row \(next.range.lowerBound) by fold \(one.fold) and by fold \(next.fold) of the same partition "
            + "and repetition", counted: true)
      }
    }
  }

  private static func firstCommonRow(_ left: RangeSet<Int>, _ right: RangeSet<Int>) -> Int? {
    var others = right.ranges.makeIterator()
    var other = others.next()
    for range in left.ranges {
      while let candidate = other, candidate.upperBound <= range.lowerBound { other = others.next() }
      if let other, other.lowerBound < range.upperBound {
        return Swift.max(range.lowerBound, other.lowerBound)
      }
    }
    return nil
  }

  private func failure(_ what: String, counted: Bool = false) -> ModelingError {
    ModelingError(
      .invalidEnsemble, "“\(Self.typeName)” \(what)" + (counted ? " (folds and rows counted from 0)" : ""))
  }
}
