import Estimators
import Testing

@testable import Ensembles

@Suite struct EnsembleCaseTests {
  private let evaluator = Evaluator(folds: FoldIndexer(folds: 2), scorers: [.meanAbsoluteError])
  private let means = SuperLearner(folds: 2) {
    Layer { Mean() }
  } meta: {
  }

  @Test func candidatesLearnFromPredictionsOfUnseenRows() async throws {
    let data = try countingData(rows: 8)
    let folds = try await evaluator.folds(
      of: data, preprocessing: [Transformer(named: "raw", Pipeline([]))],
      ensembles: [EnsembleCase(named: "means", means)])
    let evaluation = try await evaluator.evaluation(of: [Candidate(Echo())], over: folds)
    #expect(evaluation.trials.map(\.name) == ["raw.test-echo.0", "means.test-echo.0"])
    #expect(evaluation.trials[0].testScores == [[0, 0]])
    // Rows 0-3 are predicted as 5.5. Of the rows 4-7, the first two are predicted as 6.5 and the others as 4.5.
    #expect(evaluation.trials[1].testScores == [[4, 4]])
    #expect(evaluation.trials[1].trainScores == [[2, 2]])
    #expect(folds.fitTimes["means"]?.count == 2)
    let model = try await evaluation.refitted(evaluation.trials[1], to: data)
    #expect(try await model.predictions(from: Matrix<Double>(rows: [[0], [50]])) == [3.5, 3.5])
  }

  @Test func candidatesLearnFromWhatMetaLearnersPredictForUnseenRows() async throws {
    let data = try countingData(rows: 8)
    let front = SuperLearner(folds: 2) {
      Layer { Echo() }
    } meta: {
      Mean(offset: 1)
    }
    let folds = try await evaluator.folds(of: data, ensembles: [EnsembleCase(named: "stack", front)])
    let evaluation = try await evaluator.evaluation(of: [Candidate(Echo())], over: folds)
    // Rows 0-3 are predicted as 6.5, rows 4-7 as 2.5.
    #expect(evaluation.trials[0].testScores == [[5, 3]])
    // Of the rows 4-7, the first two are predicted as 7.5 and the others as 5.5; the rows 0-3 in the same way.
    #expect(evaluation.trials[0].trainScores == [[2, 2]])
    let model = try await evaluation.refitted(to: data)
    #expect(try await model.predictions(from: Matrix<Double>(rows: [[0]])) == [4.5])
  }

  @Test func anEnsembleThatFailsIsNamed() async throws {
    let data = try countingData(rows: 8)
    let picky = SuperLearner(folds: 2) {
      Layer { Picky(number: 0) }
    } meta: {
    }
    let cases = [EnsembleCase(named: "front", picky)]
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluator.folds(of: data, ensembles: cases)
    }
    #expect(error?.trial == "front" && error?.fold == 1 && error?.underlying is LearnerFailure)
    var dropping = evaluator
    dropping.onFailure = .drop
    let folds = try await dropping.folds(of: data, ensembles: cases)
    let evaluation = try await dropping.evaluation(of: [Candidate(Mean())], over: folds)
    #expect(evaluation.best == nil && evaluation.trials[0].failure != nil)
    // Who stops at failures does so at those that others have let pass.
    await #expect(throws: EvaluationFailure.self) {
      try await evaluator.evaluation(of: [Candidate(Mean())], over: folds)
    }
    await #expect(throws: ModelingError.self) {
      try await evaluator.folds(of: data, ensembles: cases + cases)
    }
  }

  @Test(arguments: [Parallel(workers: 2, on: .processes), Parallel(workers: 2, on: .forks)])
  func scoresDoNotDependOnTheBackend(_ parallel: Parallel) async throws {
    let data = try sampleData(rows: 40)
    let front = SuperLearner(folds: 2) {
      Layer {
        RidgeRegression(); OrdinaryLeastSquares()
      }
    } meta: {
    }
    func scores(on parallel: Parallel) async throws -> [[Double]] {
      let folds = try await evaluator.folds(
        of: data, ensembles: [EnsembleCase(named: "front", front)], on: parallel)
      let evaluation = try await evaluator.evaluation(
        of: [Candidate(RidgeRegression(), searching: ["penalty": .values([0.1, 10])])], search: .grid,
        over: folds,
        on: parallel)
      return evaluation.trials.flatMap { $0.testScores + $0.trainScores }
    }
    #expect(try await scores(on: parallel) == scores(on: Parallel(workers: 1, on: .sequential)))
  }
}
