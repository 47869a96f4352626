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
