/// Examples to learn from: features and, for each row of them, the target.
///
/// ```swift
/// let training = try Dataset(features: matrix, target: prices)
/// ```
public struct Dataset: Sendable {
  /// The features, one row for each example.
  public let features: Features

  /// The target, one row for each example and one column for each output.
  public let target: MatrixView<Double>

  /// The names of the feature columns, where they are known.
  public let featureNames: [String]?

  /// The number of examples.
  public var rowCount: Int { features.rowCount }

  private init(features: Features, target: MatrixView<Double>, featureNames: [String]?) {
    self.features = features
    self.target = target
    self.featureNames = featureNames
  }

  /// Creates a data set of one output.
  ///
  /// - Parameters:
  ///   - features: One row for each example.
  ///   - target: One number for each example.
  ///   - featureNames: One name for each feature column, or nil.
  /// - Throws: `ModelingError` if the counts differ.
  public init(
    features: some FeatureSource, target: [Double], featureNames: [String]? = nil
  ) throws {
    let features = features.features
    guard features.rowCount == target.count else {
      throw ModelingError(
        .mismatchedShapes,
        "the features have \(features.rowCount.counted("row")), but the target has \(target.count.counted("value"))"
      )
    }
    if let names = featureNames, names.count != features.columnCount {
      throw ModelingError(
        .mismatchedShapes,
        "there are \(names.count) feature names for \(features.columnCount.counted("column")) of features")
    }
    self.init(features: features, target: Matrix(column: target).view, featureNames: featureNames)
  }

  /// Some of the examples, counted within this data set.
  ///
  /// Nothing is copied.
  public func rows(_ rows: RangeSet<Int>) -> Dataset {
    Dataset(
      features: features.rows(rows), target: target.view(rows: rows), featureNames: featureNames)
  }

  /// The same examples with other features of the same number of rows.
  public func replacing(features: Features) -> Dataset {
    precondition(features.rowCount == rowCount, "every example has one row of features")
    return Dataset(features: features, target: target, featureNames: nil)
  }
}
