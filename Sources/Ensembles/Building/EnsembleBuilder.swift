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
