import Ensembles

/// A report as programs read it.
///
/// Times are in seconds.
struct ReportDocument: Encodable {
  let scorer: String
  let greaterIsBetter: Bool
  let rowCount: Int
  let learners: [Learner]
  let weights: [LearnerWeights]
  let dropped: [DroppedLearner]

  struct Learner: Encodable {
    let layer: String
    let learner: String
    /// The measure, where it is not that of the report.
    let scorer: String?
    let mean: Double?
    let deviation: Double?
    let scores: [Double]
    let withoutScore: String?
    let fitTimes: [Double]
    let predictionTimes: [Double]
  }

  init(_ report: Report) {
    scorer = report.scorer
    greaterIsBetter = report.greaterIsBetter
    rowCount = report.rowCount
    learners = report.learners.map { entry in
      Learner(
        layer: entry.layer, learner: entry.learner, scorer: entry.scorer, mean: entry.mean,
        deviation: entry.deviation, scores: entry.scores, withoutScore: entry.withoutScore,
        fitTimes: entry.fitTimes.map { $0 / .seconds(1) },
        predictionTimes: entry.predictionTimes.map { $0 / .seconds(1) })
    }
    weights = report.weights
    dropped = report.dropped
  }
}

extension OutputFormat {
  /// A report in this format.
  func text(of report: Report) throws -> String {
    switch self {
    case .table: report.description
    case .json: try JSONText.encode(ReportDocument(report))
    }
  }
}
