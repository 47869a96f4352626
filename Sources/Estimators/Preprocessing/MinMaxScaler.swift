/// Maps the smallest number of each column to 0 and the largest to 1.
///
/// Numbers that the training rows did not reach map to below 0 or above 1. A constant column is only shifted. Examples of
/// weight 0 are passed over.
///
/// - Complexity: O(*n* *p*).
public struct MinMaxScaler: Preprocessor {
  /// The name in recipe files.
  public static let typeName = "min-max"
  /// One line for lists of preprocessing steps.
  public static let summary = "maps the range of each column to that from 0 to 1"
  /// There are none.
  public static let parameters: [Parameter<MinMaxScaler>] = []

  /// Creates a recipe.
  public init() {}

  /// Fits to the features of a data set.
  ///
  /// - Throws: `ModelingError` if no example counts, or if the range of a column exceeds what a `Double` can hold.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ColumnScaling {
    let width = data.features.columnCount
    var least = [Double](repeating: .infinity, count: width)
    var most = [Double](repeating: -.infinity, count: width)
    var count = 0
    data.features.forEachRowBlock(of: 1024) { block in
      data.withWeights(of: block.rows) { weights in
        for row in 0..<block.rowCount where weights?[row] ?? 1 > 0 {
          let values = block.row(row)
          count += 1
          for column in 0..<width {
            least[column] = min(least[column], values[column])
            most[column] = max(most[column], values[column])
          }
        }
      }
    }
    guard count > 0 else {
      throw ModelingError(.tooFewRows, "“\(Self.typeName)” needs at least one row of positive weight")
    }
    let ranges = zip(least, most).map { $1 - $0 }
    guard ranges.allSatisfy(\.isFinite) else { throw ModelingError.overflow(in: Self.typeName) }
    return ColumnScaling(offsets: least, divisors: ranges.map { $0.isNormal ? $0 : 1 })
  }
}
