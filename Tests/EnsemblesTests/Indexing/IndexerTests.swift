import Ensembles
import Testing

@Suite struct IndexerTests {
  // Sizes by hand: n / k rows each, and one more for the first n % k.
  @Test(arguments: [
    (10, 2, [5, 5]), (10, 3, [4, 3, 3]), (7, 7, [1, 1, 1, 1, 1, 1, 1]), (5, 4, [2, 1, 1, 1]), (2, 2, [1, 1]),
  ])
  func foldsAreConsecutiveAndAlmostEqual(rows: Int, folds: Int, sizes: [Int]) throws {
    let plan = try FoldIndexer(folds: folds).plan(rowCount: rows)
    #expect(plan.partitions == [RangeSet(0..<rows)])
    var start = 0
    for (fold, size) in zip(plan.folds, sizes) {
      #expect(fold.test == RangeSet(start..<start + size))
      #expect(fold.train == RangeSet(0..<rows).subtracting(fold.test))
      start += size
    }
    #expect(plan.folds.count == sizes.count)
    #expect(plan.outputRows == RangeSet(0..<rows))
  }

  @Test(arguments: [(3, 5), (1, 2), (0, 2)]) func moreFoldsThanRowsIsAnError(rows: Int, folds: Int) {
    let error = #expect(throws: ModelingError.self) { try FoldIndexer(folds: folds).plan(rowCount: rows) }
    #expect(error?.code == .tooFewRows)
    #expect(
      error?.message.contains("\(rows) row\(rows == 1 ? "" : "s") cannot be cut into \(folds) folds") == true)
  }

  @Test(arguments: [1, 0, -1]) func fewerThanTwoFoldsIsAnError(folds: Int) {
    let error = #expect(throws: ModelingError.self) { try FoldIndexer(folds: folds).plan(rowCount: 10) }
    #expect(error?.code == .invalidParameter)
  }

  @Test(arguments: [
    (10, RowShare.fraction(0.5), RowShare?.none, 0..<5, 5..<10), (11, .fraction(0.5), nil, 0..<6, 6..<11),
    (8, .fraction(0.25), .fraction(0.45), 0..<3, 3..<5), (10, .count(3), .count(4), 0..<4, 4..<7),
    (10, .count(1), nil, 0..<9, 9..<10), (10, .fraction(0.9), nil, 0..<1, 1..<10),
    (2, 0.5, nil, 0..<1, 1..<2),
  ])
  func aBlendSplitsOnce(rows: Int, test: RowShare, train: RowShare?, trained: Range<Int>, tested: Range<Int>)
    throws
  {
    let plan = try BlendIndexer(testSize: test, trainSize: train).plan(rowCount: rows)
    #expect(plan.folds == [Fold(train: RangeSet(trained), test: RangeSet(tested))])
    #expect(plan.partitions == [RangeSet(0..<rows)])
    #expect(plan.outputRows == RangeSet(tested))
  }

  @Test(arguments: [
    (2, RowShare.fraction(0.05), RowShare?.none), (8, .fraction(1.0), nil), (8, .count(8), nil),
    (1, 0.5, nil),
    (8, .count(0), nil), (8, 0.5, .count(0)), (10, .fraction(0.6), .fraction(0.6)), (3, .count(20), nil),
    (8, .count(.max), .count(.max)), (0, 0.5, nil),
  ])
  func aBlendWithAnEmptySideOrTooManyRowsIsAnError(rows: Int, test: RowShare, train: RowShare?) {
    let error = #expect(throws: ModelingError.self) {
      try BlendIndexer(testSize: test, trainSize: train).plan(rowCount: rows)
    }
    #expect(error?.code == .tooFewRows)
  }

  @Test(arguments: [
    RowShare.fraction(1.5), .fraction(-0.1), .count(-3), .fraction(.nan), .fraction(.infinity),
  ])
  func aShareOutsideItsRangeIsAnError(share: RowShare) {
    let error = #expect(throws: ModelingError.self) { try BlendIndexer(testSize: share).plan(rowCount: 10) }
    #expect(error?.code == .invalidParameter)
    #expect(error?.message.contains("testSize") == true)
  }

  @Test func theFullIndexHasNoFolds() throws {
    let plan = try FullIndexer().plan(rowCount: 7)
    #expect(plan.folds.isEmpty)
    #expect(plan.partitions == [RangeSet(0..<7)])
    #expect(plan.outputRows == RangeSet(0..<7))
    #expect(throws: ModelingError.self) { try FullIndexer().plan(rowCount: 0) }
  }

  @Test func parametersCanBeSetByName() throws {
    var blend = BlendIndexer()
    try blend.set("testSize", to: .integer(3))
    try blend.set("trainSize", to: .number(0.5))
    #expect(blend == BlendIndexer(testSize: 3, trainSize: 0.5))
    try blend.set("trainSize", to: .text("rest"))
    #expect(blend.trainSize == nil)
    #expect(throws: ModelingError.self) { try blend.set("testSize", to: .text("half")) }
  }
}
