/// Drops the last rows, so that the row before stands where a row stood: a lag of a time series.
///
/// The result has fewer rows than it was given. In front of a learner, which needs one row of features for each
/// target, that is an error; it is meant for preparing data.
public struct Shift: Preprocessor {
  /// The name in recipe files.
  public static let typeName = "shift"
  /// One line for lists of preprocessing steps.
  public static let summary = "drops the last rows, as a lag of a time series"
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .shapes: "it is there to leave rows out",
    .storage: "no learner can stand behind a step that leaves rows out",
    .refusals: "it looks at no column",
  ]
  /// The parameters.
  public static let parameters: [Parameter<Shift>] = [
    .integer("rows", \.rows, .atLeast(0), "how many rows are dropped")
  ]

  /// How many rows are dropped, at least 0.
  public var rows: Int

  /// Creates a recipe that drops one row.
  public init() { self.init(by: 1) }

  /// Creates a recipe.
  public init(by rows: Int) { self.rows = rows }

  /// Needs nothing of the data set.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> RowShift {
    RowShift(rows: rows)
  }
}

/// A number of rows to drop at the end.
public struct RowShift: FittedPreprocessor, Hashable {
  /// The name in stored models.
  public static let typeName = "row-shift"
  /// Missing values stay missing.
  public static let acceptsMissing = true
  /// Categories stay categories.
  public static let acceptsCategories = true

  /// How many rows are dropped, at least 0.
  public let rows: Int

  init(rows: Int) { self.rows = rows }

  /// Reads a stored shift.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rows = try container.decode(Int.self, forKey: .rows)
    guard rows >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: container, debugDescription: "a shift cannot drop \(rows.counted("row"))")
    }
  }

  /// All rows but the last ones: a view.
  ///
  /// - Throws: `ModelingError` if there are fewer rows than are to be dropped.
  public func applied(to features: Features) throws -> Features {
    guard rows <= features.rowCount else {
      throw ModelingError(
        .tooFewRows,
        "a shift by \(rows.counted("row")) was given features of only \(features.rowCount.counted("row"))")
    }
    return features.rows(RangeSet(0..<features.rowCount - rows))
  }
}
