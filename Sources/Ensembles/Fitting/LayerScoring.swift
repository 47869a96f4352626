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
    scores(try await parallel.inMemory().map(entries) { score($0) })
  }

  /// The same scores, made in the calling thread.
  func scoresInline() -> [LearnerScore] { scores(entries.map(score)) }

  private var entries: [Entry] {
    layer.groups.indices.flatMap { group in
      layer.groups[group].learners.indices.filter { !fits.casualties.contains(group: group, learner: $0) }
        .flatMap { learner in
          fits.work.groups[group].slots.indices.filter { fits.work.groups[group].slots[$0].fold != nil }
            .map { Entry(group: group, learner: learner, slot: $0) }
        }
    }
  }

  /// The scores, of what each of `entries` gave.
  private func scores(_ results: [Result<Double, ModelingError>]) -> [LearnerScore] {
    var results = results[...]
    return layer.groups.indices.flatMap { group in
      let folds = fits.work.groups[group].slots.count { $0.fold != nil }
      return layer.groups[group].learners.indices.filter {
        !fits.casualties.contains(group: group, learner: $0)
      }
      .flatMap { learner in
        defer { results = results.dropFirst(folds) }
        return learnerScores(group, learner, results.prefix(folds))
      }
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

  /// The scores of a learner, of what each of its folds gave, in the order of the slots.
  private func learnerScores(
    _ group: Int, _ learner: Int, _ results: ArraySlice<Result<Double, ModelingError>>
  ) -> [LearnerScore] {
    let slots = fits.work.groups[group].slots
    let partitions = fits.work.groups[group].learners[learner].columns.indices
    let scored = zip(slots.indices.filter { slots[$0].fold != nil }, results)
    return partitions.map { partition in
      let own = slots.indices.filter { slots[$0].partition == partition }
      let folds = own.filter { slots[$0].fold != nil }
      let results = scored.filter { slots[$0.0].partition == partition }.map(\.1)
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
