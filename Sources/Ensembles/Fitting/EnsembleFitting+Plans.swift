/// The rows of every fit of a layer.
struct LayerPlans {
  /// One plan for each group.
  var plans: [CrossFittingPlan]
  /// Why the plans have no folds to be scored, if they should have had some.
  var withoutFolds: String?
}

extension EnsembleFitting {
  /// The rows of every fit of a layer.
  ///
  /// - Throws: `ModelingError` if an indexer refuses the data, if its plan is not sound, if groups predict different
  ///   rows, or if a fit would learn from nothing or lack a class.
  func plans(of stage: Stage, for data: Dataset) throws -> LayerPlans {
    var withoutFolds: String?
    let plans = try stage.layer.groups.map { group in
      guard isFittedToAll(group, of: stage) else {
        return try plan(indexer(of: group, in: stage), stage, for: data)
      }
      let (plan, reason) = try metaPlan(group, of: stage, for: data)
      withoutFolds = withoutFolds ?? reason
      return plan
    }
    for (plan, group) in zip(plans, stage.layer.groups).dropFirst() {
      guard plan.outputRows == plans[0].outputRows else {
        throw ModelingError(
          .invalidEnsemble,
          "the groups “\(stage.layer.groups[0].name)” and “\(group.name)” of \(stage.layer.name) predict different "
            + "rows, which cannot stand side by side; give them indexers that predict the same ones")
      }
    }
    for (plan, group) in zip(plans, stage.layer.groups) {
      try PlanCheck(plan: plan, data: data, layer: stage.layer.name).requireFits(of: group)
    }
    try stage.requireColumnNames(partitionCounts: plans.map(\.partitions.count), data)
    return LayerPlans(plans: plans, withoutFolds: withoutFolds)
  }

  /// What cuts the rows of a group into folds.
  func indexer(of group: ResolvedLayer.Group, in stage: Stage) -> any Indexer {
    group.indexer ?? stage.indexer ?? (stage.isMeta ? scoringIndexer : definition.indexer)
  }

  /// Whether a group's folds serve the report alone.
  private func isFittedToAll(_ group: ResolvedLayer.Group, of stage: Stage) -> Bool {
    stage.isMeta && group.indexer == nil && stage.indexer == nil
  }

  private func plan(
    _ indexer: any Indexer, _ stage: Stage, for data: Dataset
  ) throws -> CrossFittingPlan {
    try indexer.soundPlan(
      for: data, shuffledIn: stage.settings.isShuffled ? stage.settings.context.part(3) : nil)
  }

  /// The rows of the meta learners, which are fitted to all.
  ///
  /// Their folds serve the report alone: what they combine has been predicted for unseen rows already. Where the rows
  /// cannot be cut, they go without a score and the report says why.
  private func metaPlan(
    _ group: ResolvedLayer.Group, of stage: Stage, for data: Dataset
  ) throws -> (plan: CrossFittingPlan, withoutFolds: String?) {
    let full = try FullIndexer().plan(for: data)
    guard kept != .all else { return (full, nil) }
    do {
      let plan = try plan(scoringIndexer, stage, for: data)
      let folds = plan.folds.filter { $0.partition == 0 }
      // A partition's folds learn from a part of the rows, where a meta learner learns from all.
      let widened = folds.map { fold in
        plan.partitions.count == 1
          ? fold
          : Fold(
            repetition: fold.repetition, train: fold.test.inverted(of: plan.rowCount),
            test: fold.test)
      }
      guard widened.allSatisfy({ !$0.train.isEmpty }) else {
        throw ModelingError(.tooFewRows, "a fold would predict all rows and learn from none")
      }
      let scored = CrossFittingPlan(rowCount: plan.rowCount, partitions: full.partitions, folds: widened)
      try PlanCheck(plan: scored, data: data, layer: stage.layer.name).requireFits(of: group)
      return (scored, nil)
    } catch let error as CancellationError {
      throw error
    } catch {
      // Whoever learns from what they predict would learn from rows that they have seen.
      guard kept != .last else { throw error }
      return (full, "there are no folds: \((error as? ModelingError)?.message ?? "\(error)")")
    }
  }

  /// What cuts the rows of the meta learners as it has cut those of the last layer: rows that belong together there do
  /// so here.
  private var scoringIndexer: any Indexer {
    definition.layers.last?.indexer ?? definition.indexer
  }
}

extension Indexer {
  /// The rows of every fit, for the rows as they are or in another order.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - context: Where the random numbers of the order start, or nil for rows as they are.
  /// - Returns: The rows in their original order.
  /// - Throws: `ModelingError` if the indexer refuses the data, or if its plan is not sound.
  func soundPlan(for data: Dataset, shuffledIn context: FittingContext?) throws -> CrossFittingPlan {
    func sound(_ data: Dataset) throws -> CrossFittingPlan {
      let plan = try plan(for: data)
      try plan.requireSoundness(for: data.rowCount, by: Self.typeName)
      return plan
    }
    guard let context else { return try sound(data) }
    let order = RowShuffling(rowCount: data.rowCount, context: context)
    // What is planned for the shuffled rows is true of where they came from.
    return try order.original(
      of: sound(order.shuffled(data, withFeatures: !(self is any RowCountIndexer))))
  }
}

/// Looks for fits that could not learn.
struct PlanCheck {
  let plan: CrossFittingPlan
  let data: Dataset
  let layer: String

  /// The fits, with what they are called.
  private var fits: [(name: String, train: RangeSet<Int>, test: RangeSet<Int>?)] {
    plan.folds.enumerated().map { ("fold \($0 + 1) of \(layer)", $1.train, $1.test) }
      + plan.partitions.enumerated().map { index, rows in
        (plan.partitions.count > 1 ? "partition \(index + 1) of \(layer)" : layer, rows, nil)
      }
  }

  /// Checks the fits of the learners of a group.
  func requireFits(of group: ResolvedLayer.Group) throws {
    try requireWeights()
    if group.learners.contains(where: { $0.learner.estimator != nil }) { try requireClasses() }
  }

  func requireWeights() throws {
    guard let weights = data.weights else { return }
    func isEmpty(_ rows: RangeSet<Int>) -> Bool {
      rows.ranges.allSatisfy { $0.allSatisfy { weights[$0] == 0 } }
    }
    for fit in fits {
      guard !isEmpty(fit.train) else {
        throw ModelingError(
          .tooFewRows,
          "\(fit.name) would learn from rows whose weights are all 0; use fewer folds, or remove rows of weight 0"
        )
      }
      guard let test = fit.test, isEmpty(test) else { continue }
      throw ModelingError(
        .tooFewRows,
        "\(fit.name) would predict rows whose weights are all 0, which cannot be scored; use fewer folds, or remove "
          + "rows of weight 0")
    }
  }

  func requireClasses() throws {
    guard let classes = data.classes else { return }
    let present = occurring(RangeSet(0..<data.rowCount), classes.count)
    for fit in fits {
      let seen = occurring(fit.train, classes.count)
      guard let missing = classes.labels.indices.first(where: { present[$0] && !seen[$0] }) else { continue }
      throw ModelingError(
        .unsuitableTarget,
        "\(fit.name) has no row of the class “\(classes.labels[missing])” to learn from; use stratified folds, fewer "
          + "of them, or more rows of that class")
    }
  }

  /// Whether each class has a row among these that counts.
  private func occurring(_ rows: RangeSet<Int>, _ count: Int) -> [Bool] {
    let data = data.rows(rows)
    var seen = [Bool](repeating: false, count: count)
    data.target.forEachRowBlock(of: predictionBlockLength, as: Double.self) { block in
      data.withWeights(of: block.rows) { weights in
        for row in 0..<block.rowCount where weights.map({ $0[row] > 0 }) ?? true {
          seen[Int(block.row(row)[0])] = true
        }
      }
    }
    return seen
  }
}
