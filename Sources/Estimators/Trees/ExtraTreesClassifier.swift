/// Extremely randomized trees: the mean of classification trees whose splits are drawn by chance.
///
/// For each column that is considered, one number is drawn between the first and the last of its bins that have rows of
/// the node, and the split is the best of these. A bin is on one side as a whole.
///
/// Missing values, which are NaN, are tried on both sides of a split. Weights count as repetitions, to the last bit
/// unless rows are drawn. Each tree has random numbers of its own, which depend on the seed and the tree's place alone.
///
/// A column of categories is split into two sets of them, drawn by chance. A category that a node has not met goes where
/// missing values go.
///
/// - Complexity: For *n* rows, *k* columns of a split, *t* trees, O(*n* *k* *t*) time for each level of the trees; a byte
///   of memory for each number of the features and some 80 for each row, besides 64 MiB at most while they are read.
///
/// Source: P. Geurts, D. Ernst and L. Wehenkel, “Extremely randomized trees”, Machine Learning 63 (2006).
public struct ExtraTreesClassifier: ForestRecipe {
  /// The name in recipe files.
  public static let typeName = "extra-trees-classifier"
  /// One line for lists of learners.
  public static let summary = "mean of trees whose splits are drawn by chance"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// NaN stands for a missing value.
  public static let acceptsMissing = true
  /// A column of words is split by sets of them.
  public static let acceptsCategories = true
  /// The parameters.
  public static let parameters: [Parameter<ExtraTreesClassifier>] = forestParameters

  /// The number of trees, at least 1.
  public var trees: Int

  /// How many questions there are from the root to a leaf at most, at least 1; nil for as many as it takes.
  public var depth: Int?

  /// The weight that the rows of each leaf have together at least: their number where rows have no weights.
  public var minimumLeafWeight: Double

  /// How many columns are considered for each split.
  public var featuresPerSplit: FeaturesPerSplit

  /// Into how many bins the numbers of a column are put at most, from 2 to 255.
  ///
  /// Splits are between bins. A column with no more different numbers is split exactly. Of more categories than bins
  /// the heaviest have one each, and the others one together.
  public var bins: Int

  /// Whether each tree is grown on rows that are drawn with replacement, not on all.
  public var bootstrap: Bool

  /// Whether the fits of an ensemble's folds share bins that are found once, from the rows of all folds: see
  /// ``TreeBins``.
  public var sharedBinning: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(trees: 100) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - trees: The number of trees, at least 1.
  ///   - depth: How many questions there are from the root to a leaf at most, at least 1; nil for as many as it takes.
  ///   - minimumLeafWeight: The weight of the rows of a leaf at least.
  ///   - featuresPerSplit: How many columns are considered for each split.
  ///   - bins: Into how many bins the numbers of a column are put at most, from 2 to 255.
  ///   - bootstrap: Whether each tree is grown on rows that are drawn with replacement.
  ///   - sharedBinning: Whether the fits of an ensemble's folds share bins.
  public init(
    trees: Int, depth: Int? = nil, minimumLeafWeight: Double = 0,
    featuresPerSplit: FeaturesPerSplit = .squareRoot, bins: Int = 255, bootstrap: Bool = false,
    sharedBinning: Bool = false
  ) {
    self.trees = trees
    self.depth = depth
    self.minimumLeafWeight = minimumLeafWeight
    self.featuresPerSplit = featuresPerSplit
    self.bins = bins
    self.bootstrap = bootstrap
    self.sharedBinning = sharedBinning
  }

  /// Grows trees on a data set of classes.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - context: Where random numbers start.
  /// - Returns: The trees.
  /// - Throws: `ModelingError` if all weights are 0 or the target has numbers; `CancellationError` if the task was cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ForestClassifierModel {
    try model(of: data, binnedBy: nil, in: context)
  }

  /// The model, with the bins that are found in the data or with others.
  func model(of data: Dataset, binnedBy bins: TreeBins?, in context: FittingContext) throws
    -> ForestClassifierModel
  {
    guard data.classes != nil else { throw ModelingError.needsClasses(Self.typeName) }
    return ForestClassifierModel(
      try grown(on: data, rule: .random, trees: trees, bootstrap: bootstrap, binnedBy: bins, in: context))
  }
}
