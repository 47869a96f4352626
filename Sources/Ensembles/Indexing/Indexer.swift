/// Decides which rows each fit of a layer learns from, and which rows it predicts.
///
/// ```swift
/// let plan = try FoldIndexer(folds: 2).plan(rowCount: 10)
/// plan.folds[0].test    // rows 0..<5
/// plan.folds[0].train   // rows 5..<10
/// ```
///
/// The same data set must always get the same plan. `checkIndexer` of the module `EnsemblesTesting` tells whether
/// an indexer does all that ensembles rely on.
public protocol Indexer: Configurable {
  /// The rows of every fit.
  ///
  /// - Throws: `ModelingError` if the data set is too small or does not suit.
  func plan(for data: Dataset) throws -> CrossFittingPlan
}

/// An indexer that can plan for a number of rows of which it knows nothing else.
public protocol RowCountIndexer: Indexer {
  /// The rows of every fit.
  ///
  /// - Throws: `ModelingError` if there are too few rows.
  func plan(rowCount: Int) throws -> CrossFittingPlan
}

extension RowCountIndexer {
  /// The rows of every fit.
  ///
  /// - Throws: `ModelingError` if there are too few rows.
  public func plan(for data: Dataset) throws -> CrossFittingPlan { try plan(rowCount: data.rowCount) }
}
