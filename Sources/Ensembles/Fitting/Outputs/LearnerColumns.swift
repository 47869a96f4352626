/// Where the predictions of a learner stand among those of its layer, for one partition.
struct LearnerColumns: Codable, Hashable, Sendable {
  /// The first of them.
  var first: Int
  /// How many hold predictions.
  var predictions: Int
  /// How many hold probabilities of classes, behind the predictions.
  var probabilities: Int

  var count: Int { predictions + probabilities }

  /// Checks that a model predicts what there is room for.
  func requireShape(of model: any FittedModel) throws {
    guard predictions == 0 || model.outputCount == predictions else {
      throw ModelingError(
        .mismatchedShapes,
        "it predicts \(model.outputCount.counted("column")), but what was fitted promised \(predictions)")
    }
    guard probabilities > 0 else { return }
    guard let classifier = model as? any ClassifierModel else {
      throw ModelingError(
        .mismatchedShapes, "a model of type “\(type(of: model).typeName)” knows no probabilities of classes")
    }
    guard classifier.classCount == probabilities else {
      throw ModelingError(
        .mismatchedShapes,
        "it tells \(classifier.classCount) classes apart, but the target has \(probabilities)")
    }
  }
}

extension FittedModel {
  /// Visits what the model predicts, block by block, so that the memory for it does not grow with the rows.
  ///
  /// - Parameters:
  ///   - features: The rows.
  ///   - columns: Whether predictions, probabilities or both are wanted.
  ///   - body: Gets a block and the number of rows before it.
  /// - Throws: What the model or the closure throws, or `ModelingError` if the model breaks its promise of a shape.
  func forEachOutputBlock(
    of features: Features, _ columns: LearnerColumns, _ body: (Matrix<Double>, Int) throws -> Void
  ) throws {
    for start in stride(from: 0, to: features.rowCount, by: predictionBlockLength) {
      let end = min(start + predictionBlockLength, features.rowCount)
      let isAll = start == 0 && end == features.rowCount
      let block = isAll ? features : features.rows(RangeSet(start..<end))
      try body(output(for: block, columns), start)
    }
  }

  private func output(for features: Features, _ columns: LearnerColumns) throws -> Matrix<Double> {
    guard columns.probabilities > 0 else { return try shapedPredictions(from: features) }
    let probabilities = try shapedProbabilities(from: features)
    guard columns.predictions > 0 else { return probabilities }
    return try Matrix(sideBySide: [shapedPredictions(from: features), probabilities])
  }

  /// The probabilities of a classifier, in the shape that it promises.
  func shapedProbabilities(from features: Features) throws -> Matrix<Double> {
    guard let classifier = self as? any ClassifierModel else {
      throw ModelingError(
        .unsuitableTarget, "a model of type “\(Self.typeName)” knows no probabilities of classes")
    }
    let result = try classifier.probabilities(from: features)
    guard result.rowCount == features.rowCount, result.columnCount == classifier.classCount else {
      throw ModelingError(
        .mismatchedShapes,
        "a model of type “\(Self.typeName)” gave \(result.rowCount)×\(result.columnCount) probabilities where it "
          + "promises \(features.rowCount)×\(classifier.classCount)")
    }
    return result
  }
}

/// How many rows are predicted at a time.
///
/// Blocks depend on the rows alone, so that neither results nor memory depend on the number of workers.
let predictionBlockLength = 4096
