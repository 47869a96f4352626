/// Fits learners to the rows of one slot of which statistics are known, as a task of the engine.
struct JointFitJob: Job {
  /// A learner's model, with the time that it took.
  struct Fitted: Codable, Sendable {
    var model: Portable<any FittedModel>
    var time: Duration
  }

  var work: Shared<FitWork>
  var group: Int
  var learners: [Int]
  var slot: Int
  var statistics: Portable<any TrainingStatistics>

  /// Fits.
  ///
  /// - Returns: For each learner its model, or nil if it is to be fitted to the rows: there it fails, if it must, as it
  ///   would have without statistics.
  func run() throws -> [Fitted?] {
    let work = work.value.groups[group]
    return try learners.map { place in
      try Task.checkCancellation()
      let clock = ContinuousClock()
      let start = clock.now
      let (learner, slot) = (work.learners[place], work.slots[slot])
      guard let estimator = learner.estimator?.value as? any CrossFitting else { return nil }
      do {
        let context = slot.context(of: FittingContext(seed: learner.seed))
        guard let model = try estimator.model(of: statistics.value, in: context) else { return nil }
        try learner.columns[slot.partition].requireShape(of: model)
        return Fitted(model: Portable(model), time: clock.now - start)
      } catch let error as CancellationError {
        throw error
      } catch {
        return nil
      }
    }
  }
}

extension CrossFitting {
  fileprivate func model(
    of statistics: any TrainingStatistics, in context: FittingContext
  ) throws -> (any FittedModel)? {
    guard let statistics = statistics as? Statistics else {
      preconditionFailure("statistics of one pass have one type")
    }
    return try fitted(to: statistics, in: context)
  }
}
