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
