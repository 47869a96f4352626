import Estimators
import Testing

@testable import Ensembles

/// What is found out about later layers before the first fit, and what never ends a fit.
@Suite struct ForesightTests {
  /// A first layer that would throw something else if it were fitted.
  private func stack(_ later: Layer, first: any Indexer = BlendIndexer(testSize: 0.5)) -> SequentialEnsemble {
    StackedEnsemble(
      indexer: FullIndexer(),
      layers: [Layer(indexer: first) { Picky(number: 0) }, later], meta: nil)
  }

  private func message(_ ensemble: SequentialEnsemble, _ data: Dataset) async -> String? {
    await #expect(throws: ModelingError.self) { try await ensemble.fitted(to: data) }?.message
  }

  @Test func laterLayersWithTooFewRowsAreNamed() async throws {
    let few = Layer(indexer: FoldIndexer(folds: 3)) { Mean() }
    #expect(try await message(stack(few), countingData(rows: 4))?.contains("2 rows cannot be cut") == true)
  }

  @Test func laterGroupsThatPredictOtherRowsAreNamed() async throws {
    let uneven = Layer {
      LearnerGroup(named: "some", indexer: BlendIndexer(testSize: 0.5)) { Mean().named("a") }
      LearnerGroup(named: "all", indexer: FullIndexer()) { Mean().named("b") }
    }
    #expect(
      try await message(stack(uneven), countingData(rows: 8))?.contains("“some” and “all” of layer-2") == true
    )
  }

  @Test func laterFitsWithoutWeightAreNamed() async throws {
    let data = try countingData(rows: 8).weighted(by: [1, 1, 1, 1, 0, 0, 1, 1])
    let stack = StackedEnsemble(
      indexer: FullIndexer(),
      layers: [
        Layer(indexer: BlendIndexer(testSize: 0.5)) { Weighty() },
        Layer(indexer: FoldIndexer(folds: 2)) { Weighty() },
      ], meta: nil)
    let message = await message(stack, data)
    #expect(
      message?.contains("fold 2 of layer-2 would learn from rows whose weights are all 0") == true
        || message?.contains("fold 1 of layer-2") == true)
  }

  @Test func laterFitsWithoutAClassAreNamed() async throws {
    let data = try Dataset(
      features: Matrix(column: (0..<8).map(Double.init)), labels: ["a", "b", "a", "b", "a", "a", "b", "b"])
    let stack = StackedEnsemble(
      indexer: FullIndexer(),
      layers: [
        Layer(indexer: BlendIndexer(testSize: 0.5)) { Frequencies() },
        Layer(indexer: FoldIndexer(folds: 2, assignment: .consecutive)) { Frequencies() },
      ], meta: nil)
    #expect(await message(stack, data)?.contains("fold 1 of layer-2 has no row of the class “a”") == true)
  }

  @Test func shuffledRowsAreForeseenWhereTheyAre() async throws {
    // Shuffled, a blend predicts other rows than the last, whose classes the next layer's folds depend on.
    let data = try labelledData(rows: 90)
    let stack = StackedEnsemble(
      indexer: BlendIndexer(testSize: 0.5),
      layers: [Layer { NearestMean() }, Layer(indexer: FoldIndexer(folds: 2)) { NearestMean() }],
      meta: Layer(named: "meta", learners: [Learner(Frequencies())]), seed: 5,
      options: EnsembleOptions(shuffled: true))
    let (_, outputs) = try await stack.fittedWithOutputs(to: data)
    #expect(outputs.map(\.matrix.rowCount) == [45, 45, 45])
  }

  // MARK: - Scores

  @Test func aFoldThatCannotBeMeasuredHasNoScore() async throws {
    // The second fold holds one class only, which has no area under any curve.
    let data = try Dataset(
      features: Matrix(column: (0..<8).map(Double.init)), labels: ["a", "b", "a", "b", "a", "a", "a", "a"])
    let stack = SuperLearner(
      indexer: FoldIndexer(folds: 2, assignment: .consecutive), layers: [Layer { Sure() }], meta: nil,
      scorer: .areaUnderCurve)
    await #expect(throws: ModelingError.self) { try await stack.fitted(to: data) }
    let custom = SuperLearner(
      indexer: FoldIndexer(folds: 2),
      layers: [
        Layer(
          indexer: CustomIndexer([
            Fold(train: RangeSet(0..<4), test: RangeSet(4..<8)),
            Fold(train: RangeSet(2..<8), test: RangeSet(0..<2)),
          ])
        ) { Sure() }
      ],
      meta: nil, scorer: .areaUnderCurve)
    let report = try await custom.fitted(to: data).report
    #expect(report.learners[0].scores.count == 1)
    #expect(report.learners[0].withoutScore?.isEmpty == false)
    #expect(report.description.contains("without a score in some fold"))
  }

  @Test func aScorerThatThrowsEndsNoFit() async throws {
    struct Sulking: Error {}
    let scorer = Scorer(name: "sulking", greaterIsBetter: true, input: .predictions) { _, _ in throw Sulking()
    }
    let stack = SuperLearner(folds: 2, scorer: scorer) {
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let report = try await stack.fitted(to: countingData(rows: 6)).report
    #expect(report.learners.allSatisfy { $0.scores.isEmpty && $0.withoutScore?.contains("Sulking") == true })
  }

  @Test func theDefaultScorerSuitsTheTarget() async throws {
    let numbers = SuperLearner(folds: 2) {
      Layer { Mean() }
    } meta: {
    }
    #expect(try await numbers.fitted(to: countingData(rows: 6)).report.scorer == "rmse")
    let classes = SuperLearner(folds: 2) {
      Layer { NearestMean() }
    } meta: {
    }
    #expect(try await classes.fitted(to: labelledData(rows: 12)).report.scorer == "accuracy")
  }

  // MARK: - The folds of meta learners

  @Test func metaLearnersOfSubsetsAreScoredOnAllRows() async throws {
    // Fold v holds fold v of both parts: rows 0, 1, 4, 5 and rows 2, 3, 6, 7.
    let stack = Subsemble(partitions: 2, folds: 2, precision: .double) {
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let report = try await stack.fitted(to: countingData(rows: 8)).report
    let meta = try #require(report.learners.last)
    // Fitted to rows 2, 3, 6, 7 (mean 4.5) and tried on rows 0, 1, 4, 5; then the other way round (mean 2.5).
    let first = ((4.5 * 4.5 + 3.5 * 3.5 + 0.5 * 0.5 + 0.5 * 0.5) / 4).squareRoot()
    let second = ((0.5 * 0.5 + 0.5 * 0.5 + 3.5 * 3.5 + 4.5 * 4.5) / 4).squareRoot()
    #expect(meta.layer == "meta" && meta.scores == [first, second])
  }

  @Test func metaLearnersWhoseRowsCannotBeCutHaveNoScore() async throws {
    let folds = CustomIndexer([Fold(train: RangeSet(0..<4), test: RangeSet(5..<8))])
    let stack = StackedEnsemble(
      indexer: folds, layers: [Layer { Mean() }], meta: Layer(named: "meta", learners: [Learner(Mean())]))
    let model = try await stack.fitted(to: countingData(rows: 8))
    let meta = try #require(model.report.learners.last)
    #expect(meta.scores.isEmpty)
    #expect(meta.withoutScore?.contains("there are 3 rows") == true)
    #expect(try await model.predictions(from: Matrix<Double>(rows: [[0]])) == [6])
  }

  @Test func metaLearnersWhoseFoldsLackAClassHaveNoScore() async throws {
    let data = try Dataset(
      features: Matrix(column: (0..<8).map(Double.init)), labels: ["a", "b", "a", "b", "a", "a", "b", "b"])
    // The layer predicts rows 4 to 7; cut again, the first half has no “b”.
    let stack = BlendEnsemble(testSize: 0.5) {
      Layer { Frequencies() }
    } meta: {
      Frequencies()
    }
    let meta = try #require(try await stack.fitted(to: data).report.learners.last)
    #expect(meta.scores.isEmpty && meta.withoutScore?.contains("no row of the class") == true)
  }
}

/// Takes weights, and must not be fitted.
private struct Weighty: Estimator {
  static let typeName = "test-weighty"
  static let summary = "takes weights"
  static let parameters: [Parameter<Weighty>] = []
  static let acceptsWeights = true

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model { throw Picky.Refusal() }
}

/// Is fairly sure of the first class.
private struct Sure: Estimator {
  static let typeName = "test-sure"
  static let summary = "fairly sure"
  static let parameters: [Parameter<Sure>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Frequencies.Model {
    Frequencies.Model(shares: [0.75, 0.25], featureCount: data.features.columnCount)
  }
}
