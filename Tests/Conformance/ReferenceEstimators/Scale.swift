import Estimators

/// mlens' reference preprocessing `Scale`: subtracts the mean of each column.
///
/// It computes in the precision that it is given and adds up in NumPy's order. That shows from the second layer on,
/// whose learners tell columns apart that differ little.
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
    (0..<features.columnCount).map { column in
      let numbers = (0..<features.rowCount).map { Element(features[$0, column]) }
      // Only the numbers of a single column lie next to each other in the memory of NumPy.
      let sum = features.columnCount == 1 ? Self.pairwiseSum(numbers[...]) : numbers.reduce(0, +)
      return Double(sum / Element(features.rowCount))
    }
  }

  /// The sum of numbers that lie next to each other: NumPy halves long lists, and adds up eight by eight in the rest.
  private static func pairwiseSum<Element: MatrixElement>(_ numbers: ArraySlice<Element>) -> Element {
    guard numbers.count >= 8 else { return numbers.reduce(0, +) }
    guard numbers.count <= 128 else {
      let half = numbers.count / 2
      let middle = numbers.startIndex + half - half % 8
      return pairwiseSum(numbers[..<middle]) + pairwiseSum(numbers[middle...])
    }
    let end = numbers.endIndex - numbers.count % 8
    var sums = Array(numbers.prefix(8))
    for start in stride(from: numbers.startIndex + 8, to: end, by: 8) {
      for lane in sums.indices { sums[lane] += numbers[start + lane] }
    }
    let sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    return numbers[end...].reduce(sum, +)
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
