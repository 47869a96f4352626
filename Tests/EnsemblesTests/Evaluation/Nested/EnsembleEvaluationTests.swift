import Estimators
import Foundation
import Testing

@testable import Ensembles

@Suite struct EnsembleEvaluationTests {
  private let halves = FoldIndexer(folds: 2)

  @Test func everyLearnerPredictsRowsThatNoPartHasSeen() async throws {
    let stack = SuperLearner(folds: 2, scorer: .meanAbsoluteError) {
      Layer {
        Mean()
        Mean(offset: 1).named("higher")
      }
    } meta: {
      Mean()
    }
    let evaluation = try await stack.evaluation(over: countingData(rows: 8), folds: halves)
    // Rows 0-3 are predicted as 5.5, rows 4-7 as 1.5.
    let means = evaluation.table.rows.map { row in row.spreads["mae"].map { [$0.mean, $0.deviation] } ?? [] }
    #expect(
      evaluation.table.rows.map(\.name)
        == ["layer-1/higher", "layer-1/test-mean", "meta/test-mean", "whole ensemble"])
    #expect(means == [[4, 1], [4, 0], [4, 0], [4, 0]])
    #expect(evaluation.whole?.spreads["mae"]?.mean == 4)
    #expect(evaluation.whole?.spreads["fit"] != nil && evaluation.whole?.spreads["predict"] != nil)
    #expect(
      evaluation.scorers.map(\.name) == ["mae"] && evaluation.foldCount == 2 && evaluation.rowCount == 8)
    #expect(evaluation.notes.isEmpty)
  }

  @Test func theScoreIsThatOfEnsemblesFittedByHand() async throws {
    let data = try sampleData(rows: 60)
    let stack = SuperLearner(folds: 3) {
      Layer(propagating: [1]) {
        Preprocessing(Standardizer()) { RidgeRegression(penalty: 2) }
        OrdinaryLeastSquares()
      }
      Layer {
        Mean(); OrdinaryLeastSquares()
      }
    } meta: {
      RidgeRegression()
    }
    let evaluation = try await stack.evaluation(over: data, folds: halves, scorers: [.rootMeanSquaredError])
    var expected: [Double] = []
    for (train, test) in [(30..<60, 0..<30), (0..<30, 30..<60)] {
      let model = try await stack.fitted(to: data.rows(RangeSet(train)))
      let held = data.rows(RangeSet(test))
      let predictions = try await model.predictions(from: held.features)
      let squares = predictions.enumerated().map { row, number in
        (number - held.target[row, 0]) * (number - held.target[row, 0])
      }
      expected.append((squares.reduce(0, +) / 30).squareRoot())
    }
    let scores = evaluation.table.entries.filter { $0.subject == EnsembleEvaluation.wholeEnsemble }
      .compactMap { $0.values["rmse"] }
    #expect(zip(scores, expected).allSatisfy { abs($0 - $1) < 1e-12 } && scores.count == 2)
    // The first layer's columns stand behind the one that is handed on.
    let least = try OrdinaryLeastSquares().fitted(to: data.rows(RangeSet(30..<60)))
    let alone = try Scorer.rootMeanSquaredError.score(
      of: least.predictions(from: data.rows(RangeSet(0..<30)).features), against: data.rows(RangeSet(0..<30)))
    let entry = evaluation.table.entries.first {
      $0.subject.layer == "layer-1" && $0.subject.learner == "ols"
    }
    #expect(abs((entry?.values["rmse"] ?? .nan) - alone) < 1e-12)
  }

  @Test func probabilitiesAreMeasuredWhateverLayersHandOn() async throws {
    let labels = (0..<12).map { $0 % 3 == 0 ? "a" : "b" }
    let data = try Dataset(features: Matrix(column: (0..<12).map(Double.init)), labels: labels)
    let stack = SuperLearner(folds: 2) {
      Layer(output: .predictions) { ClassShares() }
      Layer(output: .probabilities) { ClassShares() }
    } meta: {
      ClassShares()
    }
    let evaluation = try await stack.evaluation(over: data, folds: halves, scorers: [.logLoss, .accuracy])
    // A third of the rows of every fold is of class a, and so is a third of those that are learned from.
    let loss = -(log(1.0 / 3) + 2 * log(2.0 / 3)) / 3
    #expect(evaluation.table.rows.count == 4)
    for row in evaluation.table.rows {
      #expect(abs((row.spreads["log-loss"]?.mean ?? .nan) - loss) < 1e-12)
      #expect(abs((row.spreads["accuracy"]?.mean ?? .nan) - 2.0 / 3) < 1e-12)
    }
  }

  @Test func partitionsHaveRowsOfTheirOwn() async throws {
    let stack = StackedEnsemble(
      indexer: SubsetIndexer(partitions: 2, folds: 2), layers: [Layer { Mean() }],
      meta: Layer(named: "meta", learners: [Learner(Mean())]))
    let evaluation = try await stack.evaluation(over: countingData(rows: 16), folds: halves)
    #expect(
      evaluation.table.rows.map(\.name)
        == ["layer-1/test-mean--0", "layer-1/test-mean--1", "meta/test-mean--0", "whole ensemble--0"])
  }

  @Test func severalLastLearnersAreNoWhole() async throws {
    let stack = SuperLearner(folds: 2) {
      Layer {
        Mean()
        Echo()
      }
    } meta: {
    }
    let evaluation = try await stack.evaluation(over: countingData(rows: 8), folds: halves)
    #expect(evaluation.whole == nil)
    #expect(evaluation.table.rows.count == 2)
  }

  @Test func droppedLearnersAreNoted() async throws {
    let stack = SuperLearner(folds: 2, options: EnsembleOptions(onLearnerFailure: .drop)) {
      Layer {
        Mean()
        Picky(number: 0).named("picky")
      }
    } meta: {
      Mean()
    }
    let evaluation = try await stack.evaluation(over: countingData(rows: 8), folds: halves)
    // Row 0 is learned from in the second fold.
    #expect(evaluation.notes.count == 1)
    #expect(evaluation.notes.first?.hasPrefix("fold 2 goes without “picky” of layer-1: ") == true)
    #expect(evaluation.table.rows.last?.name == "whole ensemble")
    #expect(evaluation.description.contains("picky"))
  }

  @Test func whatCannotBeFittedIsNamed() async throws {
    let stack = SuperLearner(folds: 2) {
      Layer { Picky(number: 0) }
    } meta: {
      Mean()
    }
    let error = await #expect(throws: EvaluationFailure.self) {
      try await stack.evaluation(over: countingData(rows: 8), folds: halves)
    }
    #expect(error?.fold == 1 && error?.underlying is LearnerFailure)
    await #expect(throws: ModelingError.self) {
      try await stack.evaluation(over: countingData(rows: 8), folds: FullIndexer())
    }
  }

  @Test(arguments: [Parallel(workers: 2, on: .processes), Parallel(workers: 2, on: .forks)])
  func scoresDoNotDependOnTheBackend(_ parallel: Parallel) async throws {
    let data = try sampleData(rows: 40)
    let stack = SuperLearner(folds: 2) {
      Layer {
        RidgeRegression(); Mean()
      }
    } meta: {
      RidgeRegression()
    }
    func scores(on parallel: Parallel) async throws -> [Double?] {
      try await stack.evaluation(over: data, folds: halves, on: parallel).table.entries.map {
        $0.values["rmse"]
      }
    }
    #expect(try await scores(on: parallel) == scores(on: Parallel(workers: 1, on: .sequential)))
  }
}
