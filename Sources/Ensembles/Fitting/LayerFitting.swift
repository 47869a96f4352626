internal import Logging

/// Fits one layer to one data set.
///
/// Each fit of a pipeline or a learner is a unit of its own, whose result depends on the rows alone and not on where
/// or in which order the units run.
struct LayerFitting {
  let layer: ResolvedLayer
  let settings: LayerSettings
  /// The rows of each group.
  let plans: [CrossFittingPlan]
  let data: Dataset
  /// Whether final models predict the rows of the data, where a plan has no folds.
  let predictsTrainingRows: Bool
  let store: (any UnitStore)?
  /// Why the plans have no folds to be scored, if they should have had some.
  var withoutFolds: String?

  /// What fitting a layer gives.
  struct Result {
    var layer: FittedLayer
    /// What the next layer sees: the output for the rows of the plan, if one was made.
    var output: (features: Features, rows: RangeSet<Int>)?
    var scores: [LearnerScore]
    var dropped: [DroppedLearner]
  }

  /// Fits all pipelines and learners.
  ///
  /// - Parameters:
  ///   - parallel: Where the fits run.
  ///   - progress: Called with the number of fits that are done, of all, and of those that the store had.
  /// - Returns: The layer, its output and what the report says of it.
  /// - Throws: `LearnerFailure` if a fit fails, or all of them where learners are dropped; `CancellationError`.
  func fit(on parallel: Parallel, progress: (@Sendable (Int, Int, Int) -> Void)?) async throws -> Result {
    let layout = TableLayout(layer: layer, plans: plans, settings: settings, data: data)
    let checkpoint = store.map { FitCheckpoint(store: Portable($0), data: Digest(data)) }
    var (work, jointFits) = try work(layout, isKept: checkpoint != nil)
    let memory = try parallel.memoryOfJobs()
    let table = try table(layout, for: work, isRemote: memory == .remote)
    let units = work.units
    if memory != .shared { try layer.requireTravellingTypes() }
    let found = try checkpoint?.count(of: units, in: work) ?? 0
    let log = try checkpoint.flatMap { _ in try parallel.effectiveLogger() }
    log?.info(
      "\(layer.name): \(found) of \(units.count) fits are in the checkpoint, \(units.count - found) are to be made"
    )

    func report(_ done: Int) { progress?(done, units.count, found) }
    if !jointFits.isEmpty { report(0) }
    let joint = try await JointFitting(work: work, fits: jointFits, table: table, checkpoint: checkpoint)
      .run(on: parallel)
    // All of them were done at once, but whoever counts is told of each.
    for done in 0..<joint.count { report(done + 1) }

    let observer: (@Sendable (Int) -> Void)?
    if let progress {
      observer = { [total = units.count, before = joint.count, isFirst = jointFits.isEmpty] done in
        if done > 0 || isFirst { progress(before + done, total, found) }
      }
    } else {
      observer = nil
    }
    let single = units.filter { joint[$0] == nil }
    try await findBins(for: single, of: &work, checkpoint, table, on: parallel)
    let runner = UnitRunner(
      work: work, table: table, checkpoint: checkpoint, parallel: parallel,
      stopsAtFailure: settings.onLearnerFailure == .stop, progress: observer)
    let results: UnitRunner.Results
    do {
      results = single.isEmpty ? UnitRunner.Results(outcomes: []) : try await runner.run(single)
    } catch let failure as UnitFailure {
      throw learnerFailure(of: failure.unit, in: work, failure.underlying)
    }
    let complaints = units.map { joint[$0]?.complaint } + results.outcomes.map { $0?.complaint }
    for complaint in complaints.compactMap(\.self) {
      log?.warning("\(layer.name): a fit was made without its checkpoint: \(complaint)")
    }
    let scoring = try scoring(of: results, work, single, joint, table)
    return try await result(scoring, scoring.scores(on: parallel), layout)
  }

  /// Fits all pipelines and learners in the calling thread, one after another.
  ///
  /// - Returns: The same as a fit elsewhere.
  /// - Throws: `LearnerFailure` if a fit fails, or all of them where learners are dropped; `CancellationError`.
  func fitInline() throws -> Result {
    let layout = TableLayout(layer: layer, plans: plans, settings: settings, data: data)
    var (work, jointFits) = try work(layout, isKept: false)
    let table = try table(layout, for: work, isRemote: false)
    let joint = try JointFitting(work: work, fits: jointFits, table: table, checkpoint: nil).runInline()
    let single = work.units.filter { joint[$0] == nil }
    work.binnings = try work.binnings.map { try $0.found(in: work) }
    let results: UnitRunner.Results
    do {
      results = try work.run(single, into: table, stopsAtFailure: settings.onLearnerFailure == .stop)
    } catch let failure as UnitFailure {
      throw learnerFailure(of: failure.unit, in: work, failure.underlying)
    }
    let scoring = try scoring(of: results, work, single, joint, table)
    return result(scoring, scoring.scoresInline(), layout)
  }

  /// What is left of the layer, to be scored.
  ///
  /// - Throws: The first failure if no learner is left.
  private func scoring(
    of results: UnitRunner.Results, _ work: FitWork, _ units: [FitUnit], _ joint: JointFitting.Outcomes,
    _ table: PredictionTable?
  ) throws -> LayerScoring {
    let casualties = try Casualties(
      results.failures.map { failure in
        (units[failure.place], learnerFailure(of: units[failure.place], in: work, failure.error))
      }, in: layer)
    let fits = LayerFits(
      work: work, units: units + joint.map(\.key), outcomes: results.outcomes + joint.map(\.value),
      casualties: casualties)
    return LayerScoring(
      fits: fits, layer: layer, scorer: settings.scorer, table: table, withoutFolds: withoutFolds)
  }

  private func result(_ scoring: LayerScoring, _ scores: [LearnerScore], _ layout: TableLayout) -> Result {
    let casualties = scoring.fits.casualties
    let output = scoring.table.map { table in
      let assembly = OutputAssembly(
        layout: layout, output: settings.output, isClassification: data.classes != nil,
        propagatedCount: layer.propagatedColumns.count, table: table,
        isKept: { !casualties.contains(group: $0, learner: $1) })
      return (assembly.output(), plans[0].outputRows)
    }
    return Result(
      layer: scoring.fits.layer(layer, settings: settings, data: data), output: output, scores: scores,
      dropped: casualties.dropped)
  }

  /// The work, and what of it is done together.
  ///
  /// - Parameters:
  ///   - layout: Where predictions belong.
  ///   - isKept: Whether units are told apart by keys.
  /// - Returns: Both.
  /// - Throws: What a recipe throws that cannot be encoded.
  private func work(
    _ layout: TableLayout, isKept: Bool
  ) throws -> (work: FitWork, jointFits: [JointFit]) {
    var work = work(layout)
    guard settings.fitsInOnePass else { return (work, []) }
    let fits = JointFit.all(in: work)
    guard isKept else { return (work, fits) }
    for fit in fits {
      let digest = try fit.digest(in: work)
      for learner in fit.learners {
        var all = work.groups[fit.group].learners[learner].jointDigest ?? Digest()
        all.mix(digest)
        work.groups[fit.group].learners[learner].jointDigest = all
      }
    }
    return (work, fits)
  }

  private func work(_ layout: TableLayout) -> FitWork {
    let groups = layer.groups.indices.map { index in
      let group = layer.groups[index]
      // Names tell the seeds of one group's members apart; groups may repeat names of transformers.
      let context = index == 0 ? settings.context : settings.context.part(2, index)
      return FitWork.Group(
        slots: Slot.all(
          of: plans[index], isBagged: settings.isBagged, predictsTrainingRows: predictsTrainingRows),
        transformers: group.transformers.map { transformer in
          FitWork.TransformerWork(
            steps: transformer.pipeline.steps.map { Portable($0) },
            seed: context.part(0).part(named: transformer.name).seed)
        },
        learners: zip(group.learners, layout.columns[index]).map { learner, columns in
          FitWork.LearnerWork(
            estimator: learner.learner.estimator.map { Portable($0) },
            model: learner.learner.model.map { Portable($0) }, transformer: learner.transformer,
            seed: context.part(1).part(named: learner.name.description).seed, columns: columns)
        })
    }
    var work = FitWork(
      data: data, groups: groups, precision: settings.precision, keepsFoldModels: settings.keepsFoldModels)
    work.planBinnings()
    return work
  }

  /// Finds the bins that units share, as far as they are not in the checkpoint.
  ///
  /// It needs all rows, which this process has: no other is sent more than the bins.
  ///
  /// - Throws: `ParallelError`, `CancellationError`.
  private func findBins(
    for units: [FitUnit], of work: inout FitWork, _ checkpoint: FitCheckpoint?, _ table: PredictionTable?,
    on parallel: Parallel
  ) async throws {
    guard !work.binnings.isEmpty else { return }
    var needed: Set<Int> = []
    for unit in units {
      guard let binning = work.binning(of: unit), !needed.contains(binning) else { continue }
      // What is in the checkpoint may be damaged, and is fitted again then.
      let stored = try checkpoint?.storedOutcome(of: unit, in: work, table)
      if stored?.outcome == nil { needed.insert(binning) }
    }
    let places = needed.sorted()
    let found = try await parallel.inMemory().map(places) { [work] in try work.binnings[$0].found(in: work) }
    for (place, bins) in zip(places, found) { work.binnings[place] = bins }
  }

  /// The table for the predictions, with the propagated columns in it, if anything is predicted.
  ///
  /// - Parameters:
  ///   - layout: Where predictions belong.
  ///   - work: What predicts.
  ///   - isRemote: Whether that happens on other machines.
  /// - Returns: The table.
  /// - Throws: `SharedMemoryError` if the system refuses the memory.
  private func table(_ layout: TableLayout, for work: FitWork, isRemote: Bool) throws -> PredictionTable? {
    guard work.groups.contains(where: { $0.slots.contains { $0.predicted != nil } }) else { return nil }
    let rows = plans[0].outputRows
    let table = try PredictionTable(
      rows: rows, columnCount: layout.columnCount, repetitions: layout.repetitions,
      precision: settings.precision, isRemote: isRemote)
    try table.write(propagated: layer.propagatedColumns, of: data.features, rows: rows)
    return table
  }

  private func learnerFailure(of unit: FitUnit, in work: FitWork, _ error: any Error) -> any Error {
    if error is CancellationError { return error }
    let group = layer.groups[unit.group]
    let name =
      switch unit.member {
      case .transformer(let index): group.transformers[index].name
      case .learner(let index): group.learners[index].name.description
      }
    return LearnerFailure(
      layer: layer.name, learner: name, fold: work.slot(of: unit).fold, underlying: error)
  }
}
