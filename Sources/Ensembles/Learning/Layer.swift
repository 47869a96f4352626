/// Learners that are fitted side by side on the same rows.
///
/// Their predictions are the features of the next layer.
///
/// ```swift
/// Layer(propagating: [0, 1]) {
///   RidgeRegression(penalty: 0.1)
///   Preprocessing(Standardizer()) {
///     LassoRegression(penalty: 0.5).named("sparse")
///   }
/// }
/// ```
///
/// The output of a layer has the propagated columns first, then those of its groups in their order, and within a
/// group one column for each learner, ordered by name. A layer whose block lists no groups has one.
public struct Layer: Sendable {
  /// The name, or nil for “layer-1”, “layer-2” and so on.
  public var name: String?

  /// The learners, in groups that are fitted to the same rows.
  public var groups: [LearnerGroup]

  /// The columns of this layer's input that the next layer sees too, counted from 0.
  public var propagatedColumns: [Int]

  /// Which rows each fit sees where a group does not say otherwise, or nil for the indexer of the ensemble.
  public var indexer: (any Indexer)?

  /// What classifiers hand on, or nil for what the ensemble says.
  public var output: LearnerOutput?

  /// The precision in which the predictions are kept for the next layer, or nil for that of the ensemble.
  public var precision: Precision?

  /// What the report measures, or nil for what the ensemble says.
  public var scorer: Scorer?

  /// Where the random numbers of the layer start, or nil for a seed that follows from that of the ensemble.
  public var seed: UInt64?

  /// Whether rows are shuffled before they are cut into folds, or nil for what the ensemble says.
  ///
  /// Whatever it is, the rows of the output stand in their original order.
  public var isShuffled: Bool?

  /// The learners of all groups, in the order in which they were given.
  public var learners: [Learner] { groups.flatMap(\.learners) }

  /// The preprocessing of all groups.
  public var transformers: [Transformer] { groups.flatMap(\.transformers) }

  /// Creates a layer from groups.
  ///
  /// - Parameters:
  ///   - name: The name, or nil for “layer-1”, “layer-2” and so on.
  ///   - groups: The learners.
  ///   - propagatedColumns: The columns of the input that the next layer sees too, counted from 0.
  ///   - indexer: Which rows each fit sees, or nil for the indexer of the ensemble.
  ///   - output: What classifiers hand on, or nil for what the ensemble says.
  ///   - precision: The precision of the predictions, or nil for that of the ensemble.
  ///   - scorer: What the report measures, or nil for what the ensemble says.
  ///   - seed: Where random numbers start, or nil for a seed that follows from that of the ensemble.
  ///   - isShuffled: Whether rows are shuffled before they are cut into folds, or nil for what the ensemble says.
  public init(
    named name: String? = nil, groups: [LearnerGroup], propagating propagatedColumns: [Int] = [],
    indexer: (any Indexer)? = nil, output: LearnerOutput? = nil, precision: Precision? = nil,
    scorer: Scorer? = nil, seed: UInt64? = nil, shuffled isShuffled: Bool? = nil
  ) {
    self.name = name
    self.groups = groups
    self.propagatedColumns = propagatedColumns
    self.indexer = indexer
    self.output = output
    self.precision = precision
    self.scorer = scorer
    self.seed = seed
    self.isShuffled = isShuffled
  }

  /// Creates a layer of one group from lists.
  ///
  /// - Parameters:
  ///   - name: The name, or nil for “layer-1”, “layer-2” and so on.
  ///   - learners: The learners.
  ///   - transformers: The preprocessing that learners refer to by name.
  ///   - propagatedColumns: The columns of the input that the next layer sees too, counted from 0.
  ///   - indexer: Which rows each fit sees, or nil for the indexer of the ensemble.
  public init(
    named name: String? = nil, learners: [Learner], transformers: [Transformer] = [],
    propagating propagatedColumns: [Int] = [], indexer: (any Indexer)? = nil
  ) {
    self.init(
      named: name, groups: [LearnerGroup(learners: learners, transformers: transformers)],
      propagating: propagatedColumns, indexer: indexer)
  }

  /// Creates a layer from a block that lists estimators, named learners, preprocessing and groups.
  ///
  /// Learners that stand outside of all groups are the first group.
  ///
  /// - Parameters:
  ///   - name: The name, or nil for “layer-1”, “layer-2” and so on.
  ///   - propagatedColumns: The columns of the input that the next layer sees too, counted from 0.
  ///   - indexer: Which rows each fit sees, or nil for the indexer of the ensemble.
  ///   - output: What classifiers hand on, or nil for what the ensemble says.
  ///   - precision: The precision of the predictions, or nil for that of the ensemble.
  ///   - scorer: What the report measures, or nil for what the ensemble says.
  ///   - seed: Where random numbers start, or nil for a seed that follows from that of the ensemble.
  ///   - isShuffled: Whether rows are shuffled before they are cut into folds, or nil for what the ensemble says.
  ///   - content: The learners.
  public init(
    named name: String? = nil, propagating propagatedColumns: [Int] = [], indexer: (any Indexer)? = nil,
    output: LearnerOutput? = nil, precision: Precision? = nil, scorer: Scorer? = nil, seed: UInt64? = nil,
    shuffled isShuffled: Bool? = nil, @LayerBuilder _ content: () -> LayerContent
  ) {
    self.init(
      named: name, groups: content().allGroups, propagating: propagatedColumns, indexer: indexer,
      output: output, precision: precision, scorer: scorer, seed: seed, shuffled: isShuffled)
  }

  /// The layer of meta learners that a block has listed, or nil if it has listed none.
  init?(meta content: LayerContent) {
    guard !content.allGroups.isEmpty else { return nil }
    self.init(named: "meta", groups: content.allGroups)
  }

  /// The name, or the one that a layer without a name has at a place among others, counted from 0.
  func name(at position: Int) -> String { name ?? "layer-\(position + 1)" }
}
