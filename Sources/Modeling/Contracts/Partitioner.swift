/// A recipe that learns to tell the rows of a data set apart into partitions.
///
/// ```swift
/// let indexer = ClusteredSubsetIndexer(clustering: KMeans(clusters: 3), folds: 2)
/// ```
///
/// A `ClusteredSubsetIndexer` has models of their own fitted to each partition.
public protocol Partitioner: Configurable {
  /// What fitting gives.
  associatedtype Fitted: FittedPartitioner

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range or does not suit the data.
  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted
}

/// What a partitioner has learned.
public protocol FittedPartitioner: Codable, Sendable {
  /// The name of the type in stored models. It never changes once it has been published.
  static var typeName: String { get }

  /// The number of partitions that rows can be in.
  var partitionCount: Int { get }

  /// The partition of each row, counted from 0.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns than those it was fitted to.
  func partitions(of features: Features) throws -> [Int]
}
