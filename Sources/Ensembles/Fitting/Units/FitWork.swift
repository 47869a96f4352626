/// What all fits of a layer have in common, whichever process they run in.
struct FitWork: Codable, Sendable {
  struct Group: Codable, Sendable {
    var slots: [Slot]
    var transformers: [TransformerWork]
    var learners: [LearnerWork]

    var memberCount: Int { transformers.count + learners.count }
    var unitCount: Int { slots.count * memberCount }
  }

  struct TransformerWork: Codable, Sendable {
    var steps: [Portable<any Preprocessor>]
    var seed: UInt64
  }

  struct LearnerWork: Codable, Sendable {
    /// What is fitted, or what has been fitted before: one of both.
    var estimator: Portable<any Estimator>?
    var model: Portable<any FittedModel>?
    /// The place of its transformer in the group.
    var transformer: Int?
    var seed: UInt64
    /// Where its predictions belong, for each partition.
    var columns: [LearnerColumns]
    /// The place of the bins that its fits share, if they do.
    var binning: Int?
    /// What tells units that are fitted together with others from those that are not, where that matters.
    var jointDigest: Digest?
  }

  var data: Dataset
  var groups: [Group]
  var precision: Precision
  var keepsFoldModels: Bool
  /// The bins that learners share.
  var binnings: [SharedBins] = []
}

extension FitWork {
  /// The unit of a learner or transformer.
  func slot(of unit: FitUnit) -> Slot { groups[unit.group].slots[unit.slot] }

  /// The unit that must be done before another.
  func prerequisite(of unit: FitUnit) -> FitUnit? {
    guard case .learner(let learner) = unit.member,
      let transformer = groups[unit.group].learners[learner].transformer
    else { return nil }
    return FitUnit(group: unit.group, member: .transformer(transformer), slot: unit.slot)
  }

  /// All units, those with the most rows first: slot by slot, transformers before learners.
  var units: [FitUnit] {
    groups.indices.flatMap { group in
      groups[group].slots.indices.flatMap { slot in
        groups[group].transformers.indices.map { FitUnit(group: group, member: .transformer($0), slot: slot) }
          + groups[group].learners.indices.map { FitUnit(group: group, member: .learner($0), slot: slot) }
      }
    }
  }

  /// The number of all units.
  var unitCount: Int { groups.reduce(0) { $0 + $1.unitCount } }

  /// The place of a unit among all.
  func place(of unit: FitUnit) -> Int {
    let group = groups[unit.group]
    let first = groups[..<unit.group].reduce(0) { $0 + $1.unitCount } + unit.slot * group.memberCount
    return switch unit.member {
    case .transformer(let index): first + index
    case .learner(let index): first + group.transformers.count + index
    }
  }

  /// Does a unit.
  ///
  /// - Parameters:
  ///   - unit: Which.
  ///   - pipeline: What the unit's prerequisite gave.
  ///   - table: Where predictions are written, if any are needed.
  /// - Returns: What the unit gives besides.
  /// - Throws: What a recipe or a model throws, or `ModelingError` if predictions have another shape than promised.
  func outcome(
    of unit: FitUnit, after pipeline: FittedPipeline?, into table: PredictionTable?
  ) throws -> FitOutcome {
    switch unit.member {
    case .transformer(let index): try fit(groups[unit.group].transformers[index], in: slot(of: unit))
    case .learner(let index):
      try fit(groups[unit.group].learners[index], in: slot(of: unit), after: pipeline, into: table)
    }
  }

  private func fit(_ transformer: TransformerWork, in slot: Slot) throws -> FitOutcome {
    let clock = ContinuousClock()
    let start = clock.now
    let pipeline = try Pipeline(transformer.steps.map(\.value)).fitted(
      to: data.rows(slot.train.rows), in: slot.context(of: FittingContext(seed: transformer.seed)))
    return FitOutcome(pipeline: PortablePipeline(pipeline), fitTime: clock.now - start)
  }

  private func fit(
    _ learner: LearnerWork, in slot: Slot, after pipeline: FittedPipeline?, into table: PredictionTable?
  ) throws -> FitOutcome {
    let clock = ContinuousClock()
    let start = clock.now
    let model: any FittedModel
    let shared = learner.binning.map { binnings[$0] }
    if let estimator = learner.estimator?.value {
      var training = data.rows(slot.train.rows)
      if let pipeline { training = try pipeline.appliedToTraining(training) }
      try estimator.requireAcceptance(of: training, behind: pipeline)
      let context = slot.context(of: FittingContext(seed: learner.seed))
      var heldOut = estimator.wantsHeldOutRows ? slot.heldOut.map { data.rows($0.rows) } : nil
      if let pipeline, let examples = heldOut { heldOut = try pipeline.applied(to: examples) }
      model = try estimator.fitted(
        to: training, binnedBy: shared?.bins?.value, stoppingOn: heldOut, in: context)
    } else if let fitted = learner.model?.value {
      model = fitted
    } else {
      preconditionFailure("a learner has an estimator or a model")
    }
    let isKept = learner.estimator != nil && (slot.fold == nil || keepsFoldModels)
    var outcome = FitOutcome(
      model: isKept ? Portable(model) : nil, fitTime: clock.now - start + (shared?.share ?? .zero))
    let columns = learner.columns[slot.partition]
    try columns.requireShape(of: model)
    guard let predicted = slot.predicted, let table else { return outcome }

    let predictionStart = clock.now
    var rows = data.rows(predicted.rows)
    if let pipeline {
      rows = try pipeline.applied(to: rows)
      let acceptsMissing = learner.estimator.map { type(of: $0.value).acceptsMissing } ?? false
      if !acceptsMissing { try pipeline.requireFinite(rows.features) }
    }
    let places = table.places(of: predicted.rows)
    try model.forEachOutputBlock(of: rows.features, columns) { block, first in
      try block.requireRepresentable(in: precision)
      table.write(block, at: places, skipping: first, column: columns.first, repetition: slot.repetition)
    }
    outcome.predictionTime = clock.now - predictionStart
    return outcome
  }
}

extension Estimator {
  /// Whether it asks for the rows that a fold holds out.
  fileprivate var wantsHeldOutRows: Bool { (self as? any HeldOutFitting)?.asksForHeldOutRows ?? false }

  /// Fits with what else there is for it.
  fileprivate func fitted(
    to data: Dataset, binnedBy bins: (any FeatureBins)?, stoppingOn heldOut: Dataset?,
    in context: FittingContext
  ) throws -> any FittedModel {
    if let bins, let estimator = self as? any SharedBinning {
      return try estimator.model(of: data, binnedBy: bins, stoppingOn: heldOut, in: context)
    }
    if let heldOut, let estimator = self as? any HeldOutFitting {
      return try estimator.fitted(to: data, stoppingOn: heldOut, in: context)
    }
    return try fitted(to: data, in: context)
  }
}
