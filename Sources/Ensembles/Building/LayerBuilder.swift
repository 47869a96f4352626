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
    let name = name ?? steps.map { type(of: $0).typeName }.joined(separator: "+")
    var content = learners()
    // Preprocessing inside of preprocessing keeps its own features: only learners without any get these.
    for index in content.learners.indices where content.learners[index].transformer == nil {
      content.learners[index].transformer = name
    }
    content.transformers.insert(Transformer(named: name, Pipeline(steps)), at: 0)
    self.content = content
  }
}

/// What a layer's block has listed.
public struct LayerContent: Sendable {
  var learners: [Learner] = []
  var transformers: [Transformer] = []
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
    LayerContent(learners: parts.flatMap(\.learners), transformers: parts.flatMap(\.transformers))
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
