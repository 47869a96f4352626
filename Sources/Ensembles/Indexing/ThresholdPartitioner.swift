/// Tells rows apart by how many thresholds the number in one column is above.
public struct ThresholdPartitioner: Partitioner {
  /// The name in recipe files.
  public static let typeName = "thresholds"
  /// One line for lists.
  public static let summary = "rows are told apart by how many thresholds a column is above"
  /// The parameters.
  public static let parameters: [Parameter<ThresholdPartitioner>] = [
    .integer("column", \.column, .atLeast(0), "the column, counted from 0"),
    Parameter(
      "thresholds", domain: "a list of ascending numbers", "the bounds between partitions",
      get: { .list($0.thresholds.map { .number($0) }) }, set: { $0.thresholds = $1 },
      convert: { (value) -> [Double]? in
        guard case .list(let values) = value else { return nil }
        var thresholds: [Double] = []
        for value in values {
          let threshold: Double
          switch value {
          case .number(let number): threshold = number
          case .integer(let number): threshold = Double(number)
          default: return nil
          }
          guard threshold.isFinite, thresholds.last.map({ $0 < threshold }) ?? true else { return nil }
          thresholds.append(threshold)
        }
        return thresholds
      }),
  ]

  /// The column, counted from 0.
  public var column: Int

  /// The bounds between partitions, in ascending order.
  ///
  /// A number that equals a threshold is not above it.
  public var thresholds: [Double]

  /// Creates a partitioner that tells apart whether the first column is above 0.
  public init() { self.init(column: 0, thresholds: [0]) }

  /// Creates a partitioner.
  public init(column: Int, thresholds: [Double]) {
    self.column = column
    self.thresholds = thresholds
  }

  /// Checks that there is such a column: there is nothing to learn.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range, or there is no such column.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted {
    try validate()
    let fitted = Fitted(column: column, thresholds: thresholds, featureCount: data.features.columnCount)
    guard column < fitted.featureCount else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(Self.typeName)” is for column \(column) (counted from 0), but the features have "
          + fitted.featureCount.counted("column"))
    }
    return fitted
  }

  /// A column and thresholds that suit some features.
  public struct Fitted: FittedPartitioner {
    /// The name in stored models.
    public static let typeName = "thresholds"

    let column: Int
    let thresholds: [Double]
    let featureCount: Int

    /// One more than there are thresholds.
    public var partitionCount: Int { thresholds.count + 1 }

    /// How many thresholds each row is above.
    ///
    /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to.
    public func partitions(of features: Features) throws -> [Int] {
      guard features.columnCount == featureCount, column < featureCount else {
        throw ModelingError(
          .mismatchedShapes,
          "this partitioner was fitted to \(featureCount.counted("column")) of features, but was given "
            + "\(features.columnCount)")
      }
      return (0..<features.rowCount).map { row in
        let value = features[row, column]
        return thresholds.reduce(0) { $0 + (value > $1 ? 1 : 0) }
      }
    }
  }
}
