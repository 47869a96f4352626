/// How well each learner of an ensemble predicts rows that it has not seen, and how long it took.
///
/// Printing a report gives a table, the weights of the meta learners where they can be read, and the learners that the
/// ensemble goes without.
public struct Report: Sendable {
  /// The name of the measure.
  ///
  /// Layers that have one of their own say so in their scores.
  public let scorer: String

  /// Whether a greater score is a better one.
  public let greaterIsBetter: Bool

  /// The number of rows that the ensemble was fitted to.
  public let rowCount: Int

  /// One entry for each learner, in the order of layers and columns, the meta learners last.
  ///
  /// The score of a meta learner is that of the whole ensemble: it is cross-fitted too, on the predictions that
  /// the layer before made for rows it had not seen.
  public let learners: [LearnerScore]

  /// How much the learners of the last layer rely on each of their inputs, where they can say so.
  public let weights: [LearnerWeights]

  /// The learners that failed and were dropped.
  public let dropped: [DroppedLearner]

  /// What the fits of all layers have brought to light.
  struct Findings {
    var scores: [LearnerScore] = []
    var weights: [LearnerWeights] = []
    var dropped: [DroppedLearner] = []
  }

  init(scorer: Scorer, rowCount: Int, _ findings: Findings) {
    self.scorer = scorer.name
    greaterIsBetter = scorer.greaterIsBetter
    self.rowCount = rowCount
    learners = findings.scores
    weights = findings.weights
    dropped = findings.dropped
  }
}

extension Report: Codable {
  private enum CodingKeys: String, CodingKey {
    case scorer, greaterIsBetter, rowCount, learners, weights, dropped
  }

  /// Reads a stored report; those of early versions know neither weights nor dropped learners.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    scorer = try container.decode(String.self, forKey: .scorer)
    greaterIsBetter = try container.decode(Bool.self, forKey: .greaterIsBetter)
    rowCount = try container.decode(Int.self, forKey: .rowCount)
    learners = try container.decode([LearnerScore].self, forKey: .learners)
    weights = try container.decodeIfPresent([LearnerWeights].self, forKey: .weights) ?? []
    dropped = try container.decodeIfPresent([DroppedLearner].self, forKey: .dropped) ?? []
  }
}

/// The scores and times of one learner, for one partition of the rows if there are several.
public struct LearnerScore: Codable, Sendable {
  /// The name of the layer.
  public let layer: String

  /// The name of the learner, after that of its preprocessing and a dot if it has any.
  ///
  /// Where there are several partitions of the rows, two hyphens and the number of the partition follow.
  public let learner: String

  /// The name of the measure, or nil for that of the report.
  public let scorer: String?

  /// The score of each fold.
  ///
  /// There are none where there were too few rows for folds, and fewer than folds where some could not be measured.
  public let scores: [Double]

  /// How long each fit took.
  public let fitTimes: [Duration]

  /// How long it took to predict the rows of each fold.
  public let predictionTimes: [Duration]

  /// Why a fold has no score, or nil if each has one.
  public let withoutScore: String?

  /// The mean of the scores, or nil without any.
  public var mean: Double? { scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count) }

  /// The standard deviation of the scores over the folds, or nil without any.
  public var deviation: Double? {
    mean.map { mean in
      (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count)).squareRoot()
    }
  }
}

/// A learner that failed, so that the ensemble goes without it.
public struct DroppedLearner: Codable, Hashable, Sendable {
  /// The name of the layer.
  public let layer: String

  /// The name of the learner.
  public let learner: String

  /// What went wrong.
  public let reason: String
}
