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
  ///
  /// The columns of a learner that is dropped are missing for the next layer. Columns that this propagates are still
  /// those that were meant, but for the missing ones; steps that pick columns by number count those that are left.
  public var onLearnerFailure: LearnerFailurePolicy

  /// Whether learners that can be are fitted to all training sets of a layer in one pass over the rows.
  ///
  /// That takes a fraction of the time, and gives what separate fits give to about eight digits: learners for which it
  /// would not are fitted one by one. The linear learners can, and all that conform to `CrossFitting`.
  public var fitsInOnePass: Bool

  /// Creates options.
  ///
  /// - Parameters:
  ///   - output: What the learners hand on to the next layer.
  ///   - prediction: What predicts new data.
  ///   - keepsFoldModels: Whether the model keeps what was fitted in the folds.
  ///   - isShuffled: Whether the rows of each layer are shuffled before they are cut into folds.
  ///   - onLearnerFailure: What becomes of the fit when a learner fails.
  ///   - fitsInOnePass: Whether learners that can be are fitted to all training sets of a layer in one pass.
  public init(
    output: LearnerOutput = .predictions, prediction: Prediction = .refitted,
    keepingFoldModels keepsFoldModels: Bool = false,
    shuffled isShuffled: Bool = false, onLearnerFailure: LearnerFailurePolicy = .stop,
    inOnePass fitsInOnePass: Bool = true
  ) {
    self.output = output
    self.prediction = prediction
    self.keepsFoldModels = keepsFoldModels
    self.isShuffled = isShuffled
    self.onLearnerFailure = onLearnerFailure
    self.fitsInOnePass = fitsInOnePass
  }
}
