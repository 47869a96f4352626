/// Cuts the rows into partitions, each of which has models of its own, and every partition into folds.
///
/// A model learns from its own partition only. Every row is predicted once by the models of every partition, by those
/// that have not learned from it: a fold is predicted together with the folds of the same number in the other
/// partitions.
public struct SubsetIndexer: RowCountIndexer {
  /// The name in recipe files.
  public static let typeName = "subset"
  /// One line for lists.
  public static let summary = "each partition of the rows has models of its own, fitted to its folds"
  /// The parameters.
  public static let parameters: [Parameter<SubsetIndexer>] = [
    .integer("partitions", \.partitions, .atLeast(1), "the number of partitions"),
    .integer("folds", \.folds, .atLeast(2), "the number of folds of each partition"),
  ]

  /// The number of partitions, at least 1.
  public var partitions: Int

  /// The number of folds of each partition, at least 2.
  public var folds: Int

  /// Creates an indexer of 2 partitions with 2 folds each.
  public init() { self.init(partitions: 2, folds: 2) }

  /// Creates an indexer.
  public init(partitions: Int, folds: Int) {
    self.partitions = partitions
    self.folds = folds
  }

  /// The folds of a number of rows.
  ///
  /// - Throws: `ModelingError` if there is no partition, there are fewer than 2 folds, or fewer rows than folds of all
  ///   partitions.
  public func plan(rowCount: Int) throws -> CrossFittingPlan {
    try validate()
    let (total, overflow) = partitions.multipliedReportingOverflow(by: folds)
    guard !overflow, total <= rowCount else {
      throw ModelingError(
        .tooFewRows,
        "\(rowCount.counted("row")) cannot be cut into \(partitions.counted("partition")) of \(folds) folds each, "
          + "because every fold needs a row; use fewer partitions or folds")
    }
    let blocks = RowBlocks(rowCount: rowCount, blockCount: partitions)
    return CrossFittingPlan(rowCount: rowCount, subsets: blocks.map { RangeSet($0) }, folds: folds)
  }
}

extension CrossFittingPlan {
  /// The plan of models that learn from one of some subsets each.
  ///
  /// - Parameters:
  ///   - rowCount: The number of rows, each of which is in one subset.
  ///   - subsets: The rows of each partition, of which there are at least as many as folds.
  ///   - folds: How many folds each of them is cut into, at least 2.
  init(rowCount: Int, subsets: [RangeSet<Int>], folds: Int) {
    let blocks = subsets.map { subset in
      RowBlocks(rowCount: subset.rowCount, blockCount: folds).map { subset.rows(at: $0) }
    }
    let tests = (0..<folds).map { fold in RangeSet(joining: blocks.map { $0[fold] }) }
    let all = subsets.indices.flatMap { partition in
      (0..<folds).map { fold in
        let others = blocks[partition].indices.filter { $0 != fold }
        return Fold(
          partition: partition, train: RangeSet(joining: others.map { blocks[partition][$0] }),
          test: tests[fold])
      }
    }
    self.init(rowCount: rowCount, partitions: subsets, folds: all)
  }
}

extension RangeSet<Int> {
  /// The rows at some places among these.
  fileprivate func rows(at places: Range<Int>) -> RangeSet<Int> {
    var chosen: [Range<Int>] = []
    var place = 0
    for range in ranges {
      let part = places.clamped(to: place..<place + range.count)
      if !part.isEmpty {
        chosen.append(range.lowerBound + part.lowerBound - place..<range.lowerBound + part.upperBound - place)
      }
      place += range.count
    }
    return RangeSet(chosen)
  }
}
