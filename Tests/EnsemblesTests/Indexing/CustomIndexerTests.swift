import Ensembles
import Testing

@Suite struct CustomIndexerTests {
  private static func data(_ rowCount: Int = 6) throws -> Dataset {
    try Dataset(
      features: Matrix<Double>(rows: (0..<rowCount).map { [Double($0)] }),
      target: (0..<rowCount).map(Double.init))
  }

  @Test func rowsMayBeLeftOut() throws {
    let plan = try CustomIndexer([Fold(train: RangeSet(0..<2), test: RangeSet(4..<6))]).plan(for: Self.data())
    #expect(plan.outputRows == RangeSet(4..<6))
    #expect(plan.partitions == [RangeSet(0..<6)])
  }

  @Test func foldsCanBeNumbered() throws {
    let plan = try CustomIndexer(assigning: [9, nil, -2, 9, -2, 9]).plan(for: Self.data())
    #expect(plan.folds.map { Array($0.test.ranges.joined()) } == [[2, 4], [0, 3, 5]])
    #expect(plan.folds.map { Array($0.train.ranges.joined()) } == [[0, 1, 3, 5], [1, 2, 4]])
  }

  @Test(
    arguments: [
      ([], "has no folds"),
      (
        [Fold(train: RangeSet(0..<2), test: RangeSet(4..<8))],
        "fold 0, which predicts row 7, but there are 6 rows"
      ),
      ([Fold(train: RangeSet(-3..<2), test: RangeSet(4..<6))], "fold 0, which learns from row -3"),
      ([Fold(train: RangeSet(), test: RangeSet(4..<6))], "fold 0, which learns from no rows"),
      ([Fold(train: RangeSet(0..<2), test: RangeSet())], "fold 0, which predicts no rows"),
      (
        [Fold(train: RangeSet([0..<1, 2..<5]), test: RangeSet([1..<2, 4..<6]))],
        "learns from row 4 that it predicts"
      ),
      ([Fold(repetition: -1, train: RangeSet(0..<2), test: RangeSet(4..<6))], "is negative"),
      ([Fold(partition: .max - 1, train: RangeSet(0..<2), test: RangeSet(4..<6))], "a fold of partition"),
      ([Fold(partition: 1, train: RangeSet(0..<2), test: RangeSet(4..<6))], "a fold of partition 1"),
      (
        [
          Fold(train: RangeSet(0..<1), test: RangeSet(1..<4)),
          Fold(train: RangeSet(0..<1), test: RangeSet(3..<6)),
        ],
        "predicts row 3 by fold 0 and by fold 1"
      ),
      (
        [
          Fold(train: RangeSet(0..<1), test: RangeSet(1..<4)),
          Fold(repetition: 1, train: RangeSet(0..<1), test: RangeSet(2..<4)),
        ], "predicts other rows"
      ),
    ] as [([Fold], String)])
  func wrongFoldsAreNamed(folds: [Fold], what: String) throws {
    let data = try Self.data()
    let error = #expect(throws: ModelingError.self) { try CustomIndexer(folds).plan(for: data) }
    #expect(error?.message.contains("“custom”") == true)
    #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
  }
}
