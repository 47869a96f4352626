/// A recipe that changes features before an estimator sees them.
///
/// In an ensemble it is fitted on the training rows of each fold alone, so that nothing of the rows to be
/// predicted leaks into it.
public protocol Preprocessor: Configurable {
  /// What fitting gives.
  associatedtype Fitted: FittedPreprocessor

  /// The laws that it cannot keep, each with the reason. By default none.
  static var exemptions: [LearningLaw: String] { get }

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range or does not suit the data.
  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted
}

extension Preprocessor {
  /// Whether a NaN among the features stands for a missing value.
  public static var acceptsMissing: Bool { Fitted.acceptsMissing }

  /// Whether a column of categories may hold the places of words.
  public static var acceptsCategories: Bool { Fitted.acceptsCategories }

  /// None: all laws are kept.
  public static var exemptions: [LearningLaw: String] { [:] }

  /// Fits to a data set on its own, outside of any ensemble.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range or does not suit the data, or if a number is not finite
  ///   that must be.
  public func fitted(to data: Dataset) throws -> Fitted {
    try validate()
    if !Self.acceptsCategories { try data.requireNoCategories(for: Self.typeName) }
    if !Self.acceptsMissing { try data.features.requireFinite { data.featureNames?[$0] } }
    return try fitted(to: data, in: FittingContext())
  }
}

/// What a preprocessor has learned.
public protocol FittedPreprocessor: Codable, Sendable {
  /// The name of the type in stored models. It never changes once it has been published.
  static var typeName: String { get }

  /// Whether a NaN among the features stands for a missing value. By default it is refused, in a fit as well.
  static var acceptsMissing: Bool { get }

  /// Whether a column of categories may hold the places of words. By default such a column is refused in a fit.
  static var acceptsCategories: Bool { get }

  /// The changed features.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to.
  func applied(to features: Features) throws -> Features

  /// The changed examples, where the target is known: in a fit, and when the rows of a fold are predicted.
  ///
  /// By default the features are changed and the rest stays. A step that needs the target, such as the errors of
  /// earlier predictions, does its work here, and its `applied(to:)` for features alone says that it cannot.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to, or
  ///   if the number of rows would change.
  func applied(to data: Dataset) throws -> Dataset

  /// The changed examples that it was fitted to, for what learns from them behind it.
  ///
  /// By default they are changed as any others. A step that predicts the target gives what it predicted for each row
  /// before it had seen it, and leaves out rows for which there is no such prediction.
  ///
  /// - Parameter data: The examples of the fit, and no others.
  /// - Returns: As many rows or fewer, with their targets, weights and groups.
  /// - Throws: `ModelingError` if these are not the examples of the fit.
  func appliedToTraining(_ data: Dataset) throws -> Dataset

  /// The same without what it keeps for the examples of its fit alone, once nobody will ask for them any more.
  var forgettingTraining: Self { get }
}

extension FittedPreprocessor {
  /// False: a NaN among the features is refused.
  public static var acceptsMissing: Bool { false }

  /// False: a column of categories is refused.
  public static var acceptsCategories: Bool { false }

  /// The examples with changed features.
  public func applied(to data: Dataset) throws -> Dataset {
    let features = try applied(to: data.features)
    guard features.rowCount == data.rowCount else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(Self.typeName)” made \(features.rowCount.counted("row")) of \(data.rowCount), but a learner needs one "
          + "row of features for each row of the target")
    }
    return data.replacing(features: features)
  }

  /// What `applied(to:)` gives.
  public func appliedToTraining(_ data: Dataset) throws -> Dataset { try applied(to: data) }

  /// The same: most steps keep nothing.
  public var forgettingTraining: Self { self }

  /// The changed features of a matrix or a view of one.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to.
  public func applied(to source: some FeatureSource) throws -> Features {
    try applied(to: source.features)
  }
}
