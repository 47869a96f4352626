/// A random forest of classification trees: the mean of trees that are grown on other samples of the rows.
///
/// Each tree has as many rows as there are, drawn with replacement, which multiplies their weights. Each split is the
/// best one of some columns that are drawn by chance: if none of them parts the rows, others are drawn until one
/// does.
///
/// Missing values, which are NaN, are tried on both sides of a split, and apart from all others. A row that is drawn
/// counts by its weight. That a row of weight 2 is drawn as a whole tells it apart from the row twice, so that results
/// differ by chance; a row of weight 0 is as good as absent. Each tree has random numbers of its own, which depend on the
/// seed and the tree's place alone.
///
/// A column of categories is split into two sets of them: for two classes the best of all there are, which is found by the
/// order of the classes' shares, and for more classes one along the first principal component of the shares. A category
/// that a node has not met goes where missing values go.
///
/// - Complexity: For *n* rows, *k* columns of a split, *t* trees, O(*n* *k* *t*) time for each level of the trees; a byte
///   of memory for each number of the features and some 80 for each row, besides 64 MiB at most while they are read.
///
/// Source: L. Breiman, “Random forests”, Machine Learning 45 (2001); for categories W. D. Fisher, “On grouping for
/// maximum homogeneity”, Journal of the American Statistical Association 53 (1958), and for more than two classes D.
/// Coppersmith, S. J. Hong and J. R. M. Hosking, “Partitioning nominal attributes in decision trees”, Data Mining and
/// Knowledge Discovery 3 (1999).
public struct RandomForestClassifier: ForestRecipe {
  /// The name in recipe files.
  public static let typeName = "random-forest-classifier"
  /// One line for lists of learners.
  public static let summary = "mean of trees that are grown on samples of the rows"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// NaN stands for a missing value.
  public static let acceptsMissing = true
  /// A column of words is split by sets of them.
  public static let acceptsCategories = true
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .weightsRepeat: "a row of weight 2 is drawn as a whole"
  ]
  /// The parameters.
  public static let parameters: [Parameter<RandomForestClassifier>] = forestParameters

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
    featuresPerSplit: FeaturesPerSplit = .squareRoot, bins: Int = 255, bootstrap: Bool = true,
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
      try grown(on: data, rule: .best, trees: trees, bootstrap: bootstrap, binnedBy: bins, in: context))
  }
}
