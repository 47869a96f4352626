import Ensembles

/// Makes features of the errors of one prediction: in row i and column j how far the prediction of row i is from the
/// target of row j.
struct AbsoluteErrors: Preprocessor {
  struct Fitted: FittedPreprocessor {
    static let typeName = "test-absolute-errors-fitted"

    func applied(to features: Features) throws -> Features {
      throw ModelingError(.unsuitableTarget, "errors need the target")
    }

    func applied(to data: Dataset) throws -> Dataset {
      let errors = (0..<data.rowCount).map { row in
        (0..<data.rowCount).map { abs(data.features[row, 0] - data.target[$0, 0]) }
      }
      return data.replacing(features: Features(Matrix(rows: errors)))
    }
  }

  static let typeName = "test-absolute-errors"
  static let summary = "errors of predictions"
  static let parameters: [Parameter<AbsoluteErrors>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted { Fitted() }
}
