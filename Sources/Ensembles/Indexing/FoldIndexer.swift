/// Cuts the rows into consecutive folds of almost equal size: each is predicted by a fit to all others.
///
/// The first `rowCount % folds` folds have one row more than the rest.
public struct FoldIndexer: RowCountIndexer {
  /// The name in recipe files.
  public static let typeName = "fold"
  /// One line for lists.
  public static let summary = "every fold is predicted by a fit to all other folds"
  /// The parameters.
  public static let parameters: [Parameter<FoldIndexer>] = [
    .integer("folds", \.folds, .atLeast(2), "the number of folds")
  ]

  /// The number of folds, at least 2.
  public var folds: Int

  /// Creates an indexer of 5 folds.
  public init() { self.init(folds: 5) }

  /// Creates an indexer.
  public init(folds: Int) { self.folds = folds }

  /// The folds of a number of rows.
  ///
  /// - Throws: `ModelingError` if there are fewer than 2 folds, or fewer rows than folds.
  public func plan(rowCount: Int) throws -> CrossFittingPlan {
    try validate()
    guard folds <= rowCount else {
      throw ModelingError(
        .tooFewRows,
        "\(rowCount.counted("row")) cannot be cut into \(folds) folds, because every fold needs a row; "
          + (rowCount < 2 ? "give at least 2 rows" : "use at most \(rowCount) folds"))
    }
    let all = RangeSet(0..<rowCount)
    let tests = RowBlocks(rowCount: rowCount, blockCount: folds).map { RangeSet($0) }
    return CrossFittingPlan(
      rowCount: rowCount, partitions: [all], folds: tests.map { Fold(train: all.subtracting($0), test: $0) })
  }
}

/// Consecutive ranges of almost equal size, the first ones a row longer where it does not divide.
package struct RowBlocks: RandomAccessCollection {
  let rowCount: Int
  let blockCount: Int

  /// Creates the ranges of a number of rows, some of them empty if there are fewer rows than blocks.
  package init(rowCount: Int, blockCount: Int) {
    self.rowCount = rowCount
    self.blockCount = blockCount
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { blockCount }

  package subscript(block: Int) -> Range<Int> { start(of: block)..<start(of: block + 1) }

  private func start(of block: Int) -> Int {
    block * (rowCount / blockCount) + Swift.min(block, rowCount % blockCount)
  }
}
