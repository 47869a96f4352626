/// Fits what learners of a layer can be fitted to together.
///
/// What it does not give is to be fitted unit by unit, as if there were no statistics: where these do not tell enough,
/// and where a fit fails. Results depend on neither workers nor backend.
struct JointFitting {
  let work: FitWork
  let fits: [JointFit]
  let table: PredictionTable?
  let checkpoint: FitCheckpoint?

  typealias Outcomes = [FitUnit: FitOutcome]

  /// Fits and predicts on the engine.
  ///
  /// - Returns: What was done.
  /// - Throws: `ParallelError` if a worker dies, `CancellationError`.
  func run(on parallel: Parallel) async throws -> Outcomes {
    var outcomes: Outcomes = [:]
    let work = Shared(work)
    for fit in fits {
      let stored = try stored(fit)
      var made = stored.outcomes
      if stored.isIncomplete {
        var course = Course(fit, self.work, work, table)
        course.note(statistics: try await parallel.run(course.statisticsJobs))
        course.note(fitted: try await parallel.run(try course.fitJobs()))
        course.note(predicted: try await parallel.run(course.predictionJobs))
        made = course.outcomes
      }
      outcomes.merge(try keep(made, stored)) { $1 }
    }
    return outcomes
  }

  /// Fits and predicts in the calling thread.
  ///
  /// - Returns: The same as elsewhere.
  /// - Throws: `CancellationError`.
  func runInline() throws -> Outcomes {
    var outcomes: Outcomes = [:]
    let work = Shared(work)
    for fit in fits {
      var course = Course(fit, self.work, work, table)
      course.note(statistics: try course.statisticsJobs.map { try $0.run() })
      course.note(fitted: try course.fitJobs().map { try $0.run() })
      course.note(predicted: try course.predictionJobs.map { try $0.run() })
      outcomes.merge(course.outcomes) { $1 }
    }
    return outcomes
  }

  // MARK: - Checkpoints

  /// What a checkpoint has of a joint fit.
  private struct Stored {
    var outcomes: Outcomes = [:]
    /// Why it was of no use for some units.
    var complaints: [FitUnit: String] = [:]
    /// Whether anything is missing: a pass costs the same for one unit and for all.
    var isIncomplete = true
  }

  private func stored(_ fit: JointFit) throws -> Stored {
    guard let checkpoint else { return Stored() }
    var stored = Stored()
    for unit in fit.units {
      let (outcome, complaint) = try checkpoint.storedOutcome(of: unit, in: work, table)
      stored.outcomes[unit] = outcome
      stored.complaints[unit] = complaint
    }
    stored.isIncomplete = stored.outcomes.count < fit.units.count
    return stored
  }

  /// Adds to the checkpoint what it did not have.
  private func keep(_ made: Outcomes, _ stored: Stored) throws -> Outcomes {
    guard let checkpoint, stored.isIncomplete else { return made }
    var kept = made
    for (unit, outcome) in made where stored.outcomes[unit] == nil {
      let complaint = try checkpoint.store(outcome, of: unit, in: work, table)
      kept[unit]?.complaint = complaint ?? stored.complaints[unit]
    }
    return kept
  }
}

/// How far a joint fit has come: what to do next, and what that gave.
private struct Course {
  let fit: JointFit
  let work: FitWork
  let shared: Shared<FitWork>
  let table: PredictionTable?

  /// For each part of the rows the pieces that it is read in.
  private let pieces: [[RowRanges]]
  private var parts: [any TrainingStatistics] = []
  /// What every unit has to bear of the time that all of them took.
  private var share = Duration.zero
  private var fitted: [FitUnit: JointFitJob.Fitted] = [:]
  /// The learners of each prediction job's parts, with the slot.
  private var predictions: [(slot: Int, learners: [[Int]], job: JointPredictionJob)] = []
  private var predictionTimes: [FitUnit: Duration] = [:]
  private var unpredicted: Set<FitUnit> = []

  init(_ fit: JointFit, _ work: FitWork, _ shared: Shared<FitWork>, _ table: PredictionTable?) {
    (self.fit, self.work, self.shared, self.table) = (fit, work, shared, table)
    pieces = fit.rows.parts.map(StatisticsJob.pieces)
  }

  private func unit(_ learner: Int, _ slot: Int) -> FitUnit {
    FitUnit(group: fit.group, member: .learner(learner), slot: slot)
  }

  // MARK: - Statistics

  var statisticsJobs: [StatisticsJob] {
    guard let first = fit.learners.first,
      let estimator = work.groups[fit.group].learners[first].estimator?.value as? any CrossFitting
    else { return [] }
    let empty = Portable(statisticsType(of: estimator).init(forRowsOf: work.data))
    return pieces.joined().map { StatisticsJob(work: shared, empty: empty, rows: RowSelection($0)) }
  }

  mutating func note(statistics: [StatisticsJob.Output]) {
    var next = statistics.makeIterator()
    parts = pieces.compactMap { pieces in
      pieces.reduce(nil as (any TrainingStatistics)?) { total, _ in
        guard let piece = next.next()?.statistics.value else { return total }
        return total.map { sum($0, piece) } ?? piece
      }
    }
    let time = statistics.reduce(Duration.zero) { $0 + $1.time }
    share = time / max(1, fit.units.count)
  }

  // MARK: - Models

  func fitJobs() throws -> [JointFitJob] {
    let tree = SumTree(parts, sum: sum)
    return try zip(fit.slots, fit.rows.sets).compactMap { slot, ranges in
      try tree.sum(of: ranges).map { total in
        JointFitJob(
          work: shared, group: fit.group, learners: fit.learners, slot: slot, statistics: Portable(total))
      }
    }
  }

  mutating func note(fitted results: [[JointFitJob.Fitted?]]) {
    for (slot, models) in zip(fit.slots, results) {
      for (learner, model) in zip(fit.learners, models) { fitted[unit(learner, slot)] = model }
    }
    preparePredictions()
  }

  // MARK: - Predictions

  var predictionJobs: [JointPredictionJob] { predictions.map(\.job) }

  private mutating func preparePredictions() {
    guard let table else { return }
    for place in fit.slots {
      let slot = work.groups[fit.group].slots[place]
      guard let predicted = slot.predicted else { continue }
      let models = fit.learners.compactMap { learner in
        fitted[unit(learner, place)].map { fitted in
          (fitted.model.value, work.groups[fit.group].learners[learner].columns[slot.partition])
        }
      }
      guard !models.isEmpty else { continue }
      let parts = JointPredictionJob.Part.all(models)
      let learners = parts.map { part in
        fit.learners.filter {
          part.columns.contains(work.groups[fit.group].learners[$0].columns[slot.partition])
        }
      }
      for rows in JointPredictionJob.pieces(of: predicted.rows) {
        let job = JointPredictionJob(
          work: shared, parts: parts, rows: RowSelection(rows), repetition: slot.repetition, table: table)
        predictions.append((place, learners, job))
      }
    }
  }

  mutating func note(predicted results: [JointPredictionJob.Predicted]) {
    for (prediction, predicted) in zip(predictions, results) {
      prediction.job.keep(predicted)
      for (learners, time) in zip(prediction.learners, predicted.times) {
        for learner in learners {
          let unit = unit(learner, prediction.slot)
          if let time {
            predictionTimes[unit, default: .zero] += time / learners.count
          } else {
            unpredicted.insert(unit)
          }
        }
      }
    }
  }

  // MARK: - Results

  var outcomes: JointFitting.Outcomes {
    var outcomes: JointFitting.Outcomes = [:]
    for (unit, fitted) in fitted where !unpredicted.contains(unit) {
      let isKept = work.slot(of: unit).fold == nil || work.keepsFoldModels
      outcomes[unit] = FitOutcome(
        model: isKept ? fitted.model : nil, fitTime: fitted.time + share,
        predictionTime: predictionTimes[unit])
    }
    return outcomes
  }
}
