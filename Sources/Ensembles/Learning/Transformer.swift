/// Preprocessing that one or more learners of a group share.
///
/// It is fitted once for each fold, on the training rows of the fold, whatever the number of learners.
public struct Transformer: Sendable {
  /// The name, by which learners refer to it.
  public var name: String

  /// What it does to the features.
  public var pipeline: Pipeline

  /// Creates a transformer.
  public init(named name: String, _ pipeline: Pipeline) {
    self.name = name
    self.pipeline = pipeline
  }
}
