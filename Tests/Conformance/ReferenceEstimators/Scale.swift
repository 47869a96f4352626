import Estimators

/// mlens' reference preprocessing `Scale`: subtracts the mean of each column.
///
/// It computes in the precision that it is given, as NumPy does. That shows from the second layer on, whose
/// learners tell columns apart that differ little.
struct Scale: Preprocessor {
  static let typeName = "mlens-scale"
  static let summary = "subtracts the mean of each column"
  static let parameters: [Parameter<Scale>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> ColumnMeans {
    switch data.features.precision {
    case .float: ColumnMeans(means: Self.means(of: data.features, as: Float.self))
    case .double: ColumnMeans(means: Self.means(of: data.features, as: Double.self))
    }
  }

  private static func means<Element: MatrixElement>(
    of features: Features, as element: Element.Type
  ) -> [Double] {
    var sums = [Element](repeating: 0, count: features.columnCount)
    for row in 0..<features.rowCount {
      for column in sums.indices { sums[column] += Element(features[row, column]) }
    }
    return sums.map { Double($0 / Element(features.rowCount)) }
  }
}

/// The means of columns.
struct ColumnMeans: FittedPreprocessor {
  static let typeName = "mlens-column-means"

  let means: [Double]

  func applied(to features: Features) throws -> Features {
    guard features.columnCount == means.count else {
      throw ModelingError(
        .mismatchedShapes,
        "\(means.count) means were given features of \(features.columnCount) columns")
    }
    let centered = Matrix<Double>(
      rowCount: features.rowCount, columnCount: means.count,
      elements: (0..<features.rowCount).flatMap { row in
        means.indices.map { features[row, $0] - means[$0] }
      })
    // The difference of two Floats, computed in double precision and then rounded, is what their own
    // subtraction gives.
    return features.precision == .float ? Features(Matrix<Float>(centered)) : Features(centered)
  }
}
