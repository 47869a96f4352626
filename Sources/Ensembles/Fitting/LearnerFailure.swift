/// A learner or a transformer of an ensemble could not be fitted, or could not predict.
public struct LearnerFailure: Error, CustomStringConvertible {
  /// The name of the layer.
  public var layer: String

  /// The name of the learner or transformer within the layer.
  public var learner: String

  /// The fold whose fit failed, counted from 0, or nil for the fit to all rows.
  public var fold: Int?

  /// What it threw.
  ///
  /// From another process comes a `RemoteError` that describes it, unless its type is `Codable`.
  public var underlying: any Error

  /// Whether learners that fail are dropped, but with this one none is left.
  var leavesNobody = false

  /// One sentence that names the learner, the fit and the cause.
  public var description: String {
    let fit = fold.map { "fold \($0 + 1)" } ?? "the fit to all rows"
    return "“\(learner)” of \(layer) failed in \(fit)"
      + (leavesNobody ? ", and no learner of the layer is left" : "") + ": \(underlying)"
  }
}

/// What becomes of a fit when a learner fails.
public enum LearnerFailurePolicy: String, Codable, Hashable, Sendable {
  /// The fit ends with a `LearnerFailure`.
  case stop
  /// The layer goes without the learner, and the report says why; without any learner left, the fit ends.
  case drop
}
