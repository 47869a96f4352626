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
  /// The folds of one partition and repetition must not predict a row twice, and all partitions and repetitions must
  /// predict the same rows.
  public init(rowCount: Int, partitions: [RangeSet<Int>], folds: [Fold]) {
    self.rowCount = rowCount
    self.partitions = partitions
    self.folds = folds
    outputRows = folds.isEmpty ? RangeSet(0..<rowCount) : RangeSet(joining: folds.map(\.test))
  }

  /// Checks what an indexer has planned, which may be anybody's.
  ///
  /// - Throws: `ModelingError` if the plan is for another number of rows, names a row or a partition that is not
  ///   there, leaves a fit without rows, or does not predict each output row once for every partition and repetition.
  package func requireSoundness(for rows: Int, by indexer: String) throws {
    func failure(_ what: String) -> ModelingError {
      ModelingError(.invalidEnsemble, "the plan of “\(indexer)” for \(rows.counted("row")) \(what)")
    }
    guard rowCount == rows else { throw failure("is one for \(rowCount)") }
    guard !partitions.isEmpty else { throw failure("has no partitions") }
    let sets = partitions + folds.flatMap { [$0.train, $0.test] }
    guard sets.allSatisfy({ !$0.isEmpty && $0.areRows(of: rows) }) else {
      throw failure("has a fit without rows, or with rows that are not there")
    }
    guard folds.allSatisfy({ partitions.indices.contains($0.partition) }) else {
      throw failure("has a fold of a partition that is not there")
    }
    guard !folds.isEmpty else { return }
    let runs = Dictionary(grouping: folds) { [$0.partition, $0.repetition] }
    for run in runs.values {
      let predicted = RangeSet(joining: run.map(\.test))
      guard predicted.rowCount == run.reduce(0, { $0 + $1.test.rowCount }) else {
        throw failure("predicts a row twice")
      }
      guard predicted == outputRows else {
        throw failure("predicts other rows for some partition or repetition than for others")
      }
    }
    let repetitions = Set(folds.map(\.repetition))
    guard runs.count == partitions.count * repetitions.count else {
      throw failure("has no folds for some partition or repetition")
    }
    guard repetitions == Set(0..<repetitions.count) else {
      throw failure("does not count its repetitions from 0 without a gap")
    }
  }

  /// The same plan for rows in another order.
  ///
  /// Fits get other rows in this way, while the output of a layer stays in the order of the data set.
  ///
  /// - Parameter order: Which row takes the place of each row of this plan: a permutation of all rows, such as
  ///   `SeededGenerator.permutation(of:)` gives.
  /// - Complexity: O(*rows* · *fits*).
  package func permuted(by order: [Int]) -> CrossFittingPlan {
    precondition(order.count == rowCount, "every row has one place")
    func permuted(_ rows: RangeSet<Int>) -> RangeSet<Int> {
      var marks = [Bool](repeating: false, count: rowCount)
      for range in rows.ranges {
        for place in range { marks[order[place]] = true }
      }
      return RangeSet(rowCount: rowCount) { marks[$0] }
    }
    return CrossFittingPlan(
      rowCount: rowCount, partitions: partitions.map(permuted),
      folds: folds.map { fold in
        Fold(
          partition: fold.partition, repetition: fold.repetition, train: permuted(fold.train),
          test: permuted(fold.test))
      })
  }
}
