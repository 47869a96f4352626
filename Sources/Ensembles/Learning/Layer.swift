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
/// The output of a layer has the propagated columns first, then one column for each learner, ordered by name.
public struct Layer: Sendable {
  /// The name, or nil for “layer-1”, “layer-2” and so on.
  public var name: String?

  /// The learners, in the order in which they were given.
  public var learners: [Learner]

  /// The preprocessing that learners refer to by name.
  public var transformers: [Transformer]

  /// The columns of this layer's input that the next layer sees too, counted from 0.
  public var propagatedColumns: [Int]

  /// Which rows each fit sees, or nil for the indexer of the ensemble.
  public var indexer: (any Indexer)?

  /// Creates a layer from lists.
  public init(
    named name: String? = nil, learners: [Learner], transformers: [Transformer] = [],
    propagating propagatedColumns: [Int] = [], indexer: (any Indexer)? = nil
  ) {
    self.name = name
    self.learners = learners
    self.transformers = transformers
    self.propagatedColumns = propagatedColumns
    self.indexer = indexer
  }

  /// Creates a layer from a block that lists estimators, named learners and preprocessing.
  ///
  /// - Parameters:
  ///   - name: The name, or nil for “layer-1”, “layer-2” and so on.
  ///   - propagatedColumns: The columns of the input that the next layer sees too, counted from 0.
  ///   - indexer: Which rows each fit sees, or nil for the indexer of the ensemble.
  ///   - content: The learners.
  public init(
    named name: String? = nil, propagating propagatedColumns: [Int] = [], indexer: (any Indexer)? = nil,
    @LayerBuilder _ content: () -> LayerContent
  ) {
    let content = content()
    self.init(
      named: name, learners: content.learners, transformers: content.transformers,
      propagating: propagatedColumns, indexer: indexer)
  }

  /// The layer of meta learners that a block has listed, or nil if it has listed none.
  init?(meta content: LayerContent) {
    guard !content.learners.isEmpty else { return nil }
    self.init(named: "meta", learners: content.learners, transformers: content.transformers)
  }
}
