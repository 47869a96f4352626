/// A learner or a transformer of an ensemble could not be fitted, or could not predict.
public struct LearnerFailure: Error, CustomStringConvertible {
  /// The name of the layer.
  public var layer: String

  /// The name of the learner or transformer within the layer.
  public var learner: String

  /// The fold whose fit failed, counted from 0, or nil for the fit to all rows.
  public var fold: Int?

  /// What it threw.
  public var underlying: any Error

  /// One sentence that names the learner, the fit and the cause.
  public var description: String {
    let fit = fold.map { "fold \($0 + 1)" } ?? "the fit to all rows"
    return "“\(learner)” of \(layer) failed in \(fit): \(underlying)"
  }
}
