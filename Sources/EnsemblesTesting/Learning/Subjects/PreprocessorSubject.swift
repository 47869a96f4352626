internal import Ensembles

/// A preprocessing step to check.
struct PreprocessorSubject<P: Preprocessor>: LawSubject {
  let recipe: P
  let tolerance: Double
  let sample: Result<Dataset, any Error>

  var acceptsMissing: Bool { P.acceptsMissing }
  /// A step that does not look at weights gives the same with and without.
  var acceptsWeights: Bool { true }

  init(_ preprocessor: P, data: Dataset?, tolerance: Double) {
    recipe = preprocessor
    self.tolerance = tolerance
    sample = Result {
      try Sample.first(of: data.map { [$0] } ?? Sample.all(of: .numbers)) {
        _ = try preprocessor.fitted(to: $0)
      }
    }
  }

  func fitted(to data: Dataset, seed: UInt64) throws -> P.Fitted {
    try recipe.fitted(to: data, in: FittingContext(seed: seed))
  }

  func fittedAlone(to data: Dataset) throws -> P.Fitted { try recipe.fitted(to: data) }

  func outputs(of fitted: P.Fitted, for features: Features) throws -> Outputs {
    Outputs(values: try fitted.applied(to: features).matrix(), probabilities: nil)
  }

  func requireSoundness(
    of outputs: Outputs, from fitted: P.Fitted, rowCount: Int, columnCount: Int, for data: Dataset
  ) throws {
    guard outputs.values.rowCount == rowCount else {
      throw Breach("\(rowCount.counted("row")) became \(outputs.values.rowCount)")
    }
    guard outputs.isFinite else { throw Breach("a number of the result is not finite") }
    let width = try fitted.applied(to: data.features).columnCount
    guard outputs.values.columnCount == width else {
      throw Breach(
        "\(rowCount.counted("row")) became \(outputs.values.columnCount.counted("column")), \(data.rowCount) became "
          + "\(width)")
    }
  }

  func ensemble() -> (SequentialEnsemble, Registry) {
    var registry = Registry()
    registry.register(P.self)
    registry.register(RowSum.self)
    var sum = LayerContent()
    sum.append(Learner(RowSum()))
    let content = LayerContent(named: nil, [recipe], learners: sum)
    return (
      SequentialEnsemble(
        indexer: FullIndexer(), layers: [Layer(groups: content.allGroups)], meta: nil, precision: .double),
      registry
    )
  }
}

/// Predicts the sum of a row, which lets a step be seen through an ensemble.
private struct RowSum: Estimator {
  struct Model: FittedModel {
    static let typeName = "row-sum-model"

    let featureCount: Int
    let outputCount: Int

    func predictions(from features: Features) throws -> Matrix<Double> {
      try requireColumns(of: features)
      let matrix = features.matrix()
      return Matrix(
        rowCount: matrix.rowCount, columnCount: outputCount,
        elements: (0..<matrix.rowCount).flatMap { row in
          Array(repeating: matrix.row(row).reduce(0, +), count: outputCount)
        })
    }
  }

  static let typeName = "row-sum"
  static let summary = "predicts the sum of each row"
  static let parameters: [Parameter<RowSum>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    Model(featureCount: data.features.columnCount, outputCount: data.target.columnCount)
  }
}
