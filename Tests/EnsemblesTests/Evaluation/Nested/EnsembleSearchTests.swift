import Estimators
import Testing

@testable import Ensembles

@Suite struct EnsembleSearchTests {
  private let evaluator = Evaluator(folds: FoldIndexer(folds: 2), scorers: [.meanAbsoluteError])

  private func stack(named name: String = "stack", draws: [[String: ParameterValue]]) -> EnsembleCandidate {
    EnsembleCandidate(named: name, draws: draws) { values in
      var last = Mean()
      for (name, value) in values { try last.set(name, to: value) }
      return SuperLearner(folds: 2) {
        Layer { Mean() }
      } meta: {
        last
      }
    }
  }

  @Test func ensemblesAreTriedAsAWhole() async throws {
    let data = try countingData(rows: 8)
    let evaluation = try await evaluator.evaluation(
      ofEnsembles: [stack(draws: [["offset": .number(3)], ["offset": .number(0.5)]])], over: data)
    // With an offset of 3 rows 0-3 are predicted as 8.5, rows 4-7 as 4.5; training rows as 3 too much.
    #expect(evaluation.trials[0].testScores == [[7, 1.25]])
    #expect(evaluation.trials[0].trainScores == [[3, 3]])
    #expect(evaluation.best?.name == "stack.1")
    #expect(try await evaluation.refitted(to: data).predictions(from: Matrix<Double>(rows: [[0]])) == [4])
  }

  @Test func mistakesAreNamed() async throws {
    let data = try countingData(rows: 8)
    func message(_ candidates: [EnsembleCandidate]) async -> String? {
      await #expect(throws: ModelingError.self) {
        try await evaluator.evaluation(ofEnsembles: candidates, over: data)
      }?.message
    }
    #expect(await message([])?.contains("no candidates") == true)
    let one = stack(draws: [[:]])
    #expect(await message([one, one])?.contains("two candidates are named “stack”") == true)
    #expect(
      await message([stack(draws: [["ofset": .number(1)]])])?.contains("did you mean “offset”?") == true)
  }

  @Test func failuresFollowThePolicy() async throws {
    let data = try countingData(rows: 8)
    let picky = EnsembleCandidate(named: "picky") { _ in
      SuperLearner(folds: 2) {
        Layer { Picky(number: 0) }
      } meta: {
        Mean()
      }
    }
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluator.evaluation(ofEnsembles: [picky], over: data)
    }
    #expect(error?.trial == "picky.0" && error?.fold == 1)
    var dropping = evaluator
    dropping.onFailure = .drop
    let evaluation = try await dropping.evaluation(ofEnsembles: [picky, stack(draws: [[:]])], over: data)
    #expect(evaluation.best?.candidate == "stack")
    #expect(evaluation.trials[0].failure != nil)
  }
}
