/// How well each learner of an ensemble predicts rows that it has not seen, and how long it took.
///
/// Printing a report gives a table.
public struct Report: Codable, Sendable {
  /// The name of the measure.
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

  init(scorer: Scorer, rowCount: Int, learners: [LearnerScore]) {
    self.scorer = scorer.name
    greaterIsBetter = scorer.greaterIsBetter
    self.rowCount = rowCount
    self.learners = learners
  }
}

/// The scores and times of one learner.
public struct LearnerScore: Codable, Sendable {
  /// The name of the layer.
  public let layer: String

  /// The name of the learner, after that of its preprocessing and a dot if it has any.
  public let learner: String

  /// The score of each fold.
  ///
  /// There are none where there were too few rows for folds.
  public let scores: [Double]

  /// How long each fit took.
  public let fitTimes: [Duration]

  /// How long it took to predict the rows of each fold.
  public let predictionTimes: [Duration]

  /// The mean of the scores, or nil without any.
  public var mean: Double? { scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count) }

  /// The standard deviation of the scores over the folds, or nil without any.
  public var deviation: Double? {
    mean.map { mean in
      (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count)).squareRoot()
    }
  }
}

extension Report: CustomStringConvertible {
  /// A table with a line for each learner.
  public var description: String {
    let header = ["layer", "learner", scorer, "± folds", "fit", "predict"]
    let rows = learners.map { entry in
      [
        entry.layer, entry.learner, entry.mean.map(Self.number) ?? "–",
        entry.deviation.map(Self.number) ?? "–",
        Self.meanTime(entry.fitTimes), Self.meanTime(entry.predictionTimes),
      ]
    }
    return TextTable(header: header, rows: rows, leftAligned: [0, 1]).description
  }

  private static func number(_ value: Double) -> String { TextTable.number(value) }

  private static func meanTime(_ times: [Duration]) -> String {
    guard !times.isEmpty else { return "–" }
    return TextTable.time(seconds: times.reduce(0) { $0 + $1 / .seconds(1) } / Double(times.count))
  }
}
