/// Measures what the folds of a layer have predicted.
struct LayerScoring {
  let fits: LayerFits
  let layer: ResolvedLayer
  let scorer: Scorer
  let table: PredictionTable?
  /// Why there are no folds to be scored, if there should have been some.
  let withoutFolds: String?

  /// A score to be made.
  private struct Entry: Sendable {
    var group: Int
    var learner: Int
    var slot: Int
  }

  /// The scores and times of every learner and partition, in the order of the columns.
  ///
  /// Scores are made of what the table holds, in this process, so that they do not depend on where the fits ran.
  func scores(on parallel: Parallel) async throws -> [LearnerScore] {
    let entries = entries
    let place =
      try parallel.memoryOfJobs() == .shared
      ? parallel : Parallel(workers: parallel.workers, on: .threads)
    return scores(entries, try await place.map(entries) { score($0) })
  }

  /// The same scores, made in the calling thread.
  func scoresInline() -> [LearnerScore] { scores(entries, entries.map(score)) }

  private var entries: [Entry] {
    layer.groups.indices.flatMap { group in
      layer.groups[group].learners.indices.filter { !fits.casualties.contains(group: group, learner: $0) }
        .flatMap { learner in
          fits.work.groups[group].slots.indices.filter { fits.work.groups[group].slots[$0].fold != nil }
            .map { Entry(group: group, learner: learner, slot: $0) }
        }
    }
  }

  private func scores(_ entries: [Entry], _ results: [Result<Double, ModelingError>]) -> [LearnerScore] {
    var scores: [FitUnit: Result<Double, ModelingError>] = [:]
    for (entry, result) in zip(entries, results) {
      scores[FitUnit(group: entry.group, member: .learner(entry.learner), slot: entry.slot)] = result
    }
    return layer.groups.indices.flatMap { group in
      layer.groups[group].learners.indices.filter { !fits.casualties.contains(group: group, learner: $0) }
        .flatMap { learnerScores(group, $0, scores) }
    }
  }

  private func score(_ entry: Entry) -> Result<Double, ModelingError> {
    let group = fits.work.groups[entry.group]
    let slot = group.slots[entry.slot]
    guard let table, let rows = slot.predicted else {
      return .failure(ModelingError(.tooFewRows, "the fold predicts no rows"))
    }
    let columns = group.learners[entry.learner].columns[slot.partition]
    let start = columns.first + (scorer.input == .probabilities ? columns.predictions : 0)
    let width = scorer.input == .probabilities ? columns.probabilities : columns.predictions
    let predictions = table.predictions(
      at: table.places(of: rows.rows), columns: start..<start + width, repetition: slot.repetition)
    do {
      return .success(try scorer.score(of: predictions, against: fits.work.data.rows(rows.rows)))
    } catch {
      return .failure(error as? ModelingError ?? ModelingError(.unsuitableTarget, "\(error)"))
    }
  }

  private func learnerScores(
    _ group: Int, _ learner: Int, _ scores: [FitUnit: Result<Double, ModelingError>]
  ) -> [LearnerScore] {
    let slots = fits.work.groups[group].slots
    let partitions = fits.work.groups[group].learners[learner].columns.indices
    return partitions.map { partition in
      let own = slots.indices.filter { slots[$0].partition == partition }
      let folds = own.filter { slots[$0].fold != nil }
      let results = folds.compactMap { slot in
        scores[FitUnit(group: group, member: .learner(learner), slot: slot)]
      }
      func times(_ time: (FitOutcome) -> Duration?) -> [Duration] {
        (folds.isEmpty ? own : folds).compactMap {
          fits.outcome(group, learner: learner, slot: $0).flatMap(time)
        }
      }
      let name = layer.groups[group].learners[learner].name.description
      return LearnerScore(
        layer: layer.name, learner: FittedLayer.name(name, partition: partition, of: partitions.count),
        scorer: scorer.name, scores: results.compactMap { try? $0.get() }, fitTimes: times(\.fitTime),
        predictionTimes: folds.isEmpty ? [] : times(\.predictionTime),
        withoutScore: results.lazy.compactMap { result in
          if case .failure(let error) = result { error.message } else { nil }
        }.first ?? withoutFolds)
    }
  }
}
