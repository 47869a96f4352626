/// Has a partitioner find partitions of similar rows, each of which has models of its own, and cuts them into folds.
///
/// ```swift
/// let byAge = ClusteredSubsetIndexer(clustering: ThresholdPartitioner(column: 0, thresholds: [18, 65]), folds: 2)
/// ```
///
/// The folds are those of a `SubsetIndexer`, with the rows of a partition in place of a block of neighbours. A
/// partition without a row is left out.
public struct ClusteredSubsetIndexer<Clustering: Partitioner>: Indexer {
  /// The name in recipe files.
  public static var typeName: String { "clustered-subset" }
  /// One line for lists.
  public static var summary: String { "each cluster of the rows has models of its own, fitted to its folds" }
  /// The parameters, those of the partitioner included.
  public static var parameters: [Parameter<ClusteredSubsetIndexer>] {
    let own: [Parameter<ClusteredSubsetIndexer>] = [
      .integer("folds", \.folds, .atLeast(2), "the number of folds of each cluster"),
      .seed("seed", \.seed, "where the random numbers of the clustering start"),
    ]
    return own
      + Clustering.parameters.filter { parameter in !own.contains { $0.name == parameter.name } }.map(lifted)
  }

  /// What finds the partitions.
  public var clustering: Clustering

  /// The number of folds of each partition, at least 2.
  public var folds: Int

  /// Where the random numbers of the clustering start.
  public var seed: UInt64

  /// Creates an indexer with the defaults of the partitioner and 2 folds.
  public init() { self.init(clustering: Clustering(), folds: 2) }

  /// Creates an indexer.
  public init(clustering: Clustering, folds: Int, seed: UInt64 = 0) {
    self.clustering = clustering
    self.folds = folds
    self.seed = seed
  }

  /// The folds of a data set.
  ///
  /// - Throws: `ModelingError` if there are fewer than 2 folds, a partition has fewer rows than folds, or if the
  ///   partitioner cannot be fitted or names partitions that it does not have.
  public func plan(for data: Dataset) throws -> CrossFittingPlan {
    try validate()
    try clustering.validate()
    guard data.rowCount > 0 else {
      throw ModelingError(.tooFewRows, "there are 0 rows to find partitions among")
    }
    let fitted = try clustering.fitted(to: data, in: FittingContext(seed: seed))
    let numbers = try fitted.partitions(of: data.features)
    guard numbers.count == data.rowCount else {
      throw failure("gave a partition for \(numbers.count.counted("row")), but there are \(data.rowCount)")
    }
    var members: [[Range<Int>]] = Array(repeating: [], count: max(0, fitted.partitionCount))
    for (row, number) in numbers.enumerated() {
      guard members.indices.contains(number) else {
        throw failure(
          "put row \(row) into partition \(number), but has \(fitted.partitionCount) (both counted from 0)")
      }
      members[number].append(row..<row + 1)
    }
    let subsets = members.map { RangeSet($0) }
    for (number, subset) in subsets.enumerated() where (1..<folds).contains(subset.rowCount) {
      throw ModelingError(
        .tooFewRows,
        "partition \(number) (counted from 0) of “\(Clustering.typeName)” has \(subset.rowCount.counted("row")) of "
          + "\(data.rowCount), which cannot be cut into \(folds) folds; use fewer partitions or folds")
    }
    return CrossFittingPlan(rowCount: data.rowCount, subsets: subsets.filter { !$0.isEmpty }, folds: folds)
  }

  private func failure(_ what: String) -> ModelingError {
    ModelingError(.invalidEnsemble, "the partitioner “\(Clustering.typeName)” \(what)")
  }

  private static func lifted(_ parameter: Parameter<Clustering>) -> Parameter<ClusteredSubsetIndexer> {
    let name = parameter.name
    return Parameter(
      name, domain: parameter.domain, parameter.summary,
      get: { parameter.value(of: $0.clustering) },
      // Only values that have been converted get here.
      set: { (root, value: ParameterValue) in try? root.clustering.set(name, to: value) },
      convert: { value in
        var trial = Clustering()
        return (try? trial.set(name, to: value)).map { value }
      })
  }
}
