internal import Parallelism

extension EnsembleFitting {
  /// Finds out before the first fit what could only fail after hours, apart from numbers that are not finite.
  ///
  /// - Throws: `ModelingError` naming the culprit.
  func requireSuitable(_ data: Dataset, _ stages: [Stage]) throws {
    guard data.features.columnCount > 0 else {
      throw ModelingError(.mismatchedShapes, "the features have no columns to learn from")
    }
    for (stage, columns) in zip(stages, visibleColumns(of: data, stages)) {
      try stage.requireSuitable(data.columns(columns))
    }
  }

  /// Checks that all numbers are finite that learners cannot do without.
  ///
  /// - Throws: `ModelingError` naming the first that is not.
  func requireFinite(_ data: Dataset, _ stages: [Stage]) throws {
    if let needed = neededData(of: data, stages) {
      try needed.features.requireFinite { needed.featureNames?[$0] }
    }
    try data.requireFiniteTarget()
  }

  /// Checks the same on the engine: one thread reads memory more slowly than it can be read.
  ///
  /// - Throws: The same error; `CancellationError`.
  func requireFinite(_ data: Dataset, _ stages: [Stage], on parallel: Parallel) async throws {
    let blockLength = 1 << 15
    if let needed = neededData(of: data, stages)?.features, needed.rowCount > blockLength {
      let starts = stride(from: 0, to: needed.rowCount, by: blockLength)
      let areFinite = try await parallel.inMemory().map(starts) { start in
        let rows = start..<min(start + blockLength, needed.rowCount)
        return (try? needed.rows(RangeSet(rows)).requireFinite()) != nil
      }
      if areFinite.allSatisfy({ $0 }) { return try data.requireFiniteTarget() }
      // Of several culprits the first is named, not the one that was found first.
    }
    try requireFinite(data, stages)
  }

  /// The columns of the data that the first layer sees which cannot do with missing values; nil if all can.
  private func neededData(of data: Dataset, _ stages: [Stage]) -> Dataset? {
    for (stage, columns) in zip(stages, visibleColumns(of: data, stages)) where !stage.layer.acceptsMissing {
      return data.columns(columns)
    }
    return nil
  }

  private func visibleColumns(of data: Dataset, _ stages: [Stage]) -> [[Int]] {
    Ensembles.visibleColumns(
      of: data.features.columnCount, handingOn: stages.map(\.layer.propagatedColumns))
  }

  /// The plans of the layers, as far as they do not depend on what earlier layers predict, with all that can be
  /// wrong with them.
  ///
  /// - Returns: One entry for each layer before the first that cannot be planned for yet.
  /// - Throws: `ModelingError` naming the layer whose input will have too few rows or columns, or a fit that could not
  ///   learn.
  func foreseeablePlans(for data: Dataset, _ stages: [Stage]) throws -> [LayerPlans] {
    // The examples that a layer will see, without features, which only the fits before will give.
    var shadow = data
    var columns = data.features.columnCount
    var all: [LayerPlans] = []
    for (index, stage) in stages.enumerated() {
      try stage.requireColumns(columns)
      let looksAtFeatures = stage.layer.groups.contains {
        !(indexer(of: $0, in: stage) is any RowCountIndexer)
      }
      guard index == 0 || !looksAtFeatures else { break }
      let plans = try plans(of: stage, for: shadow)
      all.append(plans)
      guard index + 1 < stages.count else { break }
      columns = stage.layer.propagatedColumns.count
      for (group, plan) in zip(stage.layer.groups, plans.plans) {
        for learner in group.learners {
          columns += plan.partitions.count * stage.outputWidth(of: learner.learner, data)
        }
      }
      let rows = shadow.rows(plans.plans[0].outputRows)
      shadow = rows.replacing(
        features: Features(Matrix<Double>(rowCount: rows.rowCount, columnCount: 0, repeating: 0)))
    }
    return all
  }
}

extension EnsembleFitting.Stage {
  /// The number of columns that a learner hands on for each partition.
  fileprivate func outputWidth(of learner: Learner, _ data: Dataset) -> Int {
    guard let classes = data.classes else { return learner.outputCount(for: data) }
    return settings.output == .probabilities ? classes.count : 1
  }

  /// Checks that all learners and the scorer can do with the target and the weights.
  fileprivate func requireSuitable(_ data: Dataset) throws {
    for step in layer.groups.flatMap(\.transformers).compactMap(\.pipeline.steps.first)
    where !type(of: step).acceptsCategories {
      try data.requireNoCategories(for: type(of: step).typeName)
    }
    for learner in layer.learners {
      do {
        try learner.learner.requireSuitable(learner.transformer == nil ? data : data.withoutCategories)
      } catch let error as ModelingError {
        throw ModelingError(error.code, "“\(learner.name)” of \(layer.name) does not suit: \(error.message)")
      }
      let width = outputWidth(of: learner.learner, data)
      guard width > 0 else {
        throw ModelingError(
          .mismatchedShapes,
          "“\(learner.name)” of \(layer.name) promises \(width) columns of predictions; at least one is needed"
        )
      }
      let needsProbabilities = settings.output == .probabilities || settings.scorer.input == .probabilities
      guard data.classes == nil || !needsProbabilities || learner.learner.knowsProbabilities else {
        throw ModelingError(
          .unsuitableTarget,
          "“\(learner.name)” of \(layer.name) knows no probabilities, which the layer's output or its scorer needs; "
            + "use its predictions, or leave it out")
      }
    }
    do {
      try settings.scorer.requireSuitable(data)
    } catch let error as ModelingError {
      throw ModelingError(error.code, "\(layer.name) cannot be scored: \(error.message)")
    }
  }

  /// The names of the columns of the layer's output, if no learner is dropped.
  func columnNames(partitionCounts: [Int], _ data: Dataset) -> [String] {
    let labels = settings.output == .probabilities ? data.classes?.labels : nil
    return layer.propagatedColumns.map(FittedLayer.columnName)
      + zip(layer.groups, partitionCounts).flatMap { group, partitionCount in
        group.learners.flatMap { learner in
          (0..<partitionCount).flatMap { partition in
            FittedLayer.columnNames(
              FittedLayer.name(learner.name.description, partition: partition, of: partitionCount),
              count: outputWidth(of: learner.learner, data), labels: labels)
          }
        }
      }
  }

  /// Checks that no two columns of the layer's output have one name, which no file could hold.
  func requireColumnNames(partitionCounts: [Int], _ data: Dataset) throws {
    var seen: Set<String> = []
    let names = columnNames(partitionCounts: partitionCounts, data)
    guard let twin = names.first(where: { !seen.insert($0).inserted }) else { return }
    throw ModelingError(
      .invalidEnsemble, "\(layer.name) would have two columns named “\(twin)”; rename a learner")
  }

  /// Checks the columns that the layer passes on, and those that a model from elsewhere needs.
  func requireColumns(_ columnCount: Int) throws {
    try layer.requirePropagatedColumns(among: columnCount)
    for learner in layer.learners where learner.transformer == nil {
      guard let model = learner.learner.model, model.featureCount != columnCount else { continue }
      throw ModelingError(
        .mismatchedShapes,
        "“\(learner.name)” of \(layer.name) was fitted to \(model.featureCount.counted("column")), but the layer's "
          + "input has \(columnCount)")
    }
  }

  func requireColumns(of data: Dataset) throws { try requireColumns(data.features.columnCount) }
}

extension Learner {
  fileprivate func requireSuitable(_ data: Dataset) throws {
    switch source {
    case .estimator(let estimator): try type(of: estimator).requireSuitable(data)
    case .model(let model):
      guard targetKind == data.targetKind else {
        throw ModelingError(
          .unsuitableTarget,
          data.targetKind == .classes
            ? "it predicts numbers, but the target has classes"
            : "it tells classes apart, but the target has numbers"
        )
      }
      guard let classifier = model as? any ClassifierModel, let classes = data.classes,
        classifier.classCount != classes.count
      else { return }
      throw ModelingError(
        .unsuitableTarget,
        "it tells \(classifier.classCount) classes apart, but the target has \(classes.count)")
    }
  }
}

extension ResolvedLayer {
  /// Where values cannot go that are bound to this process, or whose type has no name that is understood there.
  enum Destination {
    case process, checkpoint, cache
  }

  /// Checks that every part of the layer can leave this process.
  ///
  /// - Throws: `ModelingError` naming the first that cannot.
  func requireTravellingTypes(for destination: Destination = .process) throws {
    let (what, remedy) =
      switch destination {
      case .process: ("fitted in another process", "fit on threads")
      case .checkpoint: ("kept in a checkpoint", "fit without one")
      case .cache: ("kept in a folder", "choose a cache in memory")
      }
    func require(_ type: Any.Type, of name: String) throws {
      guard JobName.travellingName(of: type) == nil else { return }
      throw ModelingError(
        .invalidEnsemble,
        "“\(name)” of \(self.name) cannot be \(what), where there is no way to find its type \(type) by "
          + "name: declare that outside of functions and without private or fileprivate, or \(remedy)")
    }
    func requireUnbound(_ recipe: any Configurable, of name: String) throws {
      guard let bound = recipe as? any ProcessBound else { return }
      throw ModelingError(
        .invalidEnsemble,
        "“\(name)” of \(self.name) cannot be \(what), because \(bound.boundBecause), or \(remedy)")
    }
    func requireAll<E: Estimator>(_ estimator: E, of name: String) throws {
      try requireUnbound(estimator, of: name)
      try require(E.self, of: name)
      try require(E.Model.self, of: name)
      if let estimator = estimator as? any CrossFitting {
        try require(statisticsType(of: estimator), of: name)
      }
      if let estimator = estimator as? any SharedBinning {
        try require(binsType(of: estimator), of: name)
      }
    }
    func requireAll<P: Preprocessor>(_ step: P, of name: String) throws {
      for layer in try (step as? EnsemblePreprocessor)?.resolvedLayers() ?? [] {
        try layer.requireTravellingTypes(for: destination)
      }
      try requireUnbound(step, of: name)
      try require(P.self, of: name)
      try require(P.Fitted.self, of: name)
    }
    for group in groups {
      for transformer in group.transformers {
        for step in transformer.pipeline.steps { try requireAll(step, of: transformer.name) }
      }
      for learner in group.learners {
        if let estimator = learner.learner.estimator {
          try requireAll(estimator, of: learner.name.description)
        }
        if let model = learner.learner.model { try require(type(of: model), of: learner.name.description) }
      }
    }
  }
}
