/// Keeps some of the columns, in the order given.
///
/// Nothing is copied.
public struct ColumnSubset: Preprocessor {
  /// The name in recipe files.
  public static let typeName = "columns"
  /// One line for lists of preprocessing steps.
  public static let summary = "keeps some of the columns"
  /// The parameters.
  public static let parameters: [Parameter<ColumnSubset>] = [
    .columns("columns", \.columns, "the columns to keep; none means all")
  ]

  /// The columns to keep, counted from 0.
  ///
  /// An empty list keeps all.
  public var columns: [Int]

  /// Creates a recipe that keeps all columns.
  public init() { self.init([]) }

  /// Creates a recipe.
  public init(_ columns: [Int]) { self.columns = columns }

  /// Checks the columns against those of a data set.
  ///
  /// - Throws: `ModelingError` naming a column that is not there.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ColumnChoice {
    let count = data.features.columnCount
    if let missing = columns.first(where: { $0 < 0 || $0 >= count }) {
      throw ModelingError(
        .invalidParameter,
        "“\(Self.typeName)” asks for column \(missing), but the features have \(count.counted("column")), "
          + "counted from 0")
    }
    return ColumnChoice(columns: columns.isEmpty ? Array(0..<count) : columns, columnCount: count)
  }
}

/// Some columns of features of a known width.
public struct ColumnChoice: FittedPreprocessor, Hashable {
  /// The name in stored models.
  public static let typeName = "column-choice"
  /// Missing values stay missing.
  public static let acceptsMissing = true
  /// Categories stay categories.
  public static let acceptsCategories = true

  /// The columns to keep, counted from 0, in order.
  public let columns: [Int]

  /// The number of columns that features must have.
  public let columnCount: Int

  init(columns: [Int], columnCount: Int) {
    self.columns = columns
    self.columnCount = columnCount
  }

  /// Reads a stored choice.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    columns = try container.decode([Int].self, forKey: .columns)
    columnCount = try container.decode(Int.self, forKey: .columnCount)
    guard columns.allSatisfy({ $0 >= 0 && $0 < columnCount }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .columns, in: container,
        debugDescription: "a choice of columns names one that is not among the \(columnCount)")
    }
  }

  /// The chosen columns: a view.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns.
  public func applied(to features: Features) throws -> Features {
    guard features.columnCount == columnCount else {
      throw ModelingError(
        .mismatchedShapes,
        "a choice among \(columnCount.counted("column")) was given features of \(features.columnCount.counted("column"))"
      )
    }
    return features.columns(columns)
  }

  /// The examples with the chosen columns, which keep their names.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns.
  public func applied(to data: Dataset) throws -> Dataset {
    _ = try applied(to: data.features)
    return data.columns(columns)
  }
}
