import Ensembles
import Foundation
import Testing

/// Plans that mlens has made, from `indexers.json`.
@Suite struct RecordedPlanTests {
  struct Recorded: Decodable, CustomTestStringConvertible, Sendable {
    struct Parameters: Decodable {
      var partitions: Int?
      var folds: Double?
      var step_size: Int?
      var burn_in: Int?
      var window: Int?
      var lag: Int?
    }
    struct Arrays: Decodable {
      var train: [Int]
      var test: [Int]
    }
    struct Failure: Decodable {
      var message: String
    }

    var indexer: String
    var params: Parameters
    var n: Int
    var error: Failure?
    var folds_array: [Arrays]?
    var n_test_samples: Int?
    var X: [[Double]]?

    var testDescription: String { "\(indexer) \(params) of \(n) rows" }

    /// The number of folds, unless it is no whole number or mlens was told to let anything pass.
    var folds: Int? {
      error?.message.contains("must be an integer") == true ? nil : params.folds.flatMap(Int.init)
    }
  }

  static func recorded(_ name: String) throws -> [Recorded] {
    struct File: Decodable { var cases: [Recorded] }
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: tests.appending(path: "Conformance/Golden/indexers.json"))
    return try JSONDecoder().decode(File.self, from: data).cases.filter { $0.indexer == name }
  }

  private func compare(_ plan: @autoclosure () throws -> CrossFittingPlan, with recorded: Recorded) throws {
    guard let folds = recorded.folds_array else {
      let error = #expect(throws: ModelingError.self) { try plan() }
      #expect([.tooFewRows, .invalidParameter].contains(error?.code))
      return
    }
    let plan = try plan()
    #expect(plan.folds.map { Array($0.train.ranges.joined()) } == folds.map(\.train))
    #expect(plan.folds.map { Array($0.test.ranges.joined()) } == folds.map(\.test))
    #expect(plan.outputRows.rowCount == recorded.n_test_samples)
  }

  @Test(arguments: try recorded("SubsetIndex")) func subsets(recorded: Recorded) throws {
    let (partitions, folds) = (recorded.params.partitions ?? 2, recorded.folds ?? 2)
    guard folds > 1 else {
      // With one fold mlens learns from no rows, or refuses.
      #expect(throws: ModelingError.self) {
        try SubsetIndexer(partitions: partitions, folds: folds).plan(rowCount: recorded.n)
      }
      return
    }
    try compare(
      SubsetIndexer(partitions: partitions, folds: folds).plan(rowCount: recorded.n), with: recorded)
  }

  @Test(arguments: try recorded("TemporalIndex")) func times(recorded: Recorded) throws {
    let parameters = recorded.params
    let indexer = TemporalIndexer(
      stepSize: parameters.step_size ?? 1, burnIn: parameters.burn_in, window: parameters.window,
      lag: parameters.lag ?? 0)
    try compare(indexer.plan(rowCount: recorded.n), with: recorded)
  }

  @Test(arguments: try recorded("FoldIndex")) func folds(recorded: Recorded) throws {
    guard let folds = recorded.folds, folds > 1 else { return }
    for assignment in [FoldAssignment.automatic, .consecutive] {
      try compare(
        FoldIndexer(folds: folds, assignment: assignment).plan(rowCount: recorded.n), with: recorded)
    }
  }

  /// The recorded folds learn from a part and predict all else, some rows several times.
  ///
  /// Ours must be those of a subset indexer within the recorded partitions.
  @Test(arguments: try recorded("ClusteredSubsetIndex")) func clusters(recorded: Recorded) throws {
    let (folds, features) = (try #require(recorded.folds), Matrix(rows: try #require(recorded.X)))
    let data = try Dataset(features: features, target: Array(repeating: 0, count: recorded.n))
    let indexer = ClusteredSubsetIndexer(
      clustering: ThresholdPartitioner(column: 0, thresholds: [0]), folds: folds)
    let plan = try indexer.plan(for: data)
    let theirs = try #require(recorded.folds_array)
    let count = theirs.count / folds
    #expect(plan.partitions.count == count)
    for partition in 0..<count {
      let chunks = theirs[partition * folds..<(partition + 1) * folds].map(\.train)
      let members = chunks.flatMap(\.self).sorted()
      #expect(Array(plan.partitions[partition].ranges.joined()) == members)
      for fold in 0..<folds {
        let ours = plan.folds[partition * folds + fold]
        let others = chunks.indices.filter { $0 != fold }.flatMap { chunks[$0] }.sorted()
        #expect(Array(ours.train.ranges.joined()) == others)
        let predicted = (0..<count).flatMap { theirs[$0 * folds + fold].train }.sorted()
        #expect(Array(ours.test.ranges.joined()) == predicted)
      }
    }
  }

  @Test(arguments: [
    ("SubsetIndex", 51), ("TemporalIndex", 34), ("FoldIndex", 36), ("ClusteredSubsetIndex", 4),
  ])
  func allCasesAreRead(name: String, count: Int) throws {
    #expect(try Self.recorded(name).count == count)
  }
}
