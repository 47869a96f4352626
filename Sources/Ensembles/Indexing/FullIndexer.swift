/// Makes one fit to all rows and no folds: the output for the training rows comes from the fit that saw them.
public struct FullIndexer: RowCountIndexer {
  /// The name in recipe files.
  public static let typeName = "full"
  /// One line for lists.
  public static let summary = "one fit to all rows, which predicts the rows it has learned from"
  /// There are no parameters.
  public static let parameters: [Parameter<FullIndexer>] = []

  /// Creates an indexer.
  public init() {}

  /// One partition of all rows.
  ///
  /// - Throws: `ModelingError` if there is no row.
  public func plan(rowCount: Int) throws -> CrossFittingPlan {
    guard rowCount > 0 else {
      throw ModelingError(.tooFewRows, "there is no row to learn from")
    }
    return CrossFittingPlan(rowCount: rowCount, partitions: [RangeSet(0..<rowCount)], folds: [])
  }
}
