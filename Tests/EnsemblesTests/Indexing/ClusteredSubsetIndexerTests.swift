import Ensembles
import Testing

@Suite struct ClusteredSubsetIndexerTests {
  /// Puts each row where its features say.
  struct Told: Partitioner, FittedPartitioner {
    static let typeName = "test-told"
    static let summary = "the partition is the feature"
    static let parameters: [Parameter<Told>] = [.integer("count", \.count, .atLeast(0), "how many there are")]
    var count = 2
    var partitionCount: Int { count }
    var dropsARow = false

    func fitted(to data: Dataset, in context: FittingContext) throws -> Told { self }
    func partitions(of features: Features) throws -> [Int] {
      (0..<features.rowCount - (dropsARow ? 1 : 0)).map { Int(features[$0, 0]) }
    }
  }

  private func plan(_ partitions: [Int], _ told: Told) throws -> CrossFittingPlan {
    let data = try Dataset(
      features: Matrix(column: partitions.map(Double.init)),
      target: Array(repeating: 0, count: partitions.count))
    return try ClusteredSubsetIndexer(clustering: told, folds: 2).plan(for: data)
  }

  @Test func partitionsWithoutRowsAreLeftOut() throws {
    let plan = try plan([2, 0, 2, 0, 2], Told(count: 4))
    #expect(plan.partitions == [RangeSet([1..<2, 3..<4]), RangeSet([0..<1, 2..<3, 4..<5])])
    // By hand: folds {1}, {3} and {0, 2}, {4}.
    #expect(plan.folds.map { Array($0.train.ranges.joined()) } == [[3], [1], [4], [0, 2]])
    #expect(plan.folds.map { Array($0.test.ranges.joined()) } == [[0, 1, 2], [3, 4], [0, 1, 2], [3, 4]])
  }

  @Test(arguments: [
    ([0, 0, 1], Told(), "partition 1 (counted from 0) of “test-told” has 1 row of 3"),
    ([0, 0, 2], Told(), "put row 2 into partition 2, but has 2"),
    ([0, 0, -1], Told(), "put row 2 into partition -1"),
    ([0, 0, 0], Told(dropsARow: true), "gave a partition for 2 rows, but there are 3"),
    ([0, 0, 0], Told(count: -1), "“count” of “clustered-subset” must be"), ([], Told(), "there are 0 rows"),
  ])
  func wrongPartitionsAreNamed(partitions: [Int], told: Told, what: String) {
    let error = #expect(throws: ModelingError.self) { try plan(partitions, told) }
    #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
  }

  @Test func parametersOfThePartitionerAreThoseOfTheIndexer() throws {
    var indexer = ClusteredSubsetIndexer<ThresholdPartitioner>()
    #expect(
      ClusteredSubsetIndexer<ThresholdPartitioner>.parameters.map(\.name) == [
        "folds", "seed", "column", "thresholds",
      ])
    try indexer.set("thresholds", to: .list([.integer(1), .number(2.5)]))
    try indexer.set("column", to: .integer(3))
    #expect(indexer.clustering == ThresholdPartitioner(column: 3, thresholds: [1, 2.5]))
    let error = #expect(throws: ModelingError.self) {
      try indexer.set("thresholds", to: .list([.integer(2), .integer(1)]))
    }
    #expect(
      error?.message.contains("“thresholds” of “clustered-subset” must be a list of ascending numbers")
        == true)
  }

  @Test func aThresholdItselfIsNotAboveIt() throws {
    let data = try Dataset(features: Matrix(column: [-1, 0, 0.5, 1, 7.0]), target: [0, 0, 0, 0, 0])
    let fitted = try ThresholdPartitioner(column: 0, thresholds: [0, 1]).fitted(
      to: data, in: FittingContext())
    #expect(fitted.partitionCount == 3)
    #expect(try fitted.partitions(of: data.features) == [0, 0, 1, 1, 2])
    #expect(throws: ModelingError.self) {
      try fitted.partitions(of: Matrix<Double>(rows: [[1, 2]]).features)
    }
    #expect(throws: ModelingError.self) {
      try ThresholdPartitioner(column: 1, thresholds: []).fitted(to: data, in: FittingContext())
    }
  }
}
