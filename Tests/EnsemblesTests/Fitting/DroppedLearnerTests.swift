import Estimators
import Synchronization
import Testing

@testable import Ensembles

/// What is not done any more for learners that have failed.
@Suite struct DroppedLearnerTests {
  private static let backends: [any Backend] = [.sequential, .threads, .processes, .forks]

  private func stack(_ layer: Layer, folds: Int = 8) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: folds), layers: [layer], meta: nil, precision: .double,
      options: EnsembleOptions(onLearnerFailure: .drop))
  }

  @Test func remainingFitsOfAFailedLearnerAreSkipped() async throws {
    Attempts.reset(1)
    let layer = Layer {
      Counted(number: 1).named("bad")
      Mean().named("good")
    }
    let report = try await stack(layer).fitted(
      to: countingData(rows: 16), on: Parallel(workers: 1, on: .sequential)
    ).report
    #expect(Attempts.count(1) == 1)
    #expect(report.dropped.map(\.learner) == ["bad"])
    #expect(report.learners[0].scores.count == 8)
  }

  @Test func remainingFitsBehindFailedPreprocessingAreSkipped() async throws {
    Attempts.reset(2)
    let layer = Layer {
      Mean().named("good")
      Preprocessing(named: "front", Shortened()) { Counted(number: 2) }
      Preprocessing(named: "fine", Standardizer()) {
        Counted(number: 2).named("bad"); Mean()
      }
    }
    let report = try await stack(layer).fitted(
      to: countingData(rows: 16), on: Parallel(workers: 1, on: .sequential)
    ).report
    #expect(Attempts.count(2) == 1)
    #expect(report.dropped.map(\.learner) == ["fine.bad", "front.test-counted"])
  }

  /// The first failure in the order of the fits is the reason, whichever is seen first.
  @Test(arguments: backends) func theReasonDoesNotDependOnTheBackend(backend: any Backend) async throws {
    let layer = Layer {
      // Learns from row 5 in all fits but that of fold 2.
      Picky(number: 5).named("early")
      // Learns from no row of the number, until its features are asked for.
      FailsWithoutRow(row: 9).named("late")
      Preprocessing(named: "scaled", Standardizer()) {
        FailsWithoutRow(row: 11).named("later")
        Mean().named("good")
      }
    }
    let seen = Mutex<[FittingProgress]>([])
    let report = try await stack(layer).fitted(
      to: countingData(rows: 16), on: Parallel(workers: 3, on: backend)
    ) { progress in seen.withLock { $0.append(progress) } }.report
    #expect(report.dropped.map(\.learner) == ["early", "late", "scaled.later"])
    #expect(report.dropped[0].reason.contains("in the fit to all rows"))
    #expect(report.dropped[1].reason.contains("in fold 5"))
    #expect(report.dropped[2].reason.contains("in fold 6"))
    let last = seen.withLock(\.last)
    #expect(last?.completed == last?.total)
  }

  @Test func inlineFitsSkipTheSame() throws {
    Attempts.reset(3)
    let layer = Layer {
      Counted(number: 3).named("bad")
      Mean().named("good")
    }
    let step = try EnsemblePreprocessor(stack(layer)).fitted(to: countingData(rows: 16))
    #expect(Attempts.count(3) == 1)
    #expect(step.model.outputNames == ["good"])
    #expect(throws: LearnerFailure.self) {
      try EnsemblePreprocessor(stack(Layer { Counted(number: 3) })).fitted(to: countingData(rows: 16))
    }
    var strict = stack(layer)
    strict.options.onLearnerFailure = .stop
    let error = #expect(throws: LearnerFailure.self) {
      try EnsemblePreprocessor(strict).fitted(to: countingData(rows: 16))
    }
    #expect(error?.learner == "bad" && error?.fold == nil)
  }
}

/// How often learners were fitted, by number.
private enum Attempts {
  private static let counts = Mutex<[Int: Int]>([:])

  static func reset(_ number: Int) { counts.withLock { $0[number] = 0 } }
  static func add(_ number: Int) { counts.withLock { $0[number, default: 0] += 1 } }
  static func count(_ number: Int) -> Int { counts.withLock { $0[number] ?? 0 } }
}

/// Notes that it was fitted, and fails.
struct Counted: Estimator {
  static let typeName = "test-counted"
  static let summary = "notes each attempt to fit it"
  static let parameters: [Parameter<Counted>] = []

  var number = 0

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    Attempts.add(number)
    throw Picky.Refusal()
  }
}

/// Fails in every fit that leaves out a row of `countingData`, and in all later ones.
struct FailsWithoutRow: Estimator {
  static let typeName = "test-fails-without-row"
  static let summary = "needs all rows up to one"
  static let parameters: [Parameter<FailsWithoutRow>] = []

  var row = 0

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    let target = data.target.copied().elements
    // A fold leaves out two neighbours; later folds leave out greater numbers.
    let missing = (0..<16).first { !target.contains(Double($0)) } ?? -1
    guard missing + 1 < row else { throw Picky.Refusal() }
    return Mean.Model(value: 0, featureCount: data.features.columnCount)
  }
}
