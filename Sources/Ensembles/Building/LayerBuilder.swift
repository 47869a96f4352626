/// Preprocessing and the learners that see its result, for use in a layer's block.
///
/// ```swift
/// Preprocessing(named: "first-half", ColumnSubset([0, 1, 2]), Standardizer()) {
///   RidgeRegression()
///   OrdinaryLeastSquares()
/// }
/// ```
public struct Preprocessing: Sendable {
  let content: LayerContent

  /// Creates preprocessing with its learners.
  ///
  /// - Parameters:
  ///   - name: The name, which precedes those of the learners in reports and in the order of columns; nil for
  ///     the names of the steps, joined by “+”.
  ///   - steps: What is done to the features, in order. No step leaves them as they are.
  ///   - learners: The learners.
  public init(
    named name: String? = nil, _ steps: any Preprocessor..., @LayerBuilder learners: () -> LayerContent
  ) {
    content = LayerContent(named: name, steps, learners: learners())
  }
}

/// What a layer's block has listed.
public struct LayerContent: Sendable {
  package private(set) var learners: [Learner] = []
  package private(set) var transformers: [Transformer] = []

  /// The transformers that were named after their steps, and may be numbered.
  private var unnamed: Set<String> = []

  /// Nothing yet.
  package init() {}

  init(learners: [Learner]) { self.learners = learners }

  /// Preprocessing with the learners that see its result.
  ///
  /// - Parameters:
  ///   - name: The name, or nil for the names of the steps.
  ///   - steps: What is done to the features, in order.
  ///   - content: The learners. Those which have preprocessing of their own keep it.
  package init(named name: String?, _ steps: [any Preprocessor], learners content: LayerContent) {
    self = content
    let own = name ?? steps.map { type(of: $0).typeName }.joined(separator: "+")
    for index in learners.indices where learners[index].transformer == nil {
      learners[index].transformer = own
    }
    transformers.insert(Transformer(named: own, Pipeline(steps)), at: 0)
    if name == nil { unnamed.insert(own) }
  }

  /// Adds one learner.
  package mutating func append(_ learner: Learner) { learners.append(learner) }

  /// Adds what else was listed.
  ///
  /// Preprocessing without a name is numbered where there is some of its kind already.
  package mutating func append(_ other: LayerContent) {
    var other = other
    for old in other.unnamed.sorted() where transformers.contains(where: { $0.name == old }) {
      var number = 2
      while (transformers + other.transformers).contains(where: { $0.name == "\(old)-\(number)" }) {
        number += 1
      }
      other.renameTransformer(old, to: "\(old)-\(number)")
    }
    learners += other.learners
    transformers += other.transformers
    unnamed.formUnion(other.unnamed)
  }

  private mutating func renameTransformer(_ old: String, to new: String) {
    for index in transformers.indices where transformers[index].name == old { transformers[index].name = new }
    for index in learners.indices where learners[index].transformer == old {
      learners[index].transformer = new
    }
    unnamed.remove(old)
    unnamed.insert(new)
  }
}

/// Collects the learners that a block lists, one to a line, with `if` and `for` as needed.
@resultBuilder
public enum LayerBuilder {
  /// An estimator is a learner named after its type.
  public static func buildExpression(_ estimator: any Estimator) -> LayerContent {
    LayerContent(learners: [Learner(estimator)])
  }

  /// A learner.
  public static func buildExpression(_ learner: Learner) -> LayerContent { LayerContent(learners: [learner]) }

  /// Several learners.
  public static func buildExpression(_ learners: [Learner]) -> LayerContent {
    LayerContent(learners: learners)
  }

  /// Preprocessing with its learners.
  public static func buildExpression(_ preprocessing: Preprocessing) -> LayerContent { preprocessing.content }

  /// The lines of a block, in order.
  public static func buildBlock(_ parts: LayerContent...) -> LayerContent { buildArray(parts) }

  /// The passes of a `for`, in order.
  public static func buildArray(_ parts: [LayerContent]) -> LayerContent {
    parts.reduce(into: LayerContent()) { $0.append($1) }
  }

  /// The lines of an `if`, or nothing.
  public static func buildOptional(_ part: LayerContent?) -> LayerContent { part ?? LayerContent() }

  /// The lines of an `if` that has an `else`.
  public static func buildEither(first part: LayerContent) -> LayerContent { part }

  /// The lines of an `else`.
  public static func buildEither(second part: LayerContent) -> LayerContent { part }
}

/// Collects the layers that a block lists.
@resultBuilder
public enum EnsembleBuilder {
  /// A layer.
  public static func buildExpression(_ layer: Layer) -> [Layer] { [layer] }

  /// The lines of a block, in order.
  public static func buildBlock(_ parts: [Layer]...) -> [Layer] { parts.flatMap(\.self) }

  /// The passes of a `for`, in order.
  public static func buildArray(_ parts: [[Layer]]) -> [Layer] { parts.flatMap(\.self) }

  /// The lines of an `if`, or nothing.
  public static func buildOptional(_ part: [Layer]?) -> [Layer] { part ?? [] }

  /// The lines of an `if` that has an `else`.
  public static func buildEither(first part: [Layer]) -> [Layer] { part }

  /// The lines of an `else`.
  public static func buildEither(second part: [Layer]) -> [Layer] { part }
}
