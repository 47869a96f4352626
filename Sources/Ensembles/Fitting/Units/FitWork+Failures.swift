extension FitWork {
  /// The units that need not be done because one of their learner, or of its transformer, has failed.
  ///
  /// They all stand behind the one that failed: what fails first by their order is done wherever units run, so that it
  /// is always the same that is blamed.
  ///
  /// - Parameters:
  ///   - failed: The place of the unit that has failed.
  ///   - units: All units, in order.
  /// - Returns: The places of the others.
  func futile(after failed: Int, among units: [FitUnit]) -> [Int] {
    let culprit = units[failed]
    let learners = groups[culprit.group].learners
    return units.indices[(failed + 1)...].filter { place in
      let unit = units[place]
      guard unit.group == culprit.group else { return false }
      if unit.member == culprit.member { return true }
      guard case .transformer(let transformer) = culprit.member, case .learner(let learner) = unit.member
      else {
        return false
      }
      return learners[learner].transformer == transformer
    }
  }

  /// Does units in the calling thread, one after another.
  ///
  /// - Parameters:
  ///   - units: All units of the layer, in order.
  ///   - table: Where predictions are written, if any are needed.
  ///   - stopsAtFailure: Whether the first failure ends the run.
  /// - Returns: What they gave.
  /// - Throws: `UnitFailure` if a unit fails and that ends the run; `CancellationError`.
  func run(
    _ units: [FitUnit], into table: PredictionTable?, stopsAtFailure: Bool
  ) throws -> UnitRunner.Results {
    var results = UnitRunner.Results(outcomes: Array(repeating: nil, count: units.count))
    var pipelines: [FitUnit: FittedPipeline] = [:]
    var skipped: Set<Int> = []
    for (place, unit) in units.enumerated() where !skipped.contains(place) {
      try Task.checkCancellation()
      do {
        var outcome = try outcome(
          of: unit, after: prerequisite(of: unit).flatMap { pipelines[$0] }, into: table)
        outcome.place = place
        results.outcomes[place] = outcome
        if let pipeline = outcome.pipeline { pipelines[unit] = pipeline.pipeline }
      } catch let error as CancellationError {
        throw error
      } catch {
        if stopsAtFailure { throw UnitFailure(unit: unit, underlying: error) }
        results.failures.append((place, error))
        skipped.formUnion(futile(after: place, among: units))
      }
    }
    return results
  }
}
