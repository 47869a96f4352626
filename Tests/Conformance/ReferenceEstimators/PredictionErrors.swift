import Ensembles

/// The step of mlens' tutorial that makes features of how far predictions are from the target.
///
/// NumPy subtracts every target from every prediction, because the one is a list and the other a column: the
/// features of *m* rows are *m* columns, |pᵢ − yⱼ| in row i and column j.
struct PredictionErrors: Preprocessor {
  static let typeName = "mlens-tutorial-errors"
  static let summary = "the distance of every prediction from every target"
  static let parameters: [Parameter<PredictionErrors>] = []

  func fitted(to data: Dataset, in context: FittingContext) -> Fitted { Fitted() }

  struct Fitted: FittedPreprocessor {
    static let typeName = "mlens-tutorial-errors"

    func applied(to features: Features) throws -> Features {
      throw ModelingError(
        .unsuitableTarget, "“\(Self.typeName)” needs the target, which is unknown where rows are predicted")
    }

    func applied(to data: Dataset) throws -> Dataset {
      guard data.features.columnCount == 1 else {
        throw ModelingError(
          .mismatchedShapes,
          "“\(Self.typeName)” needs one column of predictions, but was given \(data.features.columnCount)")
      }
      let target = data.target.copied().elements
      let errors = Matrix<Double>(
        rowCount: data.rowCount, columnCount: data.rowCount,
        elements: (0..<data.rowCount).flatMap { row in
          target.map { abs(data.features[row, 0] - $0) }
        })
      return try Dataset(features: errors, target: target)
    }
  }
}
