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
  var trial: Int
  var fold: Int
  /// The preprocessing, fitted in the fold.
  var pipeline: Shared<PortablePipeline>?
  var scorers: HomeboundScorers

  func run() throws -> EvaluationOutcome {
    try Task.checkCancellation()
    let work = work.value
    let rows = work.folds[fold]
    let clock = ContinuousClock()
    let start = clock.now
    let model = try fitted(to: rows.train, in: work)
    let fitTime = clock.now - start
    try work.columns.requireShape(of: model)

    let predictionStart = clock.now
    let test = try predictions(of: model, for: rows.test, in: work)
    let predictionTime = clock.now - predictionStart
    let train = work.measuresTraining ? try predictions(of: model, for: rows.train, in: work) : nil
    let predicted = EvaluationOutcome.Predictions(test: test, train: train)
    return EvaluationOutcome(
      trial: trial, fold: fold, fitTime: fitTime, predictionTime: predictionTime,
      judgement: try scorers.scorers.map { .scores(try $0.scores(of: predicted, in: work, fold: fold)) }
        ?? .predictions(predicted))
  }

  private func examples(_ selection: RowSelection, in work: EvaluationWork) throws -> Dataset {
    let rows = work.data.rows(selection.rows)
    return try pipeline?.value.pipeline.applied(to: rows) ?? rows
  }

  private func fitted(to train: RowSelection, in work: EvaluationWork) throws -> any FittedModel {
    let trial = work.trials[trial]
    return try trial.estimator.value.fitted(
      to: examples(train, in: work), in: FittingContext(seed: trial.seed).part(fold))
  }

  private func predictions(
    of model: any FittedModel, for selection: RowSelection, in work: EvaluationWork
  ) throws -> Matrix<Double> {
    var blocks: [Matrix<Double>] = []
    try model.forEachOutputBlock(of: examples(selection, in: work).features, work.columns) { block, _ in
      try block.requireRepresentable(in: .double)
      blocks.append(block)
    }
    return Matrix(stacking: blocks, columnCount: work.columns.count)
  }
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

  var trial: Int
  var fold: Int
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
  /// The scores of what a model said about the rows of a fold.
  func scores(
    of predictions: EvaluationOutcome.Predictions, in work: EvaluationWork, fold: Int
  ) throws -> EvaluationOutcome.Scores {
    let rows = work.folds[fold]
    return EvaluationOutcome.Scores(
      test: try scores(of: predictions.test, work.columns, against: work.data.rows(rows.test.rows)),
      train: try predictions.train.map {
        try scores(of: $0, work.columns, against: work.data.rows(rows.train.rows))
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
