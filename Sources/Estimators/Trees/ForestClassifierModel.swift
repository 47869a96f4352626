/// What trees that tell classes apart have learned: one tree or several, whose probabilities are averaged.
///
/// A row with a missing value goes to the side of a split where the rows with missing values went that the tree was
/// grown on. If there were none among those of the split, it goes where more weight went. So does a row with a category
/// that no row of the split had, or with what is no place of a word.
public struct ForestClassifierModel: ClassifierModel, Equatable {
  /// The name in stored models.
  public static let typeName = "forest-classifier-model"

  /// The number of feature columns that predictions are made from.
  public let featureCount: Int

  /// How much each feature contributes, with a sum of 1; zeros if no tree has a split.
  ///
  /// It is the part of a feature's splits in what all splits of a tree lower Gini's impurity by, averaged over the
  /// trees. Features of many different numbers have more splits to choose from, and come out larger for it.
  public let featureImportances: [Double]

  let trees: FlatTrees

  /// The number of classes that the target had.
  public var classCount: Int { trees.outputCount }

  /// The number of trees.
  public var treeCount: Int { trees.roots.count }

  /// The number of leaves of all trees.
  public var leafCount: Int { trees.leafCount }

  /// The most questions that a tree asks before it predicts.
  public var depth: Int { trees.depth }

  init(_ forest: GrownForest) {
    trees = forest.trees
    featureImportances = forest.importances
    featureCount = forest.importances.count
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    featureCount = try container.decode(Int.self, forKey: .featureCount)
    featureImportances = try container.decode([Double].self, forKey: .featureImportances)
    trees = try container.decode(FlatTrees.self, forKey: .trees)
    guard featureImportances.count == featureCount, trees.asksOnly(aboutColumnsBelow: featureCount),
      featureImportances.allSatisfy({ $0 >= 0 && $0.isFinite })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .featureCount, in: container,
        debugDescription: "trees ask about other columns than the \(featureCount) that the model says")
    }
    guard trees.predictions.allSatisfy({ 0...1 ~= $0 }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .trees, in: container, debugDescription: "a leaf has a probability that is none")
    }
  }

  /// The mean of the probabilities that the trees say: the shares of the classes in the weight of a row's leaf.
  ///
  /// - Returns: One row for each row of the features, `classCount` columns, each row with a sum of 1.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*rows* · *trees* · (*depth* + *classes*)).
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    return trees.means(for: features)
  }
}
