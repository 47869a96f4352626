import Estimators
import Foundation
import Synchronization
import Testing

@testable import Ensembles

@Suite struct EvaluatorTests {
  private let halves = Evaluator(folds: FoldIndexer(folds: 2), scorers: [.meanAbsoluteError])

  private func offsets(_ offsets: Double..., after cases: [String]? = nil) -> Candidate {
    Candidate(Mean(), named: "mean", draws: offsets.map { ["offset": .number($0)] }, after: cases)
  }

  private func mistake(
    _ evaluator: Evaluator, _ candidates: [Candidate], _ cases: [Transformer] = [], rows: Int = 4
  ) async -> String? {
    await #expect(throws: ModelingError.self) {
      try await evaluator.evaluation(of: candidates, preprocessing: cases, over: countingData(rows: rows))
    }?.message
  }

  // MARK: - Scores

  @Test func scoresAreThoseOfTheFolds() async throws {
    let evaluation = try await halves.evaluation(of: [offsets(1)], over: countingData(rows: 4))
    // Rows 0-1 are predicted as 2.5 + 1, rows 2-3 as 0.5 + 1.
    let trial = try #require(evaluation.trials.first)
    #expect(evaluation.trials.count == 1)
    #expect(trial.testScores == [[3, 1]])
    #expect(trial.trainScores == [[1, 1]])
    #expect(trial.test[0].mean == 2 && trial.test[0].deviation == 1)
    #expect(trial.train[0].mean == 1 && trial.train[0].deviation == 0)
    #expect(trial.fitTimes.count == 2 && trial.predictionTimes.count == 2)
    #expect(trial.name == "mean.0" && trial.parameters == ["offset": .number(1)])
    #expect(evaluation.report.rowCount == 4 && evaluation.report.foldCount == 2)
  }

  @Test func theFirstOfSeveralIsTheBest() async throws {
    // With an offset of 0 both folds have an error of 2, with 1 they have 3 and 1.
    let evaluation = try await halves.evaluation(
      of: [offsets(5, 1, 0), Candidate(Mean(), named: "other")], over: countingData(rows: 4))
    #expect(evaluation.best?.name == "mean.1")
    #expect(evaluation.bestOfEach.map(\.name) == ["mean.1", "other.0"])
  }

  @Test func aGreaterScoreCanBeTheBetterOne() async throws {
    var evaluator = halves
    let negated = Scorer(name: "negated", greaterIsBetter: true) { truth, predictions in
      -zip(truth, predictions).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    evaluator.scorers = [negated, .meanAbsoluteError]
    let evaluation = try await evaluator.evaluation(of: [offsets(9, 0, 4)], over: countingData(rows: 4))
    #expect(evaluation.best?.draw == 1)
    #expect(evaluation.trials[1].testScores == [[-4, -4], [2, 2]])
  }

  @Test func leastSquaresAgreesWithTheReference() async throws {
    // What mlens' benchmark says of least squares without an intercept, in three folds.
    let evaluator = Evaluator(folds: FoldIndexer(folds: 3), scorers: [.rootMeanSquaredError])
    let evaluation = try await evaluator.evaluation(
      of: [Candidate(OrdinaryLeastSquares(intercept: false))], over: diabetesData())
    let trial = try #require(evaluation.best)
    #expect(abs(trial.test[0].mean - 166.0555827361504) < 1e-8)
    #expect(abs(trial.test[0].deviation - 3.3593484387102044) < 1e-8)
    #expect(abs(trial.train[0].mean - 160.31155053628473) < 1e-8)
    #expect(abs(trial.train[0].deviation - 1.0279146825663639) < 1e-8)
  }

  @Test func trainingRowsNeedNotBeMeasured() async throws {
    var evaluator = halves
    evaluator.measuresTraining = false
    let evaluation = try await evaluator.evaluation(of: [offsets(0)], over: countingData(rows: 4))
    #expect(evaluation.trials[0].trainScores.isEmpty)
    #expect(evaluation.trials[0].testScores == [[2, 2]])
    #expect(!evaluation.description.contains("train"))
  }

  @Test func probabilitiesAreMeasured() async throws {
    let data = try Dataset(features: Matrix(column: [0, 1, 2, 3]), labels: ["a", "b", "a", "b"])
    let evaluator = Evaluator(folds: FoldIndexer(folds: 2), scorers: [.logLoss, .accuracy])
    let evaluation = try await evaluator.evaluation(of: [Candidate(ClassShares())], over: data)
    // Each class has a share of one half among the rows that are learned from; of equal ones the first is predicted.
    let trial = try #require(evaluation.best)
    #expect(trial.testScores[0].allSatisfy { abs($0 - log(2)) < 1e-15 })
    #expect(trial.testScores[1] == [0.5, 0.5])
  }

  @Test func shufflingChangesFoldsOnly() async throws {
    var evaluator = halves
    evaluator.isShuffled = true
    let data = try countingData(rows: 40)
    let shuffled = try await evaluator.folds(of: data).folds
    #expect(shuffled != (try await halves.folds(of: data).folds))
    #expect(RangeSet(joining: shuffled.map(\.test)) == RangeSet(0..<40))
    #expect(shuffled == (try await evaluator.folds(of: data).folds))
  }

  // MARK: - Draws

  @Test func theSameSeedGivesTheSameDraws() async throws {
    let data = try countingData(rows: 4)
    func parameters(_ evaluator: Evaluator, _ others: Candidate...) async throws -> [[String: ParameterValue]]
    {
      let searched = Candidate(Mean(), named: "mean", searching: ["offset": .uniform(0...1)])
      return try await evaluator.evaluation(
        of: others + [searched], search: .random(draws: 3), over: data
      ).trials.filter { $0.candidate == "mean" }.map(\.parameters)
    }
    let drawn = try await parameters(halves)
    #expect(Set(drawn).count == 3)
    #expect(drawn == (try await parameters(halves)))
    #expect(drawn == (try await parameters(halves, Candidate(Echo()))))
    var other = halves
    other.seed = 1
    #expect(drawn != (try await parameters(other)))
  }

  @Test func casesAndCandidatesHaveDrawsOfTheirOwn() async throws {
    let spaces = ["offset": ParameterSpace.uniform(0...1)]
    let evaluation = try await halves.evaluation(
      of: [
        Candidate(Mean(), named: "a", searching: spaces), Candidate(Mean(), named: "b", searching: spaces),
      ],
      search: .random(draws: 1),
      preprocessing: [Transformer(named: "x", Pipeline([])), Transformer(named: "y", Pipeline([]))],
      over: countingData(rows: 4))
    #expect(evaluation.trials.map(\.name) == ["x.a.0", "x.b.0", "y.a.0", "y.b.0"])
    #expect(Set(evaluation.trials.map(\.parameters)).count == 4)
  }

  @Test func drawsOfACandidateShareTheirSeeds() async throws {
    let evaluation = try await Evaluator(folds: FoldIndexer(folds: 2)).evaluation(
      of: [Candidate(SeedTeller(), draws: [[:], [:]]), Candidate(SeedTeller(), named: "other")],
      over: countingData(rows: 4))
    #expect(evaluation.trials[0].testScores == evaluation.trials[1].testScores)
    #expect(evaluation.trials[0].testScores != evaluation.trials[2].testScores)
  }

  // MARK: - Preprocessing

  @Test func preprocessingIsFittedOnceInEachFold() async throws {
    let data = try countingData(rows: 6)
    let cases = [
      Transformer(named: "counted", Pipeline([CountedStep(key: "shared")])),
      Transformer(named: "none", Pipeline([])),
    ]
    let evaluator = Evaluator(folds: FoldIndexer(folds: 3), scorers: [.meanAbsoluteError])
    let folds = try await evaluator.folds(of: data, preprocessing: cases)
    let first = try await evaluator.evaluation(of: [offsets(0, 1, 2), Candidate(Echo())], over: folds)
    let second = try await evaluator.evaluation(of: [offsets(7)], over: folds)
    #expect(CountedStep.fits.withLock { $0["shared"] } == 3)
    #expect(folds.fitTimes["counted"]?.count == 3)
    #expect(first.trials.count == 8 && second.trials.count == 2)
    let whole = try await evaluator.evaluation(of: [offsets(7)], preprocessing: cases, over: data)
    #expect(whole.trials.map(\.testScores) == second.trials.map(\.testScores))
  }

  @Test func preprocessingSeesTrainingRowsOnly() async throws {
    let evaluation = try await halves.evaluation(
      of: [Candidate(Echo())], preprocessing: [Transformer(named: "largest", Pipeline([LargestSeen()]))],
      over: countingData(rows: 4))
    // Rows 0-1 are predicted as 3, the largest of rows 2-3, and these as 1.
    #expect(evaluation.trials[0].testScores == [[2.5, 1.5]])
  }

  @Test func candidatesMayBelongToCases() async throws {
    let cases = [Transformer(named: "x", Pipeline([])), Transformer(named: "y", Pipeline([]))]
    let evaluation = try await halves.evaluation(
      of: [offsets(0, after: ["x"]), offsets(3, after: ["y"]), Candidate(Echo(), after: [])],
      preprocessing: cases, over: countingData(rows: 4))
    #expect(evaluation.trials.map(\.name) == ["test-echo.0", "x.mean.0", "y.mean.0"])
  }

  // MARK: - Mistakes

  @Test func mistakesAreFoundBeforeTheFirstFit() async throws {
    let picky = Candidate(Picky(number: 0), named: "picky")
    let cases = [Transformer(named: "scaled", Pipeline([]))]
    #expect(await mistake(halves, [])?.contains("no candidates") == true)
    #expect(await mistake(halves, [picky, picky])?.contains("two candidates are named “picky”") == true)
    #expect(await mistake(halves, [picky, Candidate(Mean(), named: "")])?.contains("name is empty") == true)
    let misspelled = Candidate(Mean(), searching: ["ofset": .uniform(0...1)])
    #expect(
      await mistake(halves, [picky, misspelled])?.contains(
        "“test-mean” has no parameter “ofset”; did you mean “offset”?") == true)
    let outside = Candidate(RidgeRegression(), named: "r", draws: [["penalty": .number(-1)]])
    #expect(
      await mistake(halves, [outside])?.hasPrefix("the candidate “r” cannot be tried: “penalty”") == true)
    #expect(
      await mistake(halves, [Candidate(Mean(), after: ["scald"])], cases)?.contains("did you mean “scaled”?")
        == true)
    #expect(await mistake(halves, [picky], cases + cases)?.contains("two preprocessing cases") == true)
    #expect(
      await mistake(halves, [picky], [Transformer(named: "", Pipeline([]))])?.contains("no name") == true)
  }

  @Test func indexersAndScorersMustSuit() async throws {
    let mean = [offsets(0)]
    #expect(await mistake(Evaluator(folds: FullIndexer()), mean)?.contains("makes no folds") == true)
    #expect(await mistake(halves, mean, rows: 1)?.contains("1 row cannot be cut") == true)
    var evaluator = halves
    evaluator.scorers = [.accuracy]
    #expect(await mistake(evaluator, mean)?.contains("“accuracy” measures predictions of classes") == true)
    evaluator.scorers = [.rSquared, .rSquared]
    #expect(await mistake(evaluator, mean)?.contains("two scorers") == true)
    #expect(await mistake(halves, [Candidate(ClassShares())])?.contains("“test-class-shares”") == true)
  }

  @Test func weightsNeedLearnersThatKnowThem() async throws {
    let weighted = try countingData(rows: 4).weighted(by: [1, 1, 1, 0])
    let error = await #expect(throws: ModelingError.self) {
      try await halves.evaluation(of: [offsets(0)], over: weighted)
    }
    #expect(error?.message.contains("does not know weights") == true)
  }

  @Test func weightsCountInFitsAndScores() async throws {
    let weighted = try countingData(rows: 4).weighted(by: [1, 3, 1, 3])
    let evaluation = try await halves.evaluation(of: [Candidate(WeightedMean())], over: weighted)
    // Rows 0-1 are predicted as 2.75, rows 2-3 as 0.75.
    #expect(evaluation.trials[0].testScores == [[2, 2]])
    #expect(evaluation.trials[0].trainScores == [[0.375, 0.375]])
  }

  @Test func everyFoldNeedsAllClasses() async throws {
    let data = try Dataset(features: Matrix(column: [0, 1, 2, 3]), labels: ["a", "a", "b", "b"])
    let evaluator = Evaluator(folds: FoldIndexer(folds: 2, assignment: .consecutive))
    let error = await #expect(throws: ModelingError.self) {
      try await evaluator.evaluation(of: [Candidate(ClassShares())], over: data)
    }
    #expect(error?.message.contains("fold 1 of the evaluation has no row of the class “a”") == true)
  }

  // MARK: - Failures

  @Test func aFailureEndsTheEvaluation() async throws {
    let error = await #expect(throws: EvaluationFailure.self) {
      try await halves.evaluation(
        of: [offsets(0), Candidate(Picky(number: 0), named: "picky")], over: countingData(rows: 4))
    }
    // Row 0 is learned from in the second fold.
    #expect(error?.trial == "picky.0" && error?.fold == 1)
    #expect(error?.underlying as? Picky.Refusal == Picky.Refusal())
    #expect(error?.description.hasPrefix("“picky.0” failed in fold 2: ") == true)
  }

  @Test func failedTrialsCanBeDropped() async throws {
    var evaluator = halves
    evaluator.onFailure = .drop
    let evaluation = try await evaluator.evaluation(
      of: [Candidate(Picky(number: 0), named: "picky"), offsets(50)], over: countingData(rows: 4))
    #expect(evaluation.best?.name == "mean.0")
    #expect(evaluation.trials[0].testScores.isEmpty)
    #expect(evaluation.trials[0].failure?.hasPrefix("fold 2: ") == true)
    #expect(evaluation.description.contains("“picky.0” failed in fold 2: "))
    #expect(evaluation.bestOfEach.map(\.candidate) == ["mean"])
  }

  @Test func failedFoldsCanHaveAScore() async throws {
    var evaluator = halves
    evaluator.onFailure = .score(99)
    let evaluation = try await evaluator.evaluation(
      of: [Candidate(Picky(number: 0), named: "picky")], over: countingData(rows: 4))
    // The first fold predicts rows 0 and 1 as 0.
    #expect(evaluation.trials[0].testScores == [[0.5, 99]])
    #expect(evaluation.trials[0].failure != nil)
  }

  @Test func scoresOfTrainingThatWereNotMeasuredAreEmpty() async throws {
    var evaluator = halves
    evaluator.measuresTraining = false
    evaluator.onFailure = .score(99)
    let evaluation = try await evaluator.evaluation(
      of: [Candidate(Picky(number: 1)), Candidate(Mean())], over: countingData(rows: 2))
    #expect(evaluation.trials.map(\.trainScores) == [[], []])
  }

  @Test func aCaseThatFailsInManyFoldsIsDropped() async throws {
    // It is not tried in folds that have not begun when it has failed.
    var evaluator = Evaluator(folds: FoldIndexer(folds: 40), scorers: [.meanAbsoluteError])
    evaluator.onFailure = .drop
    let cases = [Transformer(named: "shifted", Pipeline([Shift(by: 1), LargestSeen()]))]
    let evaluation = try await evaluator.evaluation(
      of: [offsets(0), Candidate(Mean(), after: [])], preprocessing: cases, over: countingData(rows: 40),
      on: Parallel(workers: 2))
    #expect(evaluation.trials.map { $0.failure == nil } == [true, false])
    #expect(evaluation.best?.preprocessing == nil)
  }

  @Test func trialsWhoseNamesLookTheSameAreToldApart() async throws {
    let cases = [
      Transformer(named: "a", Pipeline([LargestSeen()])),
      Transformer(named: "a.b", Pipeline([LargestSeen()])),
    ]
    let data = try countingData(rows: 4)
    let evaluation = try await halves.evaluation(
      of: [
        Candidate(Mean(), named: "b.c", draws: [["offset": .number(9)]], after: ["a"]),
        Candidate(Mean(), named: "c", after: ["a.b"]),
      ], preprocessing: cases, over: data)
    #expect(Set(evaluation.trials.map(\.name)).count == 1)
    #expect(evaluation.best?.candidate == "c")
    #expect(evaluation.description.split(separator: "\n").count { $0.contains("*") } == 1)
    #expect(try await evaluation.refitted(to: data).predictions(from: Matrix<Double>(rows: [[1]])) == [1.5])
  }

  @Test func withoutAnyScoreNothingIsTheBest() async throws {
    var evaluator = halves
    evaluator.onFailure = .drop
    let data = try countingData(rows: 4)
    let evaluation = try await evaluator.evaluation(of: [Candidate(Picky(number: 0))], over: data)
    #expect(evaluation.best == nil)
    let error = await #expect(throws: ModelingError.self) { try await evaluation.refitted(to: data) }
    #expect(error?.message.contains("no trial has a score") == true)
  }

  @Test func failedPreprocessingIsNamed() async throws {
    let cases = [Transformer(named: "shifted", Pipeline([Shift(by: 1), LargestSeen()]))]
    let data = try countingData(rows: 6)
    let error = await #expect(throws: EvaluationFailure.self) {
      try await halves.evaluation(of: [offsets(0)], preprocessing: cases, over: data)
    }
    #expect(error?.trial == "shifted")
    var evaluator = halves
    evaluator.onFailure = .drop
    let evaluation = try await evaluator.evaluation(
      of: [offsets(0), Candidate(Mean(), after: [])], preprocessing: cases, over: data)
    #expect(evaluation.trials.map { $0.failure == nil } == [true, false])
  }

  @Test func whatCannotBeMeasuredIsAFailure() async throws {
    struct Unmeasurable: Error {}
    var evaluator = halves
    evaluator.scorers = [
      Scorer(name: "none", greaterIsBetter: true, input: .predictions) { _, _ in throw Unmeasurable() }
    ]
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluator.evaluation(of: [offsets(0)], over: countingData(rows: 4))
    }
    #expect(error?.underlying is Unmeasurable)
  }

  // MARK: - Results

  @Test func theBestCanBeFittedAgain() async throws {
    let data = try countingData(rows: 4)
    let evaluation = try await halves.evaluation(
      of: [offsets(8, 0.5)], preprocessing: [Transformer(named: "largest", Pipeline([LargestSeen()]))],
      over: data)
    let unseen = Matrix<Double>(rows: [[100], [200]])
    #expect(try await evaluation.refitted(to: data).predictions(from: unseen) == [2, 2])
    let other = try await evaluation.refitted(evaluation.trials[0], to: data)
    #expect(try await other.predictions(from: unseen) == [9.5, 9.5])
    let elsewhere = try await halves.evaluation(of: [Candidate(Echo())], over: data)
    await #expect(throws: ModelingError.self) { try await evaluation.refitted(elsewhere.best, to: data) }
  }

  @Test func reportsCanBeStored() async throws {
    let report = try await halves.evaluation(of: [offsets(0.5, 1.5)], over: countingData(rows: 4)).report
    let copy = try JSONDecoder().decode(EvaluationReport.self, from: JSONEncoder().encode(report))
    #expect(copy == report)
  }

  @Test func theTableMarksTheBest() async throws {
    let text = try await halves.evaluation(of: [offsets(5, 0)], over: countingData(rows: 4)).description
    let lines = text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("trial"))
    #expect(lines[1].hasPrefix("mean.0 ") && !lines[1].contains("*") && lines[1].hasSuffix("offset: 5.0"))
    #expect(lines[2].hasPrefix("mean.1 *") && lines[2].contains("2.00000"))
  }

  @Test func progressCountsEveryFit() async throws {
    let seen = Mutex<[EvaluationProgress]>([])
    _ = try await halves.evaluation(of: [offsets(0, 1, 2)], over: countingData(rows: 4)) { progress in
      seen.withLock { $0.append(progress) }
    }
    #expect(seen.withLock { $0.map(\.completed) } == [1, 2, 3, 4, 5, 6])
    #expect(seen.withLock { $0.allSatisfy { $0.total == 6 } })
  }

  @Test(.timeLimit(.minutes(30))) func cancellationEndsTheEvaluation() async throws {
    let data = try countingData(rows: 4)
    let candidates = (0..<50).map { Candidate(Mean(), named: "m\($0)") }
    let seen = Mutex(0)
    let task = Task {
      try await halves.evaluation(of: candidates, over: data, on: Parallel(workers: 2)) { progress in
        seen.withLock { $0 = progress.completed }
        withUnsafeCurrentTask { $0?.cancel() }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(seen.withLock(\.self) < 100)
  }

  // MARK: - Backends

  @Test(arguments: [
    Parallel(workers: 2, on: .threads), Parallel(workers: 2, on: .processes),
    Parallel(workers: 2, on: .forks),
  ])
  func scoresDoNotDependOnTheBackend(_ parallel: Parallel) async throws {
    let data = try sampleData(rows: 90)
    let largest = Scorer(name: "largest error", greaterIsBetter: false) { truth, predictions in
      zip(truth, predictions).map { abs($0 - $1) }.max() ?? 0
    }
    var evaluator = Evaluator(
      folds: FoldIndexer(folds: 3), scorers: [.rSquared, largest], shuffled: true, onFailure: .drop)
    evaluator.seed = 4
    func scores(on parallel: Parallel) async throws -> [[[Double]]] {
      let evaluation = try await evaluator.evaluation(
        of: [
          Candidate(RidgeRegression(), searching: ["penalty": .logUniform(1e-3...1e3)]),
          Candidate(SeedTeller()),
          Candidate(Misshapen(columns: 2)),
        ], search: .random(draws: 4),
        preprocessing: [
          Transformer(named: "scaled", Pipeline([Standardizer()])), Transformer(named: "raw", Pipeline([])),
        ], over: data, on: parallel)
      #expect(evaluation.trials.count { $0.failure != nil } == 2)
      return evaluation.trials.flatMap { [$0.testScores.flatMap(\.self), $0.trainScores.flatMap(\.self)] }.map
      { [$0] }
    }
    #expect(try await scores(on: parallel) == scores(on: Parallel(workers: 1, on: .sequential)))
  }

  @Test func aTypeThatCannotTravelIsNamed() async throws {
    struct Local: Estimator {
      static let typeName = "test-local"
      static let summary = "cannot be found by name"
      static let parameters: [Parameter<Local>] = []
      func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
        Mean.Model(value: 0, featureCount: 1)
      }
    }
    let error = await #expect(throws: ModelingError.self) {
      try await halves.evaluation(
        of: [Candidate(Local())], over: countingData(rows: 4), on: Parallel(workers: 1, on: .processes))
    }
    #expect(error?.message.contains("“test-local” cannot be fitted in another process") == true)
  }
}
