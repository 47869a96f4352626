extension Ensemble {
  /// Cross-validates the whole ensemble: in each fold it is fitted without the rows that it then predicts.
  ///
  /// ```swift
  /// print(try await stack.evaluation(over: data, folds: FoldIndexer(folds: 5)))
  /// ```
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - indexer: Which rows the ensemble learns from and which it predicts, fold by fold.
  ///   - scorers: What is measured of every learner; without any, what the ensemble is measured by.
  ///   - isShuffled: Whether rows are shuffled before they are cut into folds.
  ///   - parallel: Where the fits run. The scores do not depend on it.
  ///   - progress: Called before the first and after each fold, never twice at the same time.
  /// - Returns: The scores of every learner, the meta learners and the whole ensemble.
  /// - Throws: `ModelingError` if the indexer or a scorer does not suit; `EvaluationFailure` if the ensemble cannot be
  ///   fitted to a fold; `CancellationError` if the task is cancelled.
  /// - Complexity: As many fits of the ensemble as there are folds.
  public func evaluation(
    over data: Dataset, folds indexer: any Indexer = FoldIndexer(folds: 5), scorers: [Scorer] = [],
    shuffled isShuffled: Bool = false, on parallel: Parallel = Parallel(),
    progress: (@Sendable (EvaluationProgress) -> Void)? = nil
  ) async throws -> EnsembleEvaluation {
    let evaluator = Evaluator(
      folds: indexer, scorers: scorers.isEmpty ? [scorer].compactMap(\.self) : scorers, shuffled: isShuffled,
      seed: seed)
    return try await NestedEvaluation(ensemble: self, data: data, evaluator: evaluator)
      .run(on: parallel, progress)
  }
}

/// The cross-validation of one ensemble.
private struct NestedEvaluation {
  let ensemble: any Ensemble
  let data: Dataset
  let evaluator: Evaluator

  /// Evaluates off the caller's actor: planning and measuring large data would block it otherwise.
  @concurrent
  func run(
    on parallel: Parallel, _ progress: (@Sendable (EvaluationProgress) -> Void)?
  ) async throws -> EnsembleEvaluation {
    let scorers = try evaluator.settledScorers(for: data)
    let folds = try evaluator.plan(for: data).folds
    var table = ScoreTable(
      columns: scorers.map { .score($0.name) } + [.time("fit"), .time("predict")])
    var notes: [String] = []
    for (place, fold) in folds.enumerated() {
      progress?(EvaluationProgress(completed: place, total: folds.count))
      do {
        let part = try await FoldEvaluation(fold: fold, place: place, data: data, scorers: scorers)
          .evaluate(ensemble, on: parallel)
        part.entries.forEach { table.append($0) }
        notes += part.notes
      } catch let error as CancellationError {
        throw error
      } catch {
        throw EvaluationFailure(
          trial: EnsembleEvaluation.wholeEnsemble.learner, fold: place, underlying: error)
      }
    }
    progress?(EvaluationProgress(completed: folds.count, total: folds.count))
    return EnsembleEvaluation(
      scorers: scorers.map(ScorerSummary.init), rowCount: data.rowCount, foldCount: folds.count,
      table: table.movingWholeToTheEnd(), notes: notes)
  }
}

extension ScoreTable {
  /// The same entries, those of the whole ensemble last, whichever learners the first folds have dropped.
  fileprivate func movingWholeToTheEnd() -> ScoreTable {
    let isWhole = { (entry: Entry) in entry.subject == EnsembleEvaluation.wholeEnsemble }
    return ScoreTable(columns: columns, entries: entries.filter { !isWhole($0) } + entries.filter(isWhole))
  }
}

/// One fold of the cross-validation.
private struct FoldEvaluation {
  let fold: Fold
  let place: Int
  let data: Dataset
  let scorers: [Scorer]

  func evaluate(
    _ ensemble: any Ensemble, on parallel: Parallel
  ) async throws -> (entries: [ScoreTable.Entry], notes: [String]) {
    let clock = ContinuousClock()
    let start = clock.now
    let model = try await ensemble.fitted(to: data.rows(fold.train), on: parallel, progress: nil)
    let fitTime = clock.now - start
    let test = data.rows(fold.test)
    let predictionStart = clock.now
    let said = try await model.statements(about: test.features, for: scorers, on: parallel)
    let predictionTime = clock.now - predictionStart

    var notes = model.report.dropped.map {
      "fold \(place + 1) goes without “\($0.learner)” of \($0.layer): \($0.reason)"
    }
    var entries = said.map { statement in
      let name = statement.name
      return ScoreTable.Entry(
        layer: name.layer, preprocessing: name.preprocessing, learner: name.learner,
        partition: name.partition,
        fold: place,
        values: values(of: statement, against: test, &notes).merging(
          model.report.fitTime(of: statement), uniquingKeysWith: { $1 }))
    }
    if let last = model.layers.last?.name, said.count(where: { $0.name.layer == last }) == 1,
      let statement = said.last
    {
      var ignored: [String] = []
      var values = values(of: statement, against: test, &ignored)
      values["fit"] = fitTime / .seconds(1)
      values["predict"] = predictionTime / .seconds(1)
      entries.append(
        ScoreTable.Entry(learner: EnsembleEvaluation.wholeEnsemble.learner, fold: place, values: values))
    }
    return (entries, notes)
  }

  private func values(
    of statement: Statement, against test: Dataset, _ notes: inout [String]
  ) -> [String: Double] {
    var values: [String: Double] = [:]
    for scorer in scorers {
      guard let output = scorer.input == .predictions ? statement.predictions : statement.probabilities else {
        notes.append(
          "“\(statement.learnerName)” of \(statement.name.layer ?? "") knows no probabilities for “\(scorer.name)”"
        )
        continue
      }
      do {
        values[scorer.name] = try scorer.score(of: output, against: test)
      } catch {
        notes.append(
          "fold \(place + 1) has no “\(scorer.name)” of “\(statement.learnerName)” of \(statement.name.layer ?? ""): "
            + "\(error)")
      }
    }
    return values
  }
}

extension Report {
  /// The mean time of the fits of a learner, as a value of a table.
  fileprivate func fitTime(of statement: Statement) -> [String: Double] {
    let entry = learners.first { $0.layer == statement.name.layer && $0.learner == statement.learnerName }
    return entry.flatMap { Spread(of: $0.fitTimes) }.map { ["fit": $0.mean] } ?? [:]
  }
}
