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

  /// What another block has listed.
  public static func buildExpression(_ content: LayerContent) -> LayerContent { content }

  /// A group.
  public static func buildExpression(_ group: LearnerGroup) -> LayerContent { LayerContent(group: group) }

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
