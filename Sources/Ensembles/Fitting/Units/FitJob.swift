/// A unit as a task of the engine, for every backend.
struct FitJob: Job {
  var work: Shared<FitWork>
  var unit: FitUnit
  /// The place of the unit among all of the layer.
  var place: Int
  /// What the unit's prerequisite gave.
  var pipeline: Shared<PortablePipeline>?
  /// Where predictions are written.
  ///
  /// It stands outside of `work` because tasks write to it.
  var table: PredictionTable?
  var checkpoint: FitCheckpoint?

  func run() throws -> FitOutcome {
    try Task.checkCancellation()
    let work = work.value
    var outcome =
      if let checkpoint {
        try checkpoint.outcome(of: unit, in: work, table) { try fitted(work) }
      } else {
        try fitted(work)
      }
    outcome.place = place
    if let table, table.isRemote { outcome.predictions = work.predictions(of: unit, in: table) }
    return outcome
  }

  private func fitted(_ work: FitWork) throws -> FitOutcome {
    try work.outcome(of: unit, after: pipeline?.value.pipeline, into: table)
  }
}
