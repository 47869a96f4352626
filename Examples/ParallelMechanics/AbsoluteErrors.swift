import Ensembles

/// Turns one column of predictions into features that tell how far they are from the targets.
///
/// Row i gets one feature for each row j: the distance of prediction i from target j. So the number of features is that
/// of the rows, and the targets leak into them, which is what this example's model has always done. For errors of rows
/// alone, take the distance from the row's own target.
struct AbsoluteErrors: Preprocessor {
  static let typeName = "absolute-errors"
  static let summary = "the distances of predictions from the targets"
  static let parameters: [Parameter<AbsoluteErrors>] = []

  struct Fitted: FittedPreprocessor {
    static let typeName = "absolute-errors-fitted"

    /// New rows have no target, and so no errors.
    func applied(to features: Features) throws -> Features {
      throw ModelingError(.unsuitableTarget, "there are no errors where the target is not known")
    }

    func applied(to data: Dataset) throws -> Dataset {
      let errors = (0..<data.rowCount).map { row in
        (0..<data.rowCount).map { abs(data.features[row, 0] - data.target[$0, 0]) }
      }
      return data.replacing(features: Features(Matrix(rows: errors)))
    }
  }

  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted { Fitted() }
}
