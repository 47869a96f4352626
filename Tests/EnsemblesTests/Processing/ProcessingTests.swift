import Estimators
import Foundation
import Testing

@testable import Ensembles

@Suite struct ProcessingTests {
  /// Least squares on the data, then on the errors of the learner before.
  private let tutorialTasks: [any GraphNode] = [
    OrdinaryLeastSquares(intercept: false).named("ols-1"),
    Transformer(named: "sc-2", Pipeline([AbsoluteErrors()])),
    Learner(OrdinaryLeastSquares(intercept: false), named: "ols-2", after: "sc-2"),
    Transformer(named: "sc-3", Pipeline([AbsoluteErrors()])),
    Learner(OrdinaryLeastSquares(intercept: false), named: "ols-3", after: "sc-3"),
  ]

  private func numbers(_ output: TaskOutput?) -> [Float]? { output?.matrix(as: Float.self).elements }

  // MARK: - The tutorial

  @Test(arguments: [
    Parallel(on: .sequential), Parallel(workers: 2), Parallel(workers: 5), Parallel(workers: 2, on: .forks),
    Parallel(workers: 2, on: .processes),
  ])
  func theTutorial(parallel: Parallel) async throws {
    let data = try Tutorial.data
    try await withProcessing(on: parallel, indexer: FoldIndexer(folds: 2)) { session in
      let mapped = try await session.map(OrdinaryLeastSquares(intercept: false).named("ols"), fittedTo: data)
      #expect(mapped.outputs.map(\.task) == ["ols"])
      #expect(numbers(mapped.outputs.first) == Tutorial.first)
      #expect(mapped.outputs.first?.features.precision == .float)

      let stacked = try await session.stack(tutorialTasks, fittedTo: data, caches: .shared)
      #expect(stacked.outputs.count == 1)
      #expect(numbers(stacked.outputs.first) == Tutorial.third)
      #expect(stacked.outputs.first?.columnNames == ["sc-3.ols-3"])

      let processed = try await session.stack(
        tutorialTasks, fittedTo: data, returning: .named(["ols-3", "ols-1"]), caches: .shared)
      #expect(processed.outputs.map(\.task) == ["ols-1", "ols-3"])
      #expect(processed.outputs.map { numbers($0) } == [Tutorial.first, Tutorial.third])

      let all = try await session.stack(tutorialTasks, fittedTo: data, returning: .all, caches: .shared)
      #expect(all.outputs.map { numbers($0) } == [Tutorial.first, Tutorial.second, Tutorial.third])
      #expect(all.graph.taskNames == ["ols-1", "ols-2", "ols-3"])

      let predicted = try await session.map(mapped.graph, predicting: data.features)
      #expect(predicted.map { numbers($0) } == [Tutorial.final])
      // A graph of one task may be used either way.
      #expect(
        try await session.stack(mapped.graph, predicting: data.features).map { numbers($0) } == [
          Tutorial.final
        ])
      let transformed = try await session.map(mapped.graph, transforming: data)
      #expect(transformed.map { numbers($0) } == [Tutorial.first])
      let again = try await session.stack(all.graph, transforming: data, returning: .all)
      #expect(again.map { numbers($0) } == [Tutorial.first, Tutorial.second, Tutorial.third])
    }
  }

  @Test func errorsNeedTheTarget() async throws {
    try await withProcessing(indexer: FoldIndexer(folds: 2)) { session in
      let fitted = try await session.stack(tutorialTasks, fittedTo: Tutorial.data, caches: .shared)
      await #expect(throws: ModelingError.self) {
        try await session.stack(fitted.graph, predicting: Tutorial.data.features)
      }
    }
  }

  // MARK: - What goes in and comes out

  @Test func mapGivesEveryTaskTheInput() async throws {
    let data = try sampleData(rows: 30)
    try await withProcessing(indexer: FoldIndexer(folds: 3), precision: .double) { session in
      let tasks: [any GraphNode] = [
        RidgeRegression(penalty: 2).named("soft"),
        Transformer(named: "scaled", Pipeline([Standardizer()])),
        Learner(RidgeRegression(), after: "scaled"),
        Learner(RidgeRegression(), after: "scaled"),
      ]
      let together = try await session.map(tasks, fittedTo: data, returning: .all)
      #expect(together.graph.taskNames == ["soft", "ridge-1", "ridge-2"])
      let alone = try await session.map(RidgeRegression(penalty: 2).named("soft"), fittedTo: data)
      #expect(together.outputs[0].matrix(as: Double.self) == alone.outputs[0].matrix(as: Double.self))
      #expect(together.outputs[1].matrix(as: Double.self) == together.outputs[2].matrix(as: Double.self))
      #expect(together.scores.map(\.learner) == ["soft", "scaled.ridge-1", "scaled.ridge-2"])
      let predicted = try await session.map(
        together.graph, predicting: data.features, returning: .named(["ridge-2"]))
      #expect(predicted.map(\.task) == ["ridge-2"])
      let error = await #expect(throws: ModelingError.self) {
        try await session.stack(together.graph, predicting: data.features)
      }
      #expect(error?.message.contains("fitted by “map”") == true)
    }
  }

  @Test func targetsFollowTheRowsThatHaveAnOutput() async throws {
    // Each task leaves half of the rows without a prediction.
    let data = try countingData(rows: 8)
    try await withProcessing(indexer: BlendIndexer(testSize: 0.5)) { session in
      let tasks = ["a", "b"].map { Mean().named($0) }
      let fitted = try await session.stack(tasks, fittedTo: data, returning: .all)
      #expect(fitted.outputs.map(\.rows) == [RangeSet(4..<8), RangeSet(6..<8)])
      // The means of the targets 0 to 3, and of 4 and 5.
      #expect(fitted.outputs.map { numbers($0) } == [[1.5, 1.5, 1.5, 1.5], [4.5, 4.5]])
      let transformed = try await session.stack(fitted.graph, transforming: data, returning: .all)
      #expect(transformed.map(\.rows) == fitted.outputs.map(\.rows))
      #expect(transformed.map { numbers($0) } == fitted.outputs.map { numbers($0) })
      // Final models have seen all rows that their task had.
      let predicted = try await session.stack(fitted.graph, predicting: data.features, returning: .all)
      #expect(predicted.map { numbers($0)?.first } == [3.5, 5.5])
      #expect(predicted.map(\.rows) == [RangeSet(0..<8), RangeSet(0..<8)])
    }
  }

  @Test(
    arguments: [
      FoldIndexer(folds: 3), BlendIndexer(testSize: 0.4), SubsetIndexer(partitions: 2, folds: 3),
      TemporalIndexer(stepSize: 5, burnIn: 10), FullIndexer(),
      RepeatedFoldIndexer(folds: 3, repetitions: 2, seed: 2),
    ] as [any Indexer])
  func transformingGivesWhatFittingGave(indexer: any Indexer) async throws {
    let tasks: [any GraphNode] = [
      Layer(named: "first", propagating: [2, 0]) {
        OrdinaryLeastSquares()
        Preprocessing(Standardizer()) { RidgeRegression() }
        SeedTeller()
      },
      LearnerGroup(named: "second") { RidgeRegression(penalty: 3) },
      Layer(named: "third", precision: .double) { Echo() },
    ]
    let data = try sampleData(rows: 60)
    try await withProcessing(indexer: indexer, seed: 3) { session in
      let fitted = try await session.stack(tasks, fittedTo: data, returning: .all)
      let again = try await session.stack(fitted.graph, transforming: data, returning: .all)
      #expect(fitted.outputs.map(\.task) == ["first", "second", "third"])
      for (one, other) in zip(fitted.outputs, again) {
        #expect(one.matrix(as: Double.self) == other.matrix(as: Double.self))
        #expect(one.columnNames == other.columnNames && one.rows == other.rows)
        #expect(one.columnNames.count == one.features.columnCount)
      }
      #expect(again.map(\.features.precision) == [.float, .float, .double])
    }
  }

  @Test(arguments: [LearnerOutput.predictions, .probabilities], [1, 2])
  func transformingGivesWhatFittingClassesGave(output: LearnerOutput, repetitions: Int) async throws {
    let data = try labelledData(rows: 60)
    let indexer = RepeatedFoldIndexer(folds: 3, repetitions: repetitions, seed: 2)
    try await withProcessing(indexer: indexer, options: EnsembleOptions(output: output)) { session in
      let task = Layer(named: "classes") {
        Frequencies()
        NearestMean()
      }
      let fitted = try await session.map(task, fittedTo: data)
      let again = try await session.map(fitted.graph, transforming: data)
      #expect(fitted.outputs[0].features.columnCount == (output == .probabilities ? 6 : 2))
      #expect(again[0].matrix(as: Float.self) == fitted.outputs[0].matrix(as: Float.self))
    }
  }

  @Test func onlyTheRowsOfTheFitCanBeTransformed() async throws {
    try await withProcessing(indexer: FoldIndexer(folds: 2)) { session in
      let fitted = try await session.map(Learner(Mean()), fittedTo: countingData(rows: 8))
      let error = await #expect(throws: ModelingError.self) {
        try await session.map(fitted.graph, transforming: countingData(rows: 9))
      }
      #expect(
        error?.message
          == "“test-mean” was fitted to 8×1 features, and can only transform those, not 9×1; predict new rows instead"
      )
      let wide = await #expect(throws: ModelingError.self) {
        try await session.map(fitted.graph, predicting: sampleData(rows: 3).features)
      }
      #expect(wide?.message == "“test-mean” was fitted to 1 column, but was given 4")
      for count in [0, 1, 5000] {
        let output = try await session.map(
          fitted.graph, predicting: Matrix<Double>(rowCount: count, columnCount: 1, repeating: 1))
        #expect(output[0].features.rowCount == count && output[0].features.columnCount == 1)
      }
    }
  }

  // MARK: - Wrong graphs

  private func failure(_ tasks: [any GraphNode], caches: TaskCaches, returning: TaskSelection = .last)
    async throws -> String?
  {
    try await withProcessing(indexer: FoldIndexer(folds: 2)) { session in
      let error = await #expect(throws: ModelingError.self) {
        try await session.stack(tasks, fittedTo: countingData(rows: 8), returning: returning, caches: caches)
      }
      return error?.message
    }
  }

  @Test func namesAreChecked() async throws {
    let tasks = [Mean().named("first"), Mean().named("second")]
    #expect(
      try await failure(tasks, caches: .shared, returning: .named(["frist"]))
        == "no task “frist” has an output; did you mean “first”?")
    let twins: [any GraphNode] = [Mean().named("a"), LearnerGroup(named: "a") { Mean() }]
    #expect(
      try await failure(twins, caches: .shared)
        == "two tasks of one cache are named “a”; rename one, or separate their caches")
    try await withProcessing(indexer: FoldIndexer(folds: 2)) { session in
      let fitted = try await session.stack(twins, fittedTo: countingData(rows: 8), returning: .named(["a"]))
      #expect(fitted.outputs.map(\.task) == ["a", "a"])
    }
  }

  @Test func transformersAreChecked() async throws {
    let transformer = Transformer(named: "t", Pipeline([LargestSeen()]))
    let learner = Learner(Mean(), named: "m", after: "t")
    #expect(
      try await failure([transformer, learner], caches: .separate)
        == "“m” has a learner after the transformer “t”, which is sealed off in a cache of its own; share caches, or "
        + "give the transformer to the task")
    #expect(
      try await failure([transformer, Learner(Mean())], caches: .shared)
        == "no learner of a later task comes after the transformer “t”; remove it")
    #expect(
      try await failure([learner, transformer], caches: .shared)?.contains("after a transformer “t”") == true)
    #expect(try await failure([transformer], caches: .shared)?.contains("“t”") == true)
    #expect(try await failure([], caches: .shared) == "there is no task with a learner; give at least one")
  }

  @Test func transformersAreFittedInTheFolds() async throws {
    let tasks: [any GraphNode] = [
      Transformer(named: "t", Pipeline([LargestSeen()])), Learner(Echo(), named: "e", after: "t"),
    ]
    try await withProcessing(indexer: FoldIndexer(folds: 2)) { session in
      let fitted = try await session.map(tasks, fittedTo: countingData(rows: 4))
      #expect(numbers(fitted.outputs.first) == [3, 3, 1, 1])
    }
  }

  @Test func failuresAreNamed() async throws {
    try await withProcessing(indexer: FoldIndexer(folds: 2)) { session in
      let failure = await #expect(throws: LearnerFailure.self) {
        try await session.stack(
          [Mean().named("a"), Picky(number: 1).named("b")], fittedTo: countingData(rows: 4))
      }
      #expect(failure?.layer == "b" && failure?.learner == "b")
    }
    try await withProcessing(
      indexer: FoldIndexer(folds: 2), options: EnsembleOptions(onLearnerFailure: .drop)
    ) { session in
      let task = Layer(named: "both") {
        Mean()
        Picky(number: 1)
      }
      let fitted = try await session.map(task, fittedTo: countingData(rows: 4))
      #expect(fitted.dropped.map(\.learner) == ["test-picky"])
      #expect(fitted.outputs[0].columnNames == ["test-mean"])
      let again = try await session.map(fitted.graph, transforming: countingData(rows: 4))
      #expect(numbers(again.first) == numbers(fitted.outputs.first))
    }
  }
}
