import Estimators
import Testing

@testable import Ensembles

@Suite struct BenchmarkTests {
  @Test func everyLearnerHasALine() async throws {
    let evaluator = Evaluator(folds: FoldIndexer(folds: 2), scorers: [.meanAbsoluteError])
    let benchmark = try Benchmark(evaluator) {
      Mean()
      Mean(offset: 1).named("higher")
      Preprocessing(LargestSeen()) { Echo() }
    }
    let evaluation = try await benchmark.evaluation(over: countingData(rows: 4))
    #expect(evaluation.trials.map(\.name) == ["test-mean.0", "higher.0", "test-largest-seen.test-echo.0"])
    #expect(evaluation.trials.map { $0.testScores } == [[[2, 2]], [[3, 1]], [[2.5, 1.5]]])
  }

  @Test func learnersOfOneTypeAreNumbered() throws {
    let benchmark = try Benchmark {
      Mean()
      Mean(offset: 1)
    }
    #expect(Set(benchmark.candidates.map(\.name)).count == 2)
  }

  @Test func listsAreTriedInEveryCase() async throws {
    let benchmark = Benchmark(
      candidates: [Candidate(Mean()), Candidate(Echo(), after: ["b"])],
      preprocessing: [Transformer(named: "a", Pipeline([])), Transformer(named: "b", Pipeline([]))])
    let evaluation = try await benchmark.evaluation(over: countingData(rows: 10))
    #expect(evaluation.trials.map(\.name) == ["a.test-mean.0", "b.test-mean.0", "b.test-echo.0"])
  }

  @Test func parametersAreRefused() async throws {
    let searched = Candidate(Mean(), named: "m", searching: ["offset": .uniform(0...1)])
    let error = await #expect(throws: ModelingError.self) {
      try await Benchmark(candidates: [searched]).evaluation(over: countingData(rows: 10))
    }
    #expect(error?.message.contains("“m” has parameters to try") == true)
  }

  @Test func fittedModelsAreRefused() {
    let model = Mean.Model(value: 0, featureCount: 1)
    let error = #expect(throws: ModelingError.self) {
      try Benchmark { Learner(fitted: model, named: "old") }
    }
    #expect(error?.message.contains("“old” has been fitted before") == true)
  }
}
