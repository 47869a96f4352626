import Testing

@testable import Ensembles

@Suite struct RowPartsTests {
  private func parts(_ sets: [[Range<Int>]], limit: Int = 100) -> RowParts? {
    RowParts(of: sets.map { RowRanges($0) }, limit: limit)
  }

  @Test func trainingSetsOfFoldsAreMadeOfFolds() {
    let parts = parts([[0..<9], [3..<9], [0..<3, 6..<9], [0..<6]])
    #expect(parts?.parts.map(\.ranges) == [[0..<3], [3..<6], [6..<9]])
    #expect(parts?.sets == [[0..<3], [1..<3], [0..<1, 2..<3], [0..<2]])
  }

  @Test func rowsOfNoTrainingSetAreNoPart() {
    let parts = parts([[2..<4, 6..<8], [7..<8]])
    #expect(parts?.parts.map(\.ranges) == [[2..<4, 6..<7], [7..<8]])
    #expect(parts?.sets == [[0..<2], [1..<2]])
    #expect(self.parts([])?.parts == [])
    #expect(self.parts([[]])?.sets == [[]])
  }

  @Test func expandingWindowsAreMadeOfSteps() {
    let parts = parts([[0..<4], [0..<6], [0..<8], [4..<8]])
    #expect(parts?.parts.map(\.ranges) == [[0..<4], [4..<6], [6..<8]])
    #expect(parts?.sets == [[0..<1], [0..<2], [0..<3], [1..<3]])
  }

  @Test func setsWithoutMuchInCommonAreRefused() {
    let sets = (0..<4).map { bit in (0..<16).filter { $0 >> bit & 1 == 0 }.map { $0..<$0 + 1 } }
    #expect(parts(sets, limit: 14) == nil)
    #expect(parts(sets, limit: 15)?.parts.count == 15)
  }

  // With time for each pair of parts and sets, and for each set once more, this would take minutes.
  @Test func theFoldsMayBeAsManyAsTheRows() {
    let parts = parts((0..<4000).map { [0..<$0, $0 + 1..<4000] }, limit: 8000)
    #expect(parts?.parts.count == 4000)
    #expect(parts?.sets[1234] == [0..<1234, 1235..<4000])
  }

  // The training sets of every kind of plan are the parts that they are said to be made of.
  @Test(
    arguments: [
      FoldIndexer(folds: 4), FoldIndexer(folds: 3, assignment: .shuffled(seed: 3)),
      BlendIndexer(testSize: 0.3), SubsetIndexer(partitions: 3, folds: 2),
      TemporalIndexer(stepSize: 5, burnIn: 10, window: 20, lag: 1), FullIndexer(),
    ] as [any Indexer])
  func everyTrainingSetIsPutTogether(indexer: any Indexer) throws {
    let plan = try indexer.plan(for: countingData(rows: 61))
    let sets = (plan.partitions + plan.folds.map(\.train)).map { RowRanges($0) }
    let parts = try #require(RowParts(of: sets, limit: 100))
    let all: [Int] = parts.parts.flatMap { part in Array(part.ranges.joined()) }
    #expect(Set(all).count == all.count)
    for (set, places) in zip(sets, parts.sets) {
      let rows: [Int] = places.joined().flatMap { place in Array(parts.parts[place].ranges.joined()) }
      #expect(rows.sorted() == Array(set.ranges.joined()))
    }
  }
}
