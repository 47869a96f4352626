extension EnsembleModel {
  /// Predicts.
  ///
  /// - Parameters:
  ///   - source: Any number of rows, `featureCount` columns of finite numbers.
  ///   - parallel: Where the work runs. The result does not depend on it.
  /// - Returns: One number for each row: for a target of classes, that of the class.
  /// - Throws: `ModelingError` if the features do not fit the model, or if the last layer predicts more than one
  ///   column: `predictionMatrix(from:on:)` gives all of them. `CancellationError` if the task is cancelled.
  public func predictions(
    from source: some FeatureSource, on parallel: Parallel = Parallel()
  ) async throws -> [Double] {
    let output: LearnerOutput? = classLabels == nil ? nil : .predictions
    guard predictedColumnCount == 1 else {
      throw ModelingError(
        .invalidEnsemble,
        "this model predicts \(outputNames.count.counted("column")) (\(outputNames.joined(separator: ", "))); "
          + "ask for its prediction matrix, or fit it with one meta learner")
    }
    return try await lastPredictions(for: source.features, as: output, on: parallel).elements
  }

  /// Predicts all columns of the last layer.
  ///
  /// - Parameters:
  ///   - source: Any number of rows, `featureCount` columns of finite numbers.
  ///   - parallel: Where the work runs. The result does not depend on it.
  /// - Returns: One row for each row of the features, one column for each of `outputNames`.
  /// - Throws: `ModelingError` if the features do not fit the model; `CancellationError` if the task is
  ///   cancelled.
  public func predictionMatrix(
    from source: some FeatureSource, on parallel: Parallel = Parallel()
  ) async throws -> Matrix<Double> {
    try await lastOutput(for: source.features, as: nil, on: parallel)
  }

  /// What every layer predicts, for a look at single learners.
  ///
  /// - Parameters:
  ///   - source: Any number of rows, `featureCount` columns of finite numbers.
  ///   - parallel: Where the work runs. The result does not depend on it.
  /// - Returns: One output for each layer, the meta learners last.
  /// - Throws: `ModelingError` if the features do not fit the model; `CancellationError` if the task is
  ///   cancelled.
  public func layerOutputs(
    from source: some FeatureSource, on parallel: Parallel = Parallel()
  ) async throws -> [LayerOutput] {
    let features = source.features
    let blocks = try await inBlocks(features, on: parallel) { block, firstRow in
      var outputs: [Matrix<Double>] = []
      _ = try output(for: block, firstRow: firstRow, as: nil) { outputs.append($0) }
      return outputs
    }
    return layers.enumerated().map { index, layer in
      LayerOutput(
        layer: layer.name, columnNames: layer.columnNames, rows: RangeSet(0..<features.rowCount),
        matrix: Matrix(stacking: blocks.map { $0[index] }, columnCount: layer.columnNames.count))
    }
  }

  /// The number of columns that the last layer predicts, whatever it hands on.
  private var predictedColumnCount: Int {
    layers.last?.groups.reduce(0) { sum, group in
      sum + group.learners.reduce(0) { $0 + group.partitionCount * ($1.voters.first?.value.outputCount ?? 0) }
    } ?? 0
  }

  /// What the last layer gives.
  func lastOutput(
    for features: Features, as output: LearnerOutput?, on parallel: Parallel
  ) async throws -> Matrix<Double> {
    let blocks = try await inBlocks(features, on: parallel) { block, firstRow in
      try self.output(for: block, firstRow: firstRow, as: output)
    }
    return Matrix(stacking: blocks, columnCount: blocks[0].columnCount)
  }

  /// What the learners of the last layer give, without the columns that it propagates.
  func lastPredictions(
    for features: Features, as output: LearnerOutput?, on parallel: Parallel
  ) async throws -> Matrix<Double> {
    let all = try await lastOutput(for: features, as: output, on: parallel)
    let propagatedCount = layers.last?.propagatedColumns.count ?? 0
    guard propagatedCount > 0 else { return all }
    return Matrix(converting: all.view(columns: Array(propagatedCount..<all.columnCount)))
  }

  /// What the last layer gives, worked out in the calling thread and kept as layers keep it.
  func outputInline(for features: Features) throws -> Features {
    try requireColumns(of: features)
    var blocks: [Matrix<Double>] = []
    for start in stride(from: 0, to: max(1, features.rowCount), by: predictionBlockLength) {
      let rows = start..<min(start + predictionBlockLength, features.rowCount)
      blocks.append(try output(for: features.rows(RangeSet(rows)), firstRow: start, as: nil))
    }
    return try kept(Matrix(stacking: blocks, columnCount: blocks[0].columnCount))
  }

  /// What the last layer gives, in the precision in which it keeps what it gives for training rows.
  ///
  /// - Throws: `ModelingError` if a number is too large for that.
  func kept(_ output: Matrix<Double>) throws -> Features {
    guard layers.last?.precision ?? precision == .float else { return Features(output) }
    try output.requireRepresentable(in: .float)
    return Features(Matrix<Float>(output))
  }

  private func requireColumns(of features: Features) throws {
    guard features.columnCount == featureCount else {
      throw ModelingError(
        .mismatchedShapes,
        "this model was fitted to \(featureCount.counted("column")) of features, but was given \(features.columnCount)"
      )
    }
  }

  /// Does something with each block of rows, the blocks side by side.
  func inBlocks<Result: Sendable>(
    _ features: Features, on parallel: Parallel, _ body: @escaping @Sendable (Features, Int) throws -> Result
  ) async throws -> [Result] {
    try requireColumns(of: features)
    guard features.rowCount > predictionBlockLength else { return [try body(features, 0)] }
    let starts = stride(from: 0, to: features.rowCount, by: predictionBlockLength)
    do {
      // The engine wraps what a block throws, with the block's place. What it threw says more.
      return try await parallel.inMemory().map(starts) { start in
        let rows = start..<min(start + predictionBlockLength, features.rowCount)
        return try body(features.rows(RangeSet(rows)), start)
      }
    } catch let error as ParallelError {
      throw error.underlying ?? error
    }
  }

  /// Checks that nothing is missing which a layer needs that sees it.
  ///
  /// - Throws: `ModelingError` naming the place.
  func requireAcceptance(of block: Features, firstRow: Int) throws {
    let visible = visibleColumns(of: block.columnCount, handingOn: layers.map(\.propagatedColumns))
    for (layer, columns) in zip(layers, visible) where !layer.acceptsMissing {
      return try block.columns(columns).requireFinite(firstRow: firstRow) { featureNames?[columns[$0]] }
    }
  }

  /// Takes a block of rows through all layers.
  private func output(
    for block: Features, firstRow: Int, as lastOutput: LearnerOutput?,
    _ observer: (Matrix<Double>) -> Void = { _ in }
  ) throws -> Matrix<Double> {
    try requireAcceptance(of: block, firstRow: firstRow)
    var features = block
    for layer in layers.dropLast() {
      let precision = layer.precision ?? precision
      let output = try layer.output(for: features, in: precision, firstRow: firstRow)
      observer(output)
      features = precision == .float ? Features(Matrix<Float>(output)) : Features(output)
    }
    // What the last layer predicts is handed out as it is.
    let output = try layers[layers.count - 1].output(
      for: features, in: .double, as: lastOutput, firstRow: firstRow)
    observer(output)
    return output
  }
}

extension Parallel {
  /// The same, on threads if its tasks would not share the memory of the caller.
  ///
  /// Reading and predicting cost less than to send data or a model elsewhere.
  func inMemory() throws -> Parallel {
    guard try memoryOfJobs() != .shared else { return self }
    var parallel = self
    parallel.backend = .threads
    return parallel
  }
}
