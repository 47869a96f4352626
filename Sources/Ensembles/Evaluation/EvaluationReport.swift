/// The scores and times of every trial of an evaluation.
public struct EvaluationReport: Codable, Hashable, Sendable {
  /// What was measured; the first decides which trial is best.
  public let scorers: [ScorerSummary]

  /// The number of rows that were cut into folds.
  public let rowCount: Int

  /// The number of folds.
  public let foldCount: Int

  /// Every trial: case by case, candidate by candidate, draw by draw.
  public let trials: [TrialResult]

  /// The trial with the best mean score by the first scorer, the first of several; nil if none has a score.
  public var best: TrialResult? { best(of: trials) }

  /// The best trial of each candidate behind each preprocessing case, in their order.
  ///
  /// A candidate without any score is left out.
  public var bestOfEach: [TrialResult] {
    var order: [[String?]] = []
    var groups: [[String?]: [TrialResult]] = [:]
    for trial in trials {
      let key = [trial.preprocessing, trial.candidate]
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(trial)
    }
    return order.compactMap { groups[$0].flatMap(best(of:)) }
  }

  /// The first reason why a trial has no score.
  var firstFailure: String? { trials.lazy.compactMap(\.failure).first }

  private func best(of trials: [TrialResult]) -> TrialResult? {
    guard let scorer = scorers.first else { return nil }
    var best: (trial: TrialResult, score: Double)?
    for trial in trials {
      guard let score = trial.testScores.first.flatMap(Spread.init(of:))?.mean, !score.isNaN else { continue }
      guard let leader = best else {
        best = (trial, score)
        continue
      }
      if scorer.greaterIsBetter ? score > leader.score : score < leader.score { best = (trial, score) }
    }
    return best?.trial
  }
}

/// The name of a measure and its direction.
public struct ScorerSummary: Codable, Hashable, Sendable {
  /// The name of the measure.
  public let name: String

  /// Whether a greater score is a better one.
  public let greaterIsBetter: Bool

  init(_ scorer: Scorer) {
    name = scorer.name
    greaterIsBetter = scorer.greaterIsBetter
  }
}

/// What came of one candidate with the parameters of one draw.
public struct TrialResult: Codable, Hashable, Sendable {
  /// The name of the preprocessing case, or nil for features as they are.
  public let preprocessing: String?

  /// The name of the candidate.
  public let candidate: String

  /// The number of the draw, counted from 0.
  public let draw: Int

  /// The values that were tried, by the names of parameters.
  public let parameters: [String: ParameterValue]

  /// For each scorer the scores of the rows that were held out, one for each fold; empty for a trial that was dropped.
  public let testScores: [[Double]]

  /// For each scorer the scores of the rows that were learned from, one for each fold; empty where they were not
  /// measured.
  public let trainScores: [[Double]]

  /// How long each fit took that did not fail.
  public let fitTimes: [Duration]

  /// How long it took to predict the rows that were held out, in each fold that did not fail.
  public let predictionTimes: [Duration]

  /// Why a fold failed, the first if there are several, or nil if none did.
  public let failure: String?

  /// The name: that of the case, the candidate and the number of the draw, such as “scaled.ridge.0”.
  public var name: String { (preprocessing.map { $0 + "." } ?? "") + "\(candidate).\(draw)" }

  /// What no two trials of an evaluation have in common: names with dots may look the same.
  var identity: [String?] { [preprocessing, candidate, "\(draw)"] }

  /// Mean and deviation over the folds of the scores of held out rows, for each scorer.
  public var test: [Spread] { testScores.compactMap(Spread.init(of:)) }

  /// Mean and deviation over the folds of the scores of the rows that were learned from, for each scorer.
  public var train: [Spread] { trainScores.compactMap(Spread.init(of:)) }

  /// Puts together what came of each fold.
  init(
    preprocessing: String?, candidate: String, draw: Int, parameters: [String: ParameterValue],
    scorers scorerCount: Int, results: [Evaluator.FoldResult], evaluator: Evaluator
  ) {
    self.preprocessing = preprocessing
    self.candidate = candidate
    self.draw = draw
    self.parameters = parameters
    var scores: [EvaluationOutcome.Scores] = []
    var fitTimes: [Duration] = []
    var predictionTimes: [Duration] = []
    var failure: String?
    for (fold, result) in results.enumerated() {
      switch result {
      case .measured(let measured, let fitTime, let predictionTime):
        scores.append(measured)
        fitTimes.append(fitTime)
        predictionTimes.append(predictionTime)
      case .failed(let error):
        failure = failure ?? "fold \(fold + 1): \(error)"
        guard case .score(let substitute) = evaluator.onFailure else { continue }
        let all = Array(repeating: substitute, count: scorerCount)
        scores.append(EvaluationOutcome.Scores(test: all, train: evaluator.measuresTraining ? all : []))
      }
    }
    // The mean of some folds would not compare with the mean of all.
    if scores.count < results.count { scores = [] }
    testScores = scores.isEmpty ? [] : (0..<scorerCount).map { place in scores.map { $0.test[place] } }
    trainScores =
      scores.isEmpty || !evaluator.measuresTraining
      ? [] : (0..<scorerCount).map { place in scores.map { $0.train[place] } }
    self.fitTimes = fitTimes
    self.predictionTimes = predictionTimes
    self.failure = failure
  }
}

extension EvaluationReport: CustomStringConvertible {
  /// A line for each trial, the best marked, and why folds failed.
  public var description: String {
    let best = best?.identity
    let measuresTraining = trials.contains { !$0.trainScores.isEmpty }
    let names = scorers.flatMap { [$0.name, "± folds"] + (measuresTraining ? ["train"] : []) }
    let rows = trials.map { trial in
      [trial.name + (trial.identity == best ? " *" : "")]
        + scorers.indices.flatMap { place in
          trial.cells(of: place, measuresTraining: measuresTraining)
        } + [Self.meanTime(trial.fitTimes), Self.meanTime(trial.predictionTimes), trial.parameterText]
    }
    let header = ["trial"] + names + ["fit", "predict", "parameters"]
    let table = TextTable(header: header, rows: rows, leftAligned: [0, header.count - 1])
    let failures = trials.compactMap { trial in
      trial.failure.map { "“\(trial.name)” failed in \($0)" }
    }
    return ([table.description] + (failures.isEmpty ? [] : [failures.joined(separator: "\n")]))
      .joined(separator: "\n\n")
  }

  private static func meanTime(_ times: [Duration]) -> String {
    Spread(of: times).map { TextTable.time(seconds: $0.mean) } ?? "–"
  }
}

extension TrialResult {
  fileprivate func cells(of scorer: Int, measuresTraining: Bool) -> [String] {
    let test = test.indices.contains(scorer) ? test[scorer] : nil
    let train = train.indices.contains(scorer) ? train[scorer] : nil
    return [
      test.map { TextTable.number($0.mean) } ?? "–", test.map { TextTable.number($0.deviation) } ?? "–",
    ]
      + (measuresTraining ? [train.map { TextTable.number($0.mean) } ?? "–"] : [])
  }

  fileprivate var parameterText: String {
    parameters.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }
}
