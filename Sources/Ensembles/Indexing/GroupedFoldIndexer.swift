/// Cuts the rows into folds that keep groups together: no fit learns from a group that it predicts.
///
/// ```swift
/// let visits = try data.grouped(by: patients)
/// let plan = try GroupedFoldIndexer(folds: 3).plan(for: visits)
/// ```
///
/// The largest group goes to the first fold, then each next one to the fold that has the fewest rows so far. Of
/// groups of one size the one that was named first goes first.
public struct GroupedFoldIndexer: Indexer {
  /// The name in recipe files.
  public static let typeName = "grouped-fold"
  /// One line for lists.
  public static let summary = "folds of whole groups, each predicted by a fit to all other folds"
  /// The parameters.
  public static let parameters: [Parameter<GroupedFoldIndexer>] = [
    .integer("folds", \.folds, .atLeast(2), "the number of folds")
  ]

  /// The number of folds, at least 2.
  public var folds: Int

  /// Creates an indexer of 5 folds.
  public init() { self.init(folds: 5) }

  /// Creates an indexer.
  public init(folds: Int) { self.folds = folds }

  /// The folds of a data set.
  ///
  /// - Throws: `ModelingError` if there are fewer than 2 folds, if the data set has no groups, or fewer than folds.
  public func plan(for data: Dataset) throws -> CrossFittingPlan {
    try validate()
    guard let groups = data.groups else {
      throw ModelingError(
        .invalidEnsemble,
        "“\(Self.typeName)” keeps groups together, but the data set has none; give it groups")
    }
    var sizes: [Int: Int] = [:]
    for group in groups { sizes[group, default: 0] += 1 }
    guard folds <= sizes.count else {
      throw ModelingError(
        .tooFewRows,
        "\(data.rowCount.counted("row")) of \(sizes.count.counted("group")) cannot be cut into \(folds) folds, "
          + "because every fold needs a group; use fewer folds or finer groups")
    }
    var totals = Array(repeating: 0, count: folds)
    var foldOfGroup: [Int: Int] = [:]
    for (group, size) in sizes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let fold = totals.indices.min { totals[$0] < totals[$1] } ?? 0
      totals[fold] += size
      foldOfGroup[group] = fold
    }
    let numbers = FoldNumbers(groups.map { foldOfGroup[$0] ?? 0 }, foldCount: folds)
    return CrossFittingPlan(
      rowCount: data.rowCount, partitions: [RangeSet(0..<data.rowCount)], folds: numbers.folds())
  }
}
