extension EnsembleModel {
  /// Predicts.
  ///
  /// - Parameters:
  ///   - source: Any number of rows, `featureCount` columns of finite numbers.
  ///   - parallel: Where the work runs. The result does not depend on it.
  /// - Returns: One number for each row.
  /// - Throws: `ModelingError` if the features do not fit the model, or if the last layer predicts more than one
  ///   column: `predictionMatrix(from:on:)` gives all of them. `CancellationError` if the task is cancelled.
  public func predictions(
    from source: some FeatureSource, on parallel: Parallel = Parallel()
  ) async throws -> [Double] {
    guard outputNames.count == 1 else {
      throw ModelingError(
        .invalidEnsemble,
        "this model predicts \(outputNames.count.counted("column")) (\(outputNames.joined(separator: ", "))); "
          + "ask for its prediction matrix, or fit it with one meta learner")
    }
    return try await predictionMatrix(from: source, on: parallel).elements
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
    let blocks = try await blockOutputs(of: source.features, on: parallel) { outputs in
      [outputs[outputs.count - 1].matrix]
    }
    return Matrix(stacking: blocks.map { $0[0] }, columnCount: outputNames.count)
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
    let blocks = try await blockOutputs(of: features, on: parallel) { $0.map(\.matrix) }
    return layers.enumerated().map { index, layer in
      LayerOutput(
        layer: layer.name, columnNames: layer.columnNames, rows: RangeSet(0..<features.rowCount),
        matrix: Matrix(stacking: blocks.map { $0[index] }, columnCount: layer.columnNames.count))
    }
  }

  /// Takes each block of rows through all layers, the blocks side by side.
  private func blockOutputs(
    of features: Features, on parallel: Parallel,
    _ selection: @escaping @Sendable ([LayerOutput]) -> [Matrix<Double>]
  ) async throws -> [[Matrix<Double>]] {
    guard features.columnCount == featureCount else {
      throw ModelingError(
        .mismatchedShapes,
        "this model was fitted to \(featureCount.counted("column")) of features, but was given \(features.columnCount)"
      )
    }
    // Blocks depend on the rows alone, so that neither results nor memory depend on the number of workers.
    let length = 4096
    let starts = stride(from: 0, to: features.rowCount, by: length)
    let outputs: @Sendable (Int) throws -> [Matrix<Double>] = { start in
      let rows = start..<min(start + length, features.rowCount)
      return try selection(layerOutputs(of: features.rows(RangeSet(rows)), firstRow: start))
    }
    guard features.rowCount > length else { return try starts.map(outputs) }
    do {
      // The engine wraps what a block throws, with the block's place. What it threw says more.
      return try await parallel.map(starts, outputs)
    } catch let error as ParallelError {
      throw error.underlying ?? error
    }
  }

  private func layerOutputs(of block: Features, firstRow: Int) throws -> [LayerOutput] {
    let acceptsMissing = layers[0].learners.allSatisfy { type(of: $0.estimator.value).acceptsMissing }
    if !acceptsMissing { try block.requireFinite(firstRow: firstRow) { featureNames?[$0] } }
    var features = block
    return try layers.enumerated().map { index, layer in
      // What the last layer predicts is handed out as it is.
      let output = try layer.output(for: features, in: index + 1 < layers.count ? precision : .double)
      features = output.rounded(to: precision)
      return output
    }
  }
}

extension Matrix {
  /// Creates a matrix from the rows of several, which all have the same number of columns.
  fileprivate init(stacking blocks: [Matrix], columnCount: Int) {
    guard blocks.count != 1 else {
      self = blocks[0]
      return
    }
    self.init(rowCount: blocks.reduce(0) { $0 + $1.rowCount }, columnCount: columnCount) { target in
      var place = 0
      for block in blocks {
        block.withUnsafeElements { source in
          _ = UnsafeMutableBufferPointer(rebasing: target[place..<place + source.count]).initialize(
            from: source)
          place += source.count
        }
      }
    }
  }
}
