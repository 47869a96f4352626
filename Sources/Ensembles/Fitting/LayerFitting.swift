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
  ///   - progress: Called with the number of fits that are done and the number of all.
  /// - Returns: The layer, its output and what the report says of it.
  /// - Throws: `LearnerFailure` if a fit fails, or all of them where learners are dropped; `CancellationError`.
  func fit(on parallel: Parallel, progress: (@Sendable (Int, Int) -> Void)?) async throws -> Result {
    let layout = TableLayout(layer: layer, plans: plans, settings: settings, data: data)
    let work = work(layout)
    let table = try table(layout, for: work)
    let units = work.units
    if try parallel.memoryOfJobs() != .shared { try layer.requireTravellingTypes() }

    let observer: (@Sendable (Int) -> Void)?
    if let progress {
      observer = { [total = units.count] in progress($0, total) }
    } else {
      observer = nil
    }
    let runner = UnitRunner(
      work: work, table: table,
      checkpoint: store.map { FitCheckpoint(store: Portable($0), data: Digest(data)) }, parallel: parallel,
      stopsAtFailure: settings.onLearnerFailure == .stop, progress: observer)
    let results: UnitRunner.Results
    do {
      results = try await runner.run(units)
    } catch let failure as UnitFailure {
      throw learnerFailure(of: failure.unit, in: work, failure.underlying)
    }
    let casualties = try Casualties(
      results.failures.map { failure in
        (units[failure.place], learnerFailure(of: units[failure.place], in: work, failure.error))
      }, in: layer)
    let fits = LayerFits(work: work, units: units, outcomes: results.outcomes, casualties: casualties)
    let fitted = fits.layer(layer, settings: settings, data: data)
    let scores = try await LayerScoring(fits: fits, layer: layer, scorer: settings.scorer, table: table)
      .scores(on: parallel)
    let output = table.map { table in
      let assembly = OutputAssembly(
        layout: layout, output: settings.output, isClassification: data.classes != nil,
        propagatedCount: layer.propagatedColumns.count, table: table,
        isKept: { !casualties.contains(group: $0, learner: $1) })
      return (assembly.output(), plans[0].outputRows)
    }
    return Result(layer: fitted, output: output, scores: scores, dropped: casualties.dropped)
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
    return FitWork(
      data: data, groups: groups, precision: settings.precision, keepsFoldModels: settings.keepsFoldModels)
  }

  /// The table for the predictions, with the propagated columns in it, if anything is predicted.
  private func table(_ layout: TableLayout, for work: FitWork) throws -> PredictionTable? {
    guard work.groups.contains(where: { $0.slots.contains { $0.predicted != nil } }) else { return nil }
    let rows = plans[0].outputRows
    let table = try PredictionTable(
      rows: rows, columnCount: layout.columnCount, repetitions: layout.repetitions,
      precision: settings.precision)
    guard !layer.propagatedColumns.isEmpty else { return table }
    let features = data.features.rows(rows).columns(layer.propagatedColumns)
    let places = table.places(of: RowRanges(rows))
    for start in stride(from: 0, to: features.rowCount, by: predictionBlockLength) {
      let block = start..<min(start + predictionBlockLength, features.rowCount)
      table.write(
        features.rows(RangeSet(block)).matrix(), at: places, skipping: start, column: 0, repetition: 0)
    }
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
