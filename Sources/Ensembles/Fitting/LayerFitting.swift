/// Fits one layer to one data set.
///
/// First every pipeline is fitted in every slot, then every learner: each stage is one flat list of independent
/// tasks, whose results depend on the rows alone and not on where or in which order the tasks run.
struct LayerFitting {
  let layer: ResolvedLayer
  let plan: CrossFittingPlan
  let data: Dataset
  let scorer: Scorer
  let precision: Precision
  let context: FittingContext
  /// Whether final models predict the rows they have learned from, where the plan has no folds.
  let predictsTrainingRows: Bool

  private typealias Pipelines = [Slot: [FittedPipeline]]

  /// What one fit of one learner gives.
  private struct Fit: Sendable {
    /// Kept for final fits only: what a fold's model was for is done once it has predicted.
    var model: (any FittedModel)?
    var predictions: Matrix<Double>?
    var score: Double?
    var fitTime: Duration
    var predictionTime: Duration?
  }

  /// Which learner is fitted in which slot.
  private struct Request: Sendable {
    let learner: Int
    let slot: Slot
  }

  /// Fits all pipelines and learners.
  ///
  /// - Parameters:
  ///   - parallel: Where the fits run.
  ///   - progress: Called with the number of fits that are done and the number of all.
  /// - Returns: The fitted layer, its output for the rows of the plan, if it has one, and a score for each
  ///   learner.
  /// - Throws: `ParallelError` around a `LearnerFailure` if a fit fails; `CancellationError`.
  func fit(
    on parallel: Parallel, progress: (@Sendable (Int, Int) -> Void)?
  ) async throws -> (layer: FittedLayer, output: LayerOutput?, scores: [LearnerScore]) {
    let slots = Slot.all(of: plan)
    let requests = slots.flatMap { slot in layer.learners.indices.map { Request(learner: $0, slot: slot) } }
    let preparations = slots.count * layer.transformers.count
    let total = preparations + requests.count

    let pipelines = try await fittedPipelines(slots, on: parallel) { progress?($0, total) }
    let fits = try await parallel.map(requests, progress: { progress?(preparations + $0.completed, total) }) {
      try fit($0, pipelines)
    }
    return try assemble(slots, fits, pipelines)
  }

  private func fittedPipelines(
    _ slots: [Slot], on parallel: Parallel, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> Pipelines {
    guard !layer.transformers.isEmpty else { return [:] }
    let tasks = slots.flatMap { slot in
      layer.transformers.indices.map { (index: $0, slot: slot) }
    }
    let fitted = try await parallel.map(tasks, progress: { progress($0.completed) }) { task in
      let transformer = layer.transformers[task.index]
      return try naming(transformer.name, task.slot) {
        try transformer.pipeline.fitted(
          to: data.rows(task.slot.trainingRows(of: plan)),
          in: task.slot.context(in: plan, context.part(0).part(named: transformer.name)))
      }
    }
    var pipelines: Pipelines = [:]
    for (task, pipeline) in zip(tasks, fitted) { pipelines[task.slot, default: []].append(pipeline) }
    return pipelines
  }

  private func fit(_ request: Request, _ pipelines: Pipelines) throws -> Fit {
    let learner = layer.learners[request.learner]
    return try naming(learner.name.description, request.slot) {
      let clock = ContinuousClock()
      let pipeline = layer.transformerIndex(of: learner).flatMap { pipelines[request.slot]?[$0] }
      let rows = request.slot.trainingRows(of: plan)

      let start = clock.now
      var training = data.rows(rows)
      if let pipeline { training = try training.replacing(features: pipeline.applied(to: training.features)) }
      let seed = request.slot.context(in: plan, context.part(1).part(named: learner.name.description))
      let model: any FittedModel = try learner.estimator.fitted(to: training, in: seed)
      var fit = Fit(model: request.slot.fold == nil ? model : nil, fitTime: clock.now - start)

      guard let predicted = predictedRows(request.slot) else { return fit }
      let predictionStart = clock.now
      var features = data.features.rows(predicted)
      if let pipeline { features = try pipeline.applied(to: features) }
      let predictions = try model.shapedPredictions(from: features)
      fit.predictionTime = clock.now - predictionStart
      try predictions.requireRepresentable(in: precision)
      // What has other columns than the target cannot be measured against it.
      if request.slot.fold != nil, predictions.columnCount == data.target.columnCount {
        fit.score = try scorer.score(of: predictions, against: data.rows(predicted))
      }
      fit.predictions = predictions
      return fit
    }
  }

  private func predictedRows(_ slot: Slot) -> RangeSet<Int>? {
    switch slot {
    case .fold(let index): plan.folds[index].test
    case .partition(let index): plan.folds.isEmpty && predictsTrainingRows ? plan.partitions[index] : nil
    }
  }

  /// Runs a fit so that an error names whose it is.
  private func naming<Result>(_ name: String, _ slot: Slot, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as CancellationError {
      throw error
    } catch {
      throw LearnerFailure(layer: layer.name, learner: name, fold: slot.fold, underlying: error)
    }
  }

  // MARK: - Putting results together

  private func assemble(
    _ slots: [Slot], _ fits: [Fit], _ pipelines: Pipelines
  ) throws -> (layer: FittedLayer, output: LayerOutput?, scores: [LearnerScore]) {
    /// The fit of a learner in the slot at an index.
    func fit(_ learner: Int, _ slot: Int) -> Fit { fits[slot * layer.learners.count + learner] }
    let partitions = plan.partitions.indices
    let foldSlots = partitions.upperBound..<slots.count

    let learners = layer.learners.enumerated().map { index, learner in
      FittedLearner(
        name: learner.name, estimator: Registered(learner.estimator),
        models: partitions.compactMap { fit(index, $0).model.map { Registered($0) } })
    }
    let fitted = FittedLayer(
      name: layer.name, featureCount: data.features.columnCount,
      propagatedColumns: layer.propagatedColumns,
      transformers: layer.transformers.enumerated().map { index, transformer in
        FittedTransformer(
          name: transformer.name,
          pipelines: partitions.compactMap { pipelines[.partition($0)]?[index] })
      },
      learners: learners)

    let scores = layer.learners.enumerated().map { index, learner in
      let folds = foldSlots.map { fit(index, $0) }
      return LearnerScore(
        layer: layer.name, learner: learner.name.description, scores: folds.compactMap(\.score),
        fitTimes: folds.isEmpty ? partitions.map { fit(index, $0).fitTime } : folds.map(\.fitTime),
        predictionTimes: folds.compactMap(\.predictionTime))
    }

    guard !plan.folds.isEmpty || predictsTrainingRows else { return (fitted, nil, scores) }
    var output = OutputAssembly(layer: fitted, rows: plan.outputRows)
    output.propagate(from: data.features)
    for (index, learner) in layer.learners.enumerated() {
      let width = learners[index].models[0].value.outputCount
      for (slot, place) in slots.enumerated() {
        guard let predictions = fit(index, slot).predictions, let rows = predictedRows(place) else {
          continue
        }
        guard predictions.columnCount == width else {
          throw LearnerFailure(
            layer: layer.name, learner: learner.name.description, fold: place.fold,
            underlying: ModelingError(
              .mismatchedShapes,
              "it predicts \(predictions.columnCount.counted("column")), but \(width) after the fit to all rows"
            ))
        }
        output.write(predictions, rows: rows, learner: index, partition: partition(of: place))
      }
    }
    return (fitted, output.finished(), scores)
  }

  private func partition(of slot: Slot) -> Int {
    switch slot {
    case .partition(let index): index
    case .fold(let index): plan.folds[index].partition
    }
  }
}

extension ResolvedLayer {
  /// The place among the transformers of the one whose features a learner sees.
  func transformerIndex(of learner: NamedLearner) -> Int? {
    learner.name.transformer.flatMap { name in transformers.firstIndex { $0.name == name } }
  }
}
