/// What all fits of an evaluation have in common, whichever process they run in.
struct EvaluationWork: Codable, Sendable {
  struct FoldWork: Codable, Sendable {
    var train: RowSelection
    var test: RowSelection
  }

  struct TrialWork: Codable, Sendable {
    var estimator: Portable<any Estimator>
    var seed: UInt64
  }

  var data: Dataset
  var folds: [FoldWork]
  var trials: [TrialWork]
  /// What is predicted.
  var columns: LearnerColumns
  var measuresTraining: Bool
}

/// One fit of a trial to the rows of a fold, as a task of the engine.
struct EvaluationJob: Job {
  var work: Shared<EvaluationWork>
  /// The place of the job among all of the evaluation.
  var place: Int
  var trial: Int
  var fold: Int
  /// What the preprocessing case has made in the fold, if there is one.
  var front: EvaluationFront?
  var scorers: HomeboundScorers

  func run() throws -> EvaluationOutcome {
    try Task.checkCancellation()
    let work = work.value
    let clock = ContinuousClock()
    let start = clock.now
    let trial = work.trials[trial]
    let training = try examples(.train, in: work)
    let model: any FittedModel = try trial.estimator.value.fitted(
      to: training, in: FittingContext(seed: trial.seed).part(fold))
    let fitTime = clock.now - start
    try work.columns.requireShape(of: model)

    let predictionStart = clock.now
    let test = try predictions(of: model, for: examples(.test, in: work), work.columns)
    let predictionTime = clock.now - predictionStart
    let train = work.measuresTraining ? try predictions(of: model, for: training, work.columns) : nil
    let predicted = EvaluationOutcome.Predictions(test: test, train: train)
    return EvaluationOutcome(
      place: place, fitTime: fitTime, predictionTime: predictionTime,
      judgement: try scorers.scorers.map { .scores(try $0.scores(of: predicted, for: self)) }
        ?? .predictions(predicted))
  }

  private func predictions(
    of model: any FittedModel, for rows: Dataset, _ columns: LearnerColumns
  ) throws -> Matrix<Double> {
    var blocks: [Matrix<Double>] = []
    try model.forEachOutputBlock(of: rows.features, columns) { block, _ in
      try block.requireRepresentable(in: .double)
      blocks.append(block)
    }
    return Matrix(stacking: blocks, columnCount: columns.count)
  }
}

extension EvaluationJob {
  /// The two kinds of rows of a fold.
  enum Part {
    case train, test
  }

  /// The rows of a fold as the candidate sees them.
  private func examples(_ part: Part, in work: EvaluationWork) throws -> Dataset {
    switch front {
    case nil: try examples(part, in: work, after: FittedPipeline(steps: []))
    case .pipeline(let pipeline): try examples(part, in: work, after: pipeline.value.pipeline)
    case .examples(let examples): part == .train ? examples.value.train : examples.value.test
    }
  }

  private func examples(
    _ part: Part, in work: EvaluationWork, after pipeline: FittedPipeline
  ) throws -> Dataset {
    let rows = rows(part, in: work)
    let result = try part == .train ? pipeline.appliedToTraining(rows) : pipeline.applied(to: rows)
    try work.trials[trial].estimator.value.requireAcceptance(of: result, behind: pipeline)
    return result
  }

  private func rows(_ part: Part, in work: EvaluationWork) -> Dataset {
    let fold = work.folds[fold]
    return work.data.rows(part == .train ? fold.train.rows : fold.test.rows)
  }

  /// The rows of a fold with the target that predictions are measured against.
  ///
  /// A pipeline may change the target that is learned from. An ensemble in front of the candidate, or within a pipeline,
  /// may predict some of the training rows only.
  ///
  /// - Parameters:
  ///   - part: Which rows.
  ///   - count: The number of them that have predictions.
  /// - Returns: As many examples.
  /// - Throws: What preprocessing the rows throws.
  func truth(_ part: Part, count: Int) throws -> Dataset {
    let rows = rows(part, in: work.value)
    return rows.rowCount == count ? rows : try examples(part, in: work.value)
  }
}

/// What stands in front of a candidate in a fold.
enum EvaluationFront: Codable, Sendable {
  case pipeline(Shared<PortablePipeline>)
  case examples(Shared<FoldExamples>)
}

/// What came of one fit.
struct EvaluationOutcome: Codable, Sendable {
  /// What a model said about the rows of a fold: predictions first, then probabilities.
  struct Predictions: Codable, Sendable {
    var test: Matrix<Double>
    var train: Matrix<Double>?
  }

  /// The score by every scorer.
  struct Scores: Codable, Sendable {
    var test: [Double]
    var train: [Double]
  }

  /// Scores where the scorers were at hand, else what they are to measure.
  enum Judgement: Codable, Sendable {
    case scores(Scores)
    case predictions(Predictions)
  }

  /// The place of the job among all of the evaluation.
  var place: Int
  var fitTime: Duration
  var predictionTime: Duration
  var judgement: Judgement
}

/// Scorers, which are functions and never leave the process that made them.
///
/// A job that has arrived elsewhere finds none, and hands back what they are to measure.
struct HomeboundScorers: Codable, Sendable {
  let scorers: [Scorer]?

  init(_ scorers: [Scorer]) { self.scorers = scorers }

  init(from decoder: any Decoder) throws {
    _ = try decoder.singleValueContainer().decodeNil()
    scorers = nil
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encodeNil()
  }
}

extension [Scorer] {
  /// The scores of what the model of a job said about the rows of its fold.
  func scores(
    of predictions: EvaluationOutcome.Predictions, for job: EvaluationJob
  ) throws -> EvaluationOutcome.Scores {
    let columns = job.work.value.columns
    return EvaluationOutcome.Scores(
      test: try scores(
        of: predictions.test, columns, against: job.truth(.test, count: predictions.test.rowCount)),
      train: try predictions.train.map {
        try scores(of: $0, columns, against: job.truth(.train, count: $0.rowCount))
      } ?? [])
  }

  /// The score by each of these of predictions and probabilities that stand side by side.
  func scores(
    of output: Matrix<Double>, _ columns: LearnerColumns, against data: Dataset
  ) throws -> [Double] {
    let predictions = output.columns(0..<columns.predictions)
    let probabilities = output.columns(columns.predictions..<columns.count)
    return try map { try $0.score(of: $0.input == .predictions ? predictions : probabilities, against: data) }
  }
}

extension Matrix<Double> {
  /// Some neighbouring columns.
  func columns(_ range: Range<Int>) -> Matrix<Double> {
    range.count == columnCount ? self : Features(self).columns(range.map(\.self)).matrix()
  }
}
