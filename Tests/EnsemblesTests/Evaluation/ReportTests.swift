import Estimators
import Testing

@testable import Ensembles

@Suite struct ReportTests {
  @Test func scoresAreThoseOfTheFolds() async throws {
    let stack = SuperLearner(folds: 2, scorer: .meanAbsoluteError, precision: .double) {
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let report = try await stack.fitted(to: countingData(rows: 4)).report
    // Rows 0-1 are predicted as 2.5, rows 2-3 as 0.5; the meta learner's folds predict the same.
    #expect(report.learners.map(\.learner) == ["test-mean", "test-mean"])
    #expect(report.learners.map(\.layer) == ["layer-1", "meta"])
    for learner in report.learners {
      #expect(learner.scores == [2, 2])
      #expect(learner.mean == 2 && learner.deviation == 0)
      #expect(learner.fitTimes.count == 2 && learner.predictionTimes.count == 2)
    }
  }

  @Test func aMetaLearnerOfTooFewRowsHasNoScore() async throws {
    let blend = BlendEnsemble(testSize: 1) {
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let model = try await blend.fitted(to: countingData(rows: 3))
    #expect(model.report.learners[1].scores.isEmpty)
    #expect(model.report.learners[1].mean == nil)
    #expect(model.report.description.contains("–"))
  }

  @Test func weightsOfTheLastLayerAreReadable() async throws {
    let stack = SuperLearner(folds: 2) {
      Layer(propagating: [0]) {
        Mean().named("a"); Mean().named("b")
      }
    } meta: {
      Leaning().named("judge")
      Mean().named("dumb")
    }
    let model = try await stack.fitted(to: countingData(rows: 4))
    let report = model.report
    #expect(report.weights.map(\.learner) == ["judge"])
    #expect(report.weights[0].inputs == ["column 0", "a", "b"])
    #expect(report.weights[0].weights == [[0.5], [1.5], [2.5]])
    #expect(report.description.contains("weights of judge"))
    #expect(report.description.contains("column 0          0.500000"))
  }

  @Test func aScoreThatCannotBeMadeIsExplained() async throws {
    let moody = Scorer(name: "moody", greaterIsBetter: true, input: .predictions) { predictions, data in
      guard data.target[0, 0] > 0 else { throw ModelingError(.tooFewRows, "nothing is above zero") }
      return 1
    }
    let stack = SuperLearner(folds: 2, scorer: moody) {
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let report = try await stack.fitted(to: countingData(rows: 4)).report
    #expect(report.learners[0].scores == [1])
    #expect(report.learners[0].withoutScore == "nothing is above zero")
    #expect(report.description.contains("without a score in some fold: “test-mean” of layer-1"))
  }

  @Test func theTableIsAligned() {
    let table = TextTable(
      header: ["learner", "score"], rows: [["a", "1.50"], ["long name", "10.25"]], leftAligned: [0])
    #expect(table.description == "learner    score\na           1.50\nlong name  10.25")
  }

  @Test(arguments: [
    (Duration.nanoseconds(1500), "1.5 µs"), (.milliseconds(12), "12 ms"), (.seconds(3), "3 s"),
    (.zero, "0 µs"),
  ])
  func timesHaveAUnitThatSuits(duration: Duration, text: String) {
    #expect(TextTable.time(seconds: duration / .seconds(1)) == text)
  }

  @Test(arguments: [
    (54.123456, "54.1235"), (0.0, "0.00000"), (123_456_789, "1.23457e+08"), (-0.5, "-0.500000"),
  ])
  func numbersHaveSixDigits(value: Double, text: String) { #expect(TextTable.number(value) == text) }
}

/// Has a weight for each input.
private struct Leaning: Estimator {
  struct Model: ReadableWeights {
    static let typeName = "test-leaning-model"
    var featureCount: Int
    var outputCount: Int { 1 }
    var inputWeights: Matrix<Double> { Matrix(column: (0..<featureCount).map { Double($0) + 0.5 }) }

    func predictions(from features: Features) throws -> Matrix<Double> {
      Matrix(rowCount: features.rowCount, columnCount: 1, repeating: 0)
    }
  }

  static let typeName = "test-leaning"
  static let summary = "weights in a row"
  static let parameters: [Parameter<Leaning>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    Model(featureCount: data.features.columnCount)
  }
}
