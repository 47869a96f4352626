/// A recipe that changes features before an estimator sees them.
///
/// In an ensemble it is fitted on the training rows of each fold alone, so that nothing of the rows to be
/// predicted leaks into it.
public protocol Preprocessor: Configurable {
  /// What fitting gives.
  associatedtype Fitted: FittedPreprocessor

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range or does not suit the data.
  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted
}

extension Preprocessor {
  /// Fits to a data set on its own, outside of any ensemble.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range or does not suit the data.
  public func fitted(to data: Dataset) throws -> Fitted {
    try validate()
    return try fitted(to: data, in: FittingContext())
  }
}

/// What a preprocessor has learned.
public protocol FittedPreprocessor: Codable, Sendable {
  /// The name of the type in stored models. It never changes once it has been published.
  static var typeName: String { get }

  /// The changed features.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to.
  func applied(to features: Features) throws -> Features
}

extension FittedPreprocessor {
  /// The changed features of a matrix or a view of one.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to.
  public func applied(to source: some FeatureSource) throws -> Features {
    try applied(to: source.features)
  }
}
