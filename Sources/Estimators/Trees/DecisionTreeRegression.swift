/// A regression tree: questions about one feature after another, and a mean at the end.
///
/// Each split is the one that lowers the sum of squared errors most, of those that are between two bins of a column. Of equally
/// good ones the first counts, in the order of columns and numbers. Several outputs share one tree.
///
/// Missing values, which are NaN, are tried on both sides of a split, and apart from all others. Weights count as
/// repetitions, to the last bit.
///
/// A column of categories is split into two sets of them: for one output the best of all there are, which is found by the
/// order of their means, and for several one along the first principal component of the means. A category that a node has
/// not met goes where missing values go.
///
/// - Complexity: For *n* rows, *p* columns and *b* bins, O(*n* *p*) time for reading them and for each level of the tree,
///   O(*p* *b*) for each large node; *n* (*p* + 80) bytes of memory, besides 64 MiB at most while they are read.
///
/// Source: L. Breiman, J. H. Friedman, R. A. Olshen and C. J. Stone, *Classification and Regression Trees* (1984); for
/// categories W. D. Fisher, “On grouping for maximum homogeneity”, Journal of the American Statistical Association 53
/// (1958), and for more than one output D. Coppersmith, S. J. Hong and J. R. M. Hosking, “Partitioning nominal
/// attributes in decision trees”, Data Mining and Knowledge Discovery 3 (1999).
public struct DecisionTreeRegression: TreeRecipe {
  /// The name in recipe files.
  public static let typeName = "tree"
  /// One line for lists of learners.
  public static let summary = "questions about one feature after another, each leaf with a mean"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// NaN stands for a missing value.
  public static let acceptsMissing = true
  /// A column of words is split by sets of them.
  public static let acceptsCategories = true
  /// The parameters.
  public static let parameters: [Parameter<DecisionTreeRegression>] = treeParameters

  /// How many questions there are from the root to a leaf at most, at least 1; nil for as many as it takes.
  public var depth: Int?

  /// The weight that the rows of each leaf have together at least: their number where rows have no weights.
  public var minimumLeafWeight: Double

  /// How many columns are considered for each split: all, or some drawn by chance.
  public var featuresPerSplit: FeaturesPerSplit

  /// Into how many bins the numbers of a column are put at most, from 2 to 255.
  ///
  /// Splits are between bins. A column with no more different numbers is split exactly. Of more categories than bins
  /// the heaviest have one each, and the others one together.
  public var bins: Int

  /// Whether the fits of an ensemble's folds share bins that are found once, from the rows of all folds: see
  /// ``TreeBins``.
  public var sharedBinning: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(depth: nil) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - depth: How many questions there are from the root to a leaf at most, at least 1; nil for as many as it takes.
  ///   - minimumLeafWeight: The weight of the rows of a leaf at least.
  ///   - featuresPerSplit: How many columns are considered for each split.
  ///   - bins: Into how many bins the numbers of a column are put at most, from 2 to 255.
  ///   - sharedBinning: Whether the fits of an ensemble's folds share bins.
  public init(
    depth: Int?, minimumLeafWeight: Double = 0, featuresPerSplit: FeaturesPerSplit = .all, bins: Int = 255,
    sharedBinning: Bool = false
  ) {
    self.depth = depth
    self.minimumLeafWeight = minimumLeafWeight
    self.featuresPerSplit = featuresPerSplit
    self.bins = bins
    self.sharedBinning = sharedBinning
  }

  /// Grows a tree on a data set.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - context: Where random numbers start, which are drawn if not all columns are considered for each split.
  /// - Returns: The tree.
  /// - Throws: `ModelingError` if all weights are 0; `CancellationError` if the task was cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ForestModel {
    try model(of: data, binnedBy: nil, in: context)
  }

  /// The model, with the bins that are found in the data or with others.
  func model(of data: Dataset, binnedBy bins: TreeBins?, in context: FittingContext) throws -> ForestModel {
    ForestModel(try grown(on: data, rule: .best, trees: 1, bootstrap: false, binnedBy: bins, in: context))
  }
}
