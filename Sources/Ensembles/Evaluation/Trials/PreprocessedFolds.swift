/// A data set that has been cut into folds, with the preprocessing that was fitted in each of them.
///
/// An ``Evaluator`` makes it. Several evaluations can share it.
public struct PreprocessedFolds: Sendable {
  /// What the fit of a case in a fold gave.
  enum Fit: Sendable {
    case pipeline(FittedPipeline)
    case ensemble(FoldExamples)
    case failed(any Error)
  }

  /// The examples.
  public let data: Dataset

  /// The folds, in order.
  public let folds: [Fold]

  /// The preprocessing cases, in order.
  public let preprocessing: [Transformer]

  /// The ensembles in front of candidates, in order.
  public let ensembles: [EnsembleCase]

  /// How long each fit of each case took, by the names of the cases.
  public let fitTimes: [String: [Duration]]

  /// For each case, ensembles last, its fits, one for each fold.
  let fits: [[Fit]]
}

extension PreprocessedFolds {
  /// The names of all cases, in the order of their fits.
  var caseNames: [String] { preprocessing.map(\.name) + ensembles.map(\.name) }

  /// Whether a NaN may come into each case, or nil where it has no step to tell.
  var acceptances: [Bool?] { preprocessing.map(\.pipeline.acceptsMissing) + ensembles.map { _ in false } }
}

/// The examples of a fold, as an ensemble in front of the candidates makes them.
struct FoldExamples: Codable, Sendable {
  var train: Dataset
  var test: Dataset
}

extension Evaluator {
  /// Fits off the caller's actor: planning for large data would block it otherwise.
  @concurrent
  func preprocessedFolds(
    _ data: Dataset, _ preprocessing: [Transformer], _ ensembles: [EnsembleCase], on parallel: Parallel
  ) async throws -> PreprocessedFolds {
    try requireSound(preprocessing, ensembles)
    let plan = try plan(for: data)
    var (fits, times) = try await pipelines(data, preprocessing, plan, on: parallel)
    for ensemble in ensembles {
      var own: [PreprocessedFolds.Fit] = []
      for (place, fold) in plan.folds.enumerated() {
        let clock = ContinuousClock()
        let start = clock.now
        own.append(try await fit(of: ensemble, to: data, in: fold, place, on: parallel))
        if case .ensemble = own[place] { times[ensemble.name, default: []].append(clock.now - start) }
      }
      fits.append(own)
    }
    return PreprocessedFolds(
      data: data, folds: plan.folds, preprocessing: preprocessing, ensembles: ensembles, fitTimes: times,
      fits: fits)
  }

  private func fit(
    of ensemble: EnsembleCase, to data: Dataset, in fold: Fold, _ place: Int, on parallel: Parallel
  ) async throws -> PreprocessedFolds.Fit {
    do {
      let (train, test) = (data.rows(fold.train), data.rows(fold.test))
      let step = try await ensemble.fitted(train, parallel)
      let features = try await step.applied(to: test.features, on: parallel)
      return .ensemble(
        FoldExamples(
          train: try step.appliedToTraining(train), test: test.replacing(features: features)))
    } catch let error as CancellationError {
      throw error
    } catch {
      guard onFailure != .stop else {
        throw EvaluationFailure(trial: ensemble.name, fold: place, underlying: error)
      }
      return .failed(error)
    }
  }

  /// Fits every pipeline in every fold, all of them side by side.
  private func pipelines(
    _ data: Dataset, _ preprocessing: [Transformer], _ plan: CrossFittingPlan, on parallel: Parallel
  ) async throws -> (fits: [[PreprocessedFolds.Fit]], times: [String: [Duration]]) {
    guard !preprocessing.isEmpty else { return ([], [:]) }
    let group = FitWork.Group(
      slots: Slot.all(of: plan, isBagged: true, predictsTrainingRows: false),
      transformers: preprocessing.map { transformer in
        FitWork.TransformerWork(
          steps: transformer.pipeline.steps.map { Portable($0) },
          seed: seeds(.preprocessing, transformer.name).seed)
      }, learners: [])
    if try parallel.memoryOfJobs() != .shared {
      for transformer in preprocessing {
        for step in transformer.pipeline.steps { try requireTravelling(step, of: transformer.name) }
      }
    }
    let work = FitWork(data: data, groups: [group], precision: .double, keepsFoldModels: false)
    let runner = UnitRunner(
      work: work, table: nil, checkpoint: nil, parallel: parallel, stopsAtFailure: onFailure == .stop,
      progress: nil)
    let units = work.units
    let results: UnitRunner.Results
    do {
      results = try await runner.run(units)
    } catch let failure as UnitFailure {
      if let cancellation = failure.underlying as? CancellationError { throw cancellation }
      throw EvaluationFailure(
        trial: preprocessing[failure.unit.transformer].name, fold: failure.unit.slot,
        underlying: failure.underlying)
    }
    var fits: [FitUnit: PreprocessedFolds.Fit] = [:]
    var times: [String: [Duration]] = [:]
    for (unit, outcome) in zip(units, results.outcomes) {
      guard let outcome, let pipeline = outcome.pipeline?.pipeline else { continue }
      fits[unit] = .pipeline(pipeline)
      times[preprocessing[unit.transformer].name, default: []].append(outcome.fitTime)
    }
    var failures: [Int: any Error] = [:]
    for failure in results.failures.sorted(by: { $0.place < $1.place }) {
      let unit = units[failure.place]
      fits[unit] = .failed(failure.error)
      failures[unit.transformer] = failures[unit.transformer] ?? failure.error
    }
    let ordered = preprocessing.indices.map { place in
      plan.folds.indices.map { fold in
        if let fit = fits[FitUnit(group: 0, member: .transformer(place), slot: fold)] { return fit }
        // Once a case has failed, it is not tried in the folds that have not begun.
        guard let failure = failures[place] else {
          preconditionFailure("a case is skipped only once it has failed")
        }
        return PreprocessedFolds.Fit.failed(failure)
      }
    }
    return (ordered, times)
  }

  /// The rows of each fold.
  ///
  /// - Throws: `ModelingError` if there are no folds, or if one has rows that nothing can be learned from.
  func plan(for data: Dataset) throws -> CrossFittingPlan {
    guard data.features.columnCount > 0 else {
      throw ModelingError(.mismatchedShapes, "the features have no columns to learn from")
    }
    let plan = try indexer.soundPlan(for: data, shuffledIn: isShuffled ? seeds(.shuffling) : nil)
    guard !plan.folds.isEmpty else {
      throw ModelingError(
        .invalidEnsemble,
        "the indexer “\(type(of: indexer).typeName)” makes no folds, so that no rows are held out to be measured; use "
          + "one that does")
    }
    let check = PlanCheck(plan: plan, data: data, layer: "the evaluation")
    try check.requireWeights()
    try check.requireClasses()
    return plan
  }
}

extension FitUnit {
  /// The place of the transformer that it fits.
  fileprivate var transformer: Int {
    switch member {
    case .transformer(let place), .learner(let place): place
    }
  }
}

/// Checks that a step can cross to another process.
private func requireTravelling<P: Preprocessor>(_ step: P, of name: String) throws {
  if let bound = step as? any ProcessBound {
    throw ModelingError(
      .invalidEnsemble,
      "“\(name)” cannot be fitted in another process, because \(bound.boundBecause), or evaluate on threads")
  }
  try requireTravelling(P.self, of: name)
  try requireTravelling(P.Fitted.self, of: name)
}

/// Checks that a type can cross to another process.
///
/// - Throws: `ModelingError` naming the type and whose it is.
func requireTravelling(_ type: Any.Type, of name: String) throws {
  guard JobName.travellingName(of: type) == nil else { return }
  throw ModelingError(
    .invalidEnsemble,
    "“\(name)” cannot be fitted in another process, which has no way to find its type \(type) by name: declare that "
      + "outside of functions and without private or fileprivate, or evaluate on threads")
}
