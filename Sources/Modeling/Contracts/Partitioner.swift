/// A recipe that learns to part rows by their features, such as a clustering.
///
/// A `ClusteredSubsetIndexer` fits one, and trains learners on each part of the rows.
public protocol Partitioner: Configurable {
  /// What fitting gives.
  associatedtype Fitted: FittedPartitioner

  /// Fits to a data set, of which most look at the features alone.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range or does not suit the data; `CancellationError` if
  ///   the task was cancelled during a long fit.
  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted
}

extension Partitioner {
  /// Fits to a data set on its own, outside of any ensemble.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range or does not suit the data, if a feature is not
  ///   finite, or if there is no row or no column.
  public func fitted(to data: Dataset) throws -> Fitted {
    try validate()
    guard data.rowCount > 0, data.features.columnCount > 0 else {
      throw ModelingError(
        .tooFewRows,
        "“\(Self.typeName)” needs at least one row and one column, but the data set has "
          + "\(data.rowCount.counted("row")) and \(data.features.columnCount.counted("column"))")
    }
    try data.features.requireFinite { data.featureNames?[$0] }
    return try fitted(to: data, in: FittingContext())
  }
}

/// What a partitioner has learned.
public protocol FittedPartitioner: Codable, Sendable {
  /// The name of the type in stored models. It never changes once it has been published.
  static var typeName: String { get }

  /// The number of partitions.
  var partitionCount: Int { get }

  /// The partition of each row.
  ///
  /// - Returns: One number for each row, counted from 0 and below `partitionCount`.
  /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to.
  func partitions(of features: Features) throws -> [Int]
}

extension FittedPartitioner {
  /// The partition of each row of a matrix or a view of one.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to.
  public func partitions(of source: some FeatureSource) throws -> [Int] {
    try partitions(of: source.features)
  }
}
