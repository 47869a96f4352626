/// Learners of a layer that are fitted to the same rows, with the preprocessing that they share.
///
/// A layer has several groups where some of its learners are to be cross-fitted in another way than the rest:
///
/// ```swift
/// Layer {
///   LearnerGroup(named: "folds", indexer: FoldIndexer(folds: 10)) { RidgeRegression() }
///   LearnerGroup(named: "all rows", indexer: FullIndexer()) { LassoRegression() }
/// }
/// ```
///
/// All groups of a layer must predict the same rows.
public struct LearnerGroup: Sendable {
  /// The name, or nil for “group-1”, “group-2” and so on.
  public var name: String?

  /// Which rows each fit sees, or nil for the indexer of the layer.
  public var indexer: (any Indexer)?

  /// The learners, in the order in which they were given.
  public var learners: [Learner]

  /// The preprocessing that learners of the group refer to by name.
  public var transformers: [Transformer]

  /// Creates a group from lists.
  ///
  /// - Parameters:
  ///   - name: The name, or nil for “group-1”, “group-2” and so on.
  ///   - indexer: Which rows each fit sees, or nil for the indexer of the layer.
  ///   - learners: The learners.
  ///   - transformers: The preprocessing that they refer to by name.
  public init(
    named name: String? = nil, indexer: (any Indexer)? = nil, learners: [Learner],
    transformers: [Transformer] = []
  ) {
    self.name = name
    self.indexer = indexer
    self.learners = learners
    self.transformers = transformers
  }

  /// Creates a group from a block that lists estimators, named learners and preprocessing.
  ///
  /// Groups within the block add their learners to this one.
  ///
  /// - Parameters:
  ///   - name: The name, or nil for “group-1”, “group-2” and so on.
  ///   - indexer: Which rows each fit sees, or nil for the indexer of the layer.
  ///   - content: The learners.
  public init(
    named name: String? = nil, indexer: (any Indexer)? = nil, @LayerBuilder _ content: () -> LayerContent
  ) {
    let content = content()
    self.init(
      named: name, indexer: indexer, learners: content.allLearners, transformers: content.allTransformers)
  }
}
