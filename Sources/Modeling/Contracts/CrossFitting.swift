/// An estimator that many training sets can share one pass over the rows for, because it needs to know no more of rows
/// than sums.
///
/// An ensemble fits a learner to all rows and to all rows but those of each fold. Where a learner conforms, the rows
/// are read once: the ensemble makes the statistics of the parts that training sets are put together from, adds those
/// of each set, and asks for a model of each sum. Learners with the same type of statistics share them.
///
/// A model that is fitted in this way must agree with one fitted to the rows themselves to 1e-8, relative. Where sums
/// cannot promise that, an estimator declines, and is fitted to the rows.
public protocol CrossFitting: Estimator {
  /// What it needs to know of rows.
  associatedtype Statistics: TrainingStatistics

  /// Fits to rows of which statistics are known.
  ///
  /// - Parameters:
  ///   - statistics: Those of at least one row.
  ///   - context: What the fit may depend on besides data and parameters.
  /// - Returns: The model, or nil if the rows themselves are needed.
  /// - Throws: An error if there can be no model; the fit to the rows, which is tried then, decides.
  func fitted(to statistics: Statistics, in context: FittingContext) throws -> Model?
}

/// What some learners need to know of rows: numbers that add up.
///
/// ```swift
/// let empty = LinearStatistics(forRowsOf: data)
/// var first = empty
/// first.add(rowsOf: data.rows(RangeSet(0..<50)))
/// var rest = empty
/// rest.add(rowsOf: data.rows(RangeSet(50..<100)))
/// first.add(rest)
/// ```
///
/// Nothing is ever subtracted, so that sums keep their digits.
public protocol TrainingStatistics: Codable, Sendable {
  /// The number of numbers that statistics of rows of a data set hold, or nil if they should not be made of it, because
  /// they would cost more than fits to the rows.
  static func numberCount(for data: Dataset) -> Int?

  /// Creates the statistics of no rows.
  ///
  /// Only statistics that come from one such value are ever added. It may look at some of the rows for the order of
  /// magnitude of the columns, but not at all of them.
  ///
  /// - Parameter data: The data set whose rows will be added, in parts.
  init(forRowsOf data: Dataset)

  /// Adds rows.
  ///
  /// It depends on nothing but the rows and what was added before, and holds few of them at a time.
  ///
  /// - Parameter data: Some rows of the data set, with finite features and targets.
  mutating func add(rowsOf data: Dataset)

  /// Adds what is known of other rows.
  mutating func add(_ other: Self)
}

/// A model whose outputs can stand beside those of others of its type in a single model, which predicts all of them
/// in less time than one after another.
public protocol JoinableModel: FittedModel {
  /// Creates the model whose columns are those of several.
  ///
  /// - Parameter models: At least one, all with the same number of features.
  init(sideBySide models: [Self])
}
