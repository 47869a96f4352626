/// What an ensemble does beside the usual.
///
/// ```swift
/// SuperLearner(folds: 5, options: EnsembleOptions(prediction: .bagged, onLearnerFailure: .drop)) { … }
/// ```
public struct EnsembleOptions: Codable, Hashable, Sendable {
  /// What predicts new data.
  public enum Prediction: String, Codable, Hashable, Sendable {
    /// Models that are fitted to all rows, once the folds have been predicted.
    case refitted
    /// The mean of the models of the folds, or the class that is most probable by it: no fit to all rows is made.
    ///
    /// Meta learners are fitted to all rows nevertheless.
    case bagged
  }

  /// What the learners hand on to the next layer, where a layer does not say otherwise.
  public var output: LearnerOutput

  /// What predicts new data.
  public var prediction: Prediction

  /// Whether the model keeps what was fitted in the folds, which it does anyhow if that predicts.
  public var keepsFoldModels: Bool

  /// Whether the rows of each layer are shuffled before they are cut into folds, where a layer does not say
  /// otherwise.
  public var isShuffled: Bool

  /// What becomes of the fit when a learner fails.
  public var onLearnerFailure: LearnerFailurePolicy

  /// Creates options.
  ///
  /// - Parameters:
  ///   - output: What the learners hand on to the next layer.
  ///   - prediction: What predicts new data.
  ///   - keepsFoldModels: Whether the model keeps what was fitted in the folds.
  ///   - isShuffled: Whether the rows of each layer are shuffled before they are cut into folds.
  ///   - onLearnerFailure: What becomes of the fit when a learner fails.
  public init(
    output: LearnerOutput = .predictions, prediction: Prediction = .refitted,
    keepingFoldModels keepsFoldModels: Bool = false,
    shuffled isShuffled: Bool = false, onLearnerFailure: LearnerFailurePolicy = .stop
  ) {
    self.output = output
    self.prediction = prediction
    self.keepsFoldModels = keepsFoldModels
    self.isShuffled = isShuffled
    self.onLearnerFailure = onLearnerFailure
  }
}
