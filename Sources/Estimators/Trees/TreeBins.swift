/// Where the bins begin and end that trees put the numbers of each column into.
///
/// A recipe of trees with `sharedBinning` shares them among the folds of an ensemble, and with the other recipes of trees
/// there that have as many `bins`. They are found once, from all rows that the fits learn from together, which saves
/// every fit the sorting of its columns: the larger part of the work of a single tree, and a small one of that of a
/// large forest.
///
/// The rows that a fold holds out have a say in where its bins begin and end then, though none in what is learned of
/// them, so that it is off by default. In a column with no more different numbers than bins it makes no difference. Nor
/// does it to the fit to all rows. Outside of ensembles, and behind a transformer, every fit finds its own bins.
public struct TreeBins: FeatureBins {
  /// What bins depend on besides the data.
  public struct Rule: Hashable, Sendable {
    /// How many bins a column may have.
    let limit: Int
    /// Whether weights are scaled so that rows can be drawn, which rounds them otherwise.
    let isResampled: Bool
  }

  let columns: [ColumnBins]

  /// Finds the bins of all columns.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - rule: How many bins there may be.
  /// - Throws: `ModelingError` if all weights are 0; `CancellationError` if the task was cancelled.
  public init(of data: Dataset, by rule: Rule) throws {
    let data = try data.rowsThatCount()
    let weights = TreeWeights(data.weights, rowCount: data.rowCount, isResampled: rule.isResampled)
    columns = try BinnedRows.bins(
      of: data.features, weights: weights.all(data.rowCount), limit: rule.limit,
      categories: Set(data.categories.keys))
  }
}

extension TreeRecipe {
  fileprivate func rule(for data: Dataset, bootstrap: Bool = false) -> TreeBins.Rule? {
    sharedBinning ? TreeBins.Rule(limit: bins, isResampled: bootstrap && data.isWeighted) : nil
  }
}

extension DecisionTreeRegression: SharedBinning {
  /// The number of bins, if `sharedBinning` is on.
  public func binningRule(for data: Dataset) -> TreeBins.Rule? { rule(for: data) }

  /// Grows a tree on a data set whose numbers are put into bins that are known.
  ///
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the bins are of another number of columns.
  public func fitted(
    to data: Dataset, binnedBy bins: TreeBins, stoppingOn heldOut: Dataset? = nil,
    in context: FittingContext = FittingContext()
  ) throws -> ForestModel {
    try model(of: data, binnedBy: bins, in: context)
  }
}

extension DecisionTreeClassifier: SharedBinning {
  /// The number of bins, if `sharedBinning` is on.
  public func binningRule(for data: Dataset) -> TreeBins.Rule? { rule(for: data) }

  /// Grows a tree on a data set whose numbers are put into bins that are known.
  ///
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the bins are of another number of columns.
  public func fitted(
    to data: Dataset, binnedBy bins: TreeBins, stoppingOn heldOut: Dataset? = nil,
    in context: FittingContext = FittingContext()
  ) throws -> ForestClassifierModel {
    try model(of: data, binnedBy: bins, in: context)
  }
}

extension RandomForestRegression: SharedBinning {
  /// The number of bins, if `sharedBinning` is on.
  public func binningRule(for data: Dataset) -> TreeBins.Rule? { rule(for: data, bootstrap: bootstrap) }

  /// Grows trees on a data set whose numbers are put into bins that are known.
  ///
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the bins are of another number of columns.
  public func fitted(
    to data: Dataset, binnedBy bins: TreeBins, stoppingOn heldOut: Dataset? = nil,
    in context: FittingContext = FittingContext()
  ) throws -> ForestModel {
    try model(of: data, binnedBy: bins, in: context)
  }
}

extension RandomForestClassifier: SharedBinning {
  /// The number of bins, if `sharedBinning` is on.
  public func binningRule(for data: Dataset) -> TreeBins.Rule? { rule(for: data, bootstrap: bootstrap) }

  /// Grows trees on a data set whose numbers are put into bins that are known.
  ///
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the bins are of another number of columns.
  public func fitted(
    to data: Dataset, binnedBy bins: TreeBins, stoppingOn heldOut: Dataset? = nil,
    in context: FittingContext = FittingContext()
  ) throws -> ForestClassifierModel {
    try model(of: data, binnedBy: bins, in: context)
  }
}

extension ExtraTreesRegression: SharedBinning {
  /// The number of bins, if `sharedBinning` is on.
  public func binningRule(for data: Dataset) -> TreeBins.Rule? { rule(for: data, bootstrap: bootstrap) }

  /// Grows trees on a data set whose numbers are put into bins that are known.
  ///
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the bins are of another number of columns.
  public func fitted(
    to data: Dataset, binnedBy bins: TreeBins, stoppingOn heldOut: Dataset? = nil,
    in context: FittingContext = FittingContext()
  ) throws -> ForestModel {
    try model(of: data, binnedBy: bins, in: context)
  }
}

extension ExtraTreesClassifier: SharedBinning {
  /// The number of bins, if `sharedBinning` is on.
  public func binningRule(for data: Dataset) -> TreeBins.Rule? { rule(for: data, bootstrap: bootstrap) }

  /// Grows trees on a data set whose numbers are put into bins that are known.
  ///
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the bins are of another number of columns.
  public func fitted(
    to data: Dataset, binnedBy bins: TreeBins, stoppingOn heldOut: Dataset? = nil,
    in context: FittingContext = FittingContext()
  ) throws -> ForestClassifierModel {
    try model(of: data, binnedBy: bins, in: context)
  }
}
