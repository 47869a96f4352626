/// What becomes of an evaluation when a fit fails or its predictions cannot be measured.
public enum EvaluationFailurePolicy: Hashable, Sendable {
  /// The evaluation ends with an `EvaluationFailure`.
  case stop
  /// The trial has no scores and cannot be the best; its result says why.
  case drop
  /// The fold gets this for every score, and the result says why.
  case score(Double)
}

/// A candidate, its preprocessing or a measure of it failed in a fold.
public struct EvaluationFailure: Error, CustomStringConvertible {
  /// The candidate with its preprocessing and the number of the draw, or the preprocessing alone: “scaled.ridge.0”.
  public var trial: String

  /// The fold, counted from 0.
  public var fold: Int

  /// What it threw.
  ///
  /// From another process comes a `RemoteError` that describes it, unless its type is `Codable`.
  public var underlying: any Error

  /// One sentence that names the trial, the fold and the cause.
  public var description: String { "“\(trial)” failed in fold \(fold + 1): \(underlying)" }
}
