/// Decides which rows each fit of a layer learns from, and which rows it predicts.
///
/// ```swift
/// let plan = try FoldIndexer(folds: 2).plan(rowCount: 10)
/// plan.folds[0].test    // rows 0..<5
/// plan.folds[0].train   // rows 5..<10
/// ```
public protocol Indexer: Configurable {
  /// The rows of every fit.
  ///
  /// - Throws: `ModelingError` if the data set is too small or does not suit.
  func plan(for data: Dataset) throws -> CrossFittingPlan
}

/// An indexer that needs to know nothing of the data but the number of rows.
public protocol RowCountIndexer: Indexer {
  /// The rows of every fit.
  ///
  /// - Throws: `ModelingError` if there are too few rows.
  func plan(rowCount: Int) throws -> CrossFittingPlan
}

extension RowCountIndexer {
  /// The rows of every fit.
  ///
  /// - Throws: `ModelingError` if there are too few rows.
  public func plan(for data: Dataset) throws -> CrossFittingPlan { try plan(rowCount: data.rowCount) }
}

/// One fit that predicts rows it has not learned from.
public struct Fold: Hashable, Sendable {
  /// Which partition's models the fit belongs to, counted from 0.
  public var partition: Int

  /// The rows that are learned from.
  public var train: RangeSet<Int>

  /// The rows that are predicted.
  public var test: RangeSet<Int>

  /// Which of several predictions of a row the fit makes, counted from 0.
  public var repetition: Int

  /// Creates a fold.
  public init(partition: Int = 0, repetition: Int = 0, train: RangeSet<Int>, test: RangeSet<Int>) {
    self.partition = partition
    self.train = train
    self.test = test
    self.repetition = repetition
  }
}

/// The rows of every fit that a layer makes of each learner.
public struct CrossFittingPlan: Hashable, Sendable {
  /// The number of rows that are planned for.
  public let rowCount: Int

  /// For each partition, the rows that its final model learns from.
  ///
  /// New data is predicted by final models.
  public let partitions: [RangeSet<Int>]

  /// The fits whose predictions are the layer's output on the data it is fitted to.
  ///
  /// If there are none, that output is what the final models predict for the rows they have learned from.
  public let folds: [Fold]

  /// The rows that have an output, in ascending order.
  public let outputRows: RangeSet<Int>

  /// Creates a plan.
  ///
  /// The folds of one partition must not predict a row twice, and every partition must predict the same rows.
  public init(rowCount: Int, partitions: [RangeSet<Int>], folds: [Fold]) {
    self.rowCount = rowCount
    self.partitions = partitions
    self.folds = folds
    outputRows =
      folds.isEmpty
      ? RangeSet(0..<rowCount) : folds.reduce(into: RangeSet()) { $0.formUnion($1.test) }
  }

  /// Checks what an indexer has planned, which may be anybody's.
  ///
  /// - Throws: `ModelingError` if the plan is for another number of rows, names a row or a partition that is not
  ///   there, leaves a fit without rows, or does not predict each output row once for every partition.
  func requireSoundness(for rows: Int, by indexer: String) throws {
    func failure(_ what: String) -> ModelingError {
      ModelingError(.invalidEnsemble, "the plan of “\(indexer)” for \(rows.counted("row")) \(what)")
    }
    let all = RangeSet(0..<rows)
    guard rowCount == rows else { throw failure("is one for \(rowCount)") }
    guard !partitions.isEmpty else { throw failure("has no partitions") }
    let sets = partitions + folds.flatMap { [$0.train, $0.test] }
    guard sets.allSatisfy({ !$0.isEmpty && $0.isSubset(of: all) }) else {
      throw failure("has a fit without rows, or with rows that are not there")
    }
    guard folds.allSatisfy({ partitions.indices.contains($0.partition) }) else {
      throw failure("has a fold of a partition that is not there")
    }
    guard !folds.isEmpty else { return }
    for partition in partitions.indices {
      var predicted = RangeSet<Int>()
      for fold in folds where fold.partition == partition {
        guard predicted.isDisjoint(fold.test) else { throw failure("predicts a row twice") }
        predicted.formUnion(fold.test)
      }
      guard predicted == outputRows else {
        throw failure("predicts other rows for some partition than for others")
      }
    }
  }
}
