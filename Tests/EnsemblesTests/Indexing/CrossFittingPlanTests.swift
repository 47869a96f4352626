import Ensembles
import Testing

@Suite struct CrossFittingPlanTests {
  @Test func aPermutedPlanIsTheSameForOtherRows() throws {
    let plan = try SubsetIndexer(partitions: 2, folds: 2).plan(rowCount: 5)
    // Row 0 of the plan is row 3 of the data, and so on.
    let permuted = plan.permuted(by: [3, 1, 4, 0, 2])
    // By hand: the subsets are rows 0–2 and 3–4, their folds {0, 1}, {2} and {3}, {4}.
    #expect(permuted.partitions == [RangeSet([1..<2, 3..<5]), RangeSet([0..<1, 2..<3])])
    #expect(permuted.folds.map { Array($0.train.ranges.joined()) } == [[4], [1, 3], [2], [0]])
    #expect(
      permuted.folds.map { Array($0.test.ranges.joined()) } == [[0, 1, 3], [2, 4], [0, 1, 3], [2, 4]])
    #expect(permuted.outputRows == plan.outputRows)
    try permuted.requireSoundness(for: 5, by: "subset")
  }

  /// Plans of 6 rows, each with what is wrong with it.
  @Test(arguments: [
    (CrossFittingPlan(rowCount: 5, partitions: [RangeSet(0..<5)], folds: []), "is one for 5"),
    (CrossFittingPlan(rowCount: 6, partitions: [], folds: []), "has no partitions"),
    (CrossFittingPlan(rowCount: 6, partitions: [RangeSet(0..<7)], folds: []), "rows that are not there"),
    (CrossFittingPlan(rowCount: 6, partitions: [RangeSet(-1..<6)], folds: []), "rows that are not there"),
    (plan([Fold(train: RangeSet(), test: RangeSet(0..<1))]), "without rows"),
    (
      plan([Fold(partition: 1, train: RangeSet(0..<1), test: RangeSet(1..<6))]), "partition that is not there"
    ),
    (
      plan([Fold(partition: -1, train: RangeSet(0..<1), test: RangeSet(1..<6))]),
      "partition that is not there"
    ),
    (
      plan([
        Fold(train: RangeSet(0..<1), test: RangeSet(1..<4)),
        Fold(train: RangeSet(0..<1), test: RangeSet(3..<6)),
      ]),
      "predicts a row twice"
    ),
    (
      plan([
        Fold(train: RangeSet(0..<1), test: RangeSet(1..<4)),
        Fold(repetition: 1, train: RangeSet(0..<1), test: RangeSet(1..<3)),
      ]), "predicts other rows"
    ),
    (
      plan([Fold(repetition: 1, train: RangeSet(0..<1), test: RangeSet(1..<4))]),
      "does not count its repetitions"
    ),
    (
      CrossFittingPlan(
        rowCount: 6, partitions: [RangeSet(0..<3), RangeSet(3..<6)],
        folds: [Fold(train: RangeSet(0..<1), test: RangeSet(1..<4))]), "has no folds for some partition"
    ),
  ])
  func anUnsoundPlanIsAnError(plan: CrossFittingPlan, what: String) {
    let error = #expect(throws: ModelingError.self) { try plan.requireSoundness(for: 6, by: "mine") }
    #expect(error?.message.contains("the plan of “mine” for 6 rows ") == true)
    #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
  }

  @Test func repetitionsMayPredictARowAgain() throws {
    let sound = Self.plan([
      Fold(train: RangeSet(0..<1), test: RangeSet(1..<4)),
      Fold(repetition: 1, train: RangeSet(0..<1), test: RangeSet(1..<4)),
    ])
    try sound.requireSoundness(for: 6, by: "mine")
    #expect(sound.outputRows == RangeSet(1..<4))
  }

  private static func plan(_ folds: [Fold]) -> CrossFittingPlan {
    CrossFittingPlan(rowCount: 6, partitions: [RangeSet(0..<6)], folds: folds)
  }

  @Test(arguments: [
    (RangeSet<Int>(), RangeSet(0..<4)), (RangeSet(0..<4), RangeSet()),
    (RangeSet([1..<2]), RangeSet([0..<1, 2..<4])),
    (RangeSet([0..<1, 3..<4]), RangeSet([1..<3])),
  ])
  func theOtherRowsAreFound(rows: RangeSet<Int>, others: RangeSet<Int>) {
    #expect(rows.inverted(of: 4) == others)
    #expect(RangeSet(rowCount: 4) { rows.contains($0) } == rows)
    #expect(rows.rowCount + others.rowCount == 4)
  }

  @Test func bigShuffledPlansAreMadeInTime() throws {
    // With the set algebra of the standard library this takes minutes.
    let plan = try FoldIndexer(folds: 5, assignment: .shuffled(seed: 1)).plan(rowCount: 300_000)
    try plan.requireSoundness(for: 300_000, by: "fold")
    #expect(plan.outputRows == RangeSet(0..<300_000))
  }
}
