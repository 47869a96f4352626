import Estimators
import Synchronization
import Testing

@testable import Ensembles

/// Predicts what it knows of the rows that bins were found from.
///
/// That is their number, and thousands of the sum of their features. Where it was handed none, it predicts less than
/// nothing.
struct BinSpy: SharedBinning, HeldOutFitting {
  struct Bins: FeatureBins {
    struct Rule: Hashable, Sendable {
      var name: String
    }

    /// How often bins were found, for each rule.
    static let searches = Mutex<[String: Int]>([:])

    var sum: Double
    var rowCount: Int

    init(of data: Dataset, by rule: Rule) throws {
      Self.searches.withLock { $0[rule.name, default: 0] += 1 }
      guard rule.name != "failing" else { throw Picky.Refusal() }
      sum = data.features.columns([0]).matrix().elements.reduce(0, +)
      rowCount = data.rowCount
    }
  }

  static let typeName = "test-bin-spy"
  static let summary = "what bins were found from"
  static let parameters: [Parameter<BinSpy>] = []

  /// What bins are found by, or nothing if they are not shared.
  var rule: String?
  var asksForHeldOutRows = false

  init() {}

  init(_ rule: String?, asksForHeldOutRows: Bool = false) {
    (self.rule, self.asksForHeldOutRows) = (rule, asksForHeldOutRows)
  }

  func binningRule(for data: Dataset) -> Bins.Rule? { rule.map(Bins.Rule.init) }

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    Mean.Model(value: -Double(data.rowCount), featureCount: data.features.columnCount)
  }

  func fitted(
    to data: Dataset, stoppingOn heldOut: Dataset, in context: FittingContext
  ) throws -> Mean.Model {
    Mean.Model(value: -100, featureCount: data.features.columnCount)
  }

  /// Behind millions of the rows that are held out.
  func fitted(
    to data: Dataset, binnedBy bins: Bins, stoppingOn heldOut: Dataset?, in context: FittingContext
  ) throws -> Mean.Model {
    Mean.Model(
      value: Double(bins.rowCount) + 1000 * bins.sum + 1e6 * Double(heldOut?.rowCount ?? 0),
      featureCount: data.features.columnCount)
  }
}

@Suite struct SharedBinningTests {
  private func outputs(
    _ learners: [Learner], indexer: any Indexer = FoldIndexer(folds: 3), rows: Int = 6,
    on parallel: Parallel = Parallel(workers: 2)
  ) async throws -> [[Double]] {
    let stack = SequentialEnsemble(precision: .double) {
      Layer(learners: learners, indexer: indexer)
    } meta: {
      Echo()
    }
    let outputs = try await stack.fittedWithOutputs(to: countingData(rows: rows), on: parallel).outputs
    return outputs[0].matrix.columnArrays
  }

  private func searches(_ rule: String) -> Int? { BinSpy.Bins.searches.withLock { $0[rule] } }

  @Test(arguments: [.sequential, .threads, .processes, .forks] as [any Backend])
  func binsAreFoundFromTheRowsOfAllFolds(backend: any Backend) async throws {
    let found = try await outputs(
      [
        Learner(BinSpy("all"), named: "asking"), Learner(BinSpy(), named: "content"),
        Learner(BinSpy("all", asksForHeldOutRows: true), named: "stopping"),
      ], on: Parallel(workers: 2, on: backend))
    // Six rows with the features 0 + … + 5, in each fold; and two that it holds out.
    #expect(found[0] == Array(repeating: 15_006, count: 6))
    #expect(found[1] == Array(repeating: -4, count: 6))
    #expect(found[2] == Array(repeating: 2_015_006, count: 6))
  }

  @Test func theFinalFitSharesThem() async throws {
    let stack = SuperLearner(folds: 2) {
      Layer { BinSpy("final", asksForHeldOutRows: true) }
    } meta: {
      Echo()
    }
    let model = try await stack.fitted(to: countingData(rows: 4))
    #expect(try await model.predictions(from: Matrix(column: [9.0])) == [6004])
  }

  @Test(arguments: [
    // The first half learns, all rows are fitted to in the end.
    (BlendIndexer(testSize: 0.5) as any Indexer, [15_006.0, 15_006, 15_006]),
    (TemporalIndexer(stepSize: 1, burnIn: 4), [15_006, 15_006]),
    (RepeatedFoldIndexer(folds: 2, repetitions: 2), Array(repeating: 15_006, count: 6)),
    // A fit that is alone shares with nobody.
    (FullIndexer(), Array(repeating: -6, count: 6)),
  ])
  func anyPlanOfSeveralFitsQualifies(indexer: any Indexer, expected: [Double]) async throws {
    #expect(try await outputs([Learner(BinSpy("plan"))], indexer: indexer)[0] == expected)
  }

  @Test func partitionsShareThem() async throws {
    let found = try await outputs(
      [Learner(BinSpy("partition"))], indexer: SubsetIndexer(partitions: 2, folds: 2))
    #expect(found == [Array(repeating: 15_006, count: 6), Array(repeating: 15_006, count: 6)])
  }

  @Test func rowsThatNobodyLearnsFromHaveNoSay() async throws {
    let folds = [
      Fold(train: RangeSet(0..<2), test: RangeSet(2..<4)),
      Fold(train: RangeSet(2..<4), test: RangeSet(0..<2)),
    ]
    let stack = SequentialEnsemble(precision: .double, options: EnsembleOptions(prediction: .bagged)) {
      Layer(indexer: CustomIndexer(folds)) { BinSpy("some") }
    } meta: {
      Echo()
    }
    let outputs = try await stack.fittedWithOutputs(to: countingData(rows: 6)).outputs
    #expect(outputs[0].matrix.elements == [6004, 6004, 6004, 6004])
  }

  @Test func learnersBehindTransformersFindTheirOwn() async throws {
    let stack = SuperLearner(folds: 3, precision: .double) {
      Layer { Preprocessing(Standardizer()) { BinSpy("behind") } }
    } meta: {
      Echo()
    }
    let outputs = try await stack.fittedWithOutputs(to: countingData(rows: 6)).outputs
    #expect(outputs[0].matrix.elements == Array(repeating: -4, count: 6))
    #expect(searches("behind") == nil)
  }

  @Test func equalRulesAreFollowedOnce() async throws {
    let stack = SequentialEnsemble(precision: .double) {
      Layer(indexer: FoldIndexer(folds: 3)) {
        BinSpy("once").named("a")
        BinSpy("once").named("b")
        BinSpy("other").named("c")
        LearnerGroup(indexer: FoldIndexer(folds: 2)) { BinSpy("once").named("d") }
      }
    } meta: {
      Echo()
    }
    let outputs = try await stack.fittedWithOutputs(to: countingData(rows: 6)).outputs
    #expect(outputs[0].matrix.elements.allSatisfy { $0 == 15_006 })
    #expect(searches("once") == 1)
    #expect(searches("other") == 1)
  }

  @Test func whereNoneCanBeFoundFitsAreMadeWithout() async throws {
    let found = try await outputs([Learner(BinSpy("failing"))])
    #expect(found[0] == Array(repeating: -4, count: 6))
  }

  @Test func measuredRowsSetNoEdges() async throws {
    let evaluation = try await Evaluator(folds: FoldIndexer(folds: 2), scorers: [.meanAbsoluteError])
      .evaluation(
        of: [Candidate(BinSpy("measured"), named: "asking")], over: countingData(rows: 4))
    // Predictions of −2 for targets of 0 to 3.
    #expect(evaluation.trials.first?.testScores == [[2.5, 4.5]])
    #expect(searches("measured") == nil)
  }

  @Test func anEnsembleInFrontOfOthersSharesThoseOfItsRows() async throws {
    let inner = SuperLearner(folds: 2, precision: .double) {
      Layer { BinSpy("inner") }
    } meta: {
      Echo()
    }
    let stack = SuperLearner(folds: 2, precision: .double) {
      Layer { Preprocessing(EnsemblePreprocessor(inner)) { Echo() } }
    } meta: {
      Echo()
    }
    let outputs = try await stack.fittedWithOutputs(to: countingData(rows: 4)).outputs
    // The rows that each outer fold learns from are 2 + 3 and 0 + 1.
    #expect(outputs[0].matrix.elements == [5002, 5002, 1002, 1002])
  }

  // MARK: - Checkpoints

  @Test func whatIsInTheCheckpointNeedsNoBins() async throws {
    let folder = try Folder()
    let path = folder.appending("checkpoint")
    let stack = SuperLearner(folds: 3, precision: .double) {
      Layer { BinSpy("kept") }
    } meta: {
      Echo()
    }
    let data = try countingData(rows: 6)
    let first = try await stack.fitted(to: data, checkpoint: path)
    #expect(searches("kept") == 1)
    let again = try await stack.fitted(to: data, checkpoint: path)
    #expect(searches("kept") == 1)
    let unseen = Matrix(column: [9.0])
    #expect(try await first.predictions(from: unseen) == again.predictions(from: unseen))
  }

  // MARK: - The learners of this package

  static let learners: [Learner] =
    [
      Learner(DecisionTreeRegression(depth: 4, bins: 8, sharedBinning: true), named: "tree"),
      Learner(RandomForestRegression(trees: 2, depth: 4, bins: 8, sharedBinning: true), named: "forest"),
      Learner(ExtraTreesRegression(trees: 2, depth: 4, bins: 8, sharedBinning: true), named: "extra"),
    ]
    + (BoostingLibrary.lightGBM.isAvailable
      ? [
        Learner(
          LightGBMRegression(
            LightGBMSettings(
              rounds: 5, minimumRows: 3, maximumBins: 8, patience: 2, stopsOnFold: true, sharedBinning: true)),
          named: "lightgbm")
      ] : [])

  private func stack(of learners: [Learner]) -> SuperLearner {
    SuperLearner(folds: 3, precision: .double, options: EnsembleOptions(keepingFoldModels: true)) {
      Layer(learners: learners)
    } meta: {
      RidgeRegression()
    }
  }

  @Test(arguments: [.sequential, .processes, .forks] as [any Backend])
  func everyBackendGivesTheSameBits(backend: any Backend) async throws {
    let data = try sampleData(rows: 120).weighted(by: (0..<120).map { 0.3 + Double($0 % 5) })
    let stack = stack(of: Self.learners)
    let expected = try await stack.fittedWithOutputs(to: data, on: Parallel(workers: 2))
    let found = try await stack.fittedWithOutputs(to: data, on: Parallel(workers: 3, on: backend))
    #expect(found.outputs.map(\.matrix) == expected.outputs.map(\.matrix))
    let unseen = try sampleData(rows: 40, seed: 9).features
    #expect(try await found.model.predictions(from: unseen) == expected.model.predictions(from: unseen))
  }

  @Test(arguments: learners.indices)
  func foldsDifferAndTheFinalFitDoesNot(index: Int) async throws {
    let data = try sampleData(rows: 120)
    func fitted(_ learner: Learner) async throws -> (fold: [Double], final: Matrix<Double>) {
      let (model, outputs) = try await SuperLearner(folds: 3, precision: .double) {
        Layer(learners: [learner])
      } meta: {
        Echo()
      }.fittedWithOutputs(to: data)
      let unseen = try sampleData(rows: 40, seed: 9).features
      return (outputs[0].matrix.elements, try await Matrix(column: model.predictions(from: unseen)))
    }
    var recipe = try #require(Self.learners[index].estimator)
    // A patience sets rows aside in the final fit.
    if recipe is LightGBMRegression { try recipe.set("patience", to: .integer(0)) }
    let shared = try await fitted(Learner(recipe, named: "learner"))
    try recipe.set("sharedBinning", to: .flag(false))
    let own = try await fitted(Learner(recipe, named: "learner"))
    #expect(shared.fold != own.fold)
    #expect(shared.final == own.final)
  }

  @Test(arguments: learners.indices)
  func aFoldIsFittedWithTheBinsOfAllRows(index: Int) async throws {
    let data = try sampleData(rows: 120)
    let learner = Self.learners[index]
    let estimator = try #require(learner.estimator as? any SharedBinning)
    let (_, outputs) = try await stack(of: [learner]).fittedWithOutputs(to: data)
    // Where nothing is drawn, seeds do not matter.
    guard learner.name == "tree" || learner.name == "lightgbm" else { return }
    func expected<E: SharedBinning>(_ estimator: E, _ held: RangeSet<Int>) throws -> [Double] {
      let rule = try #require(estimator.binningRule(for: data))
      return try estimator.fitted(
        to: data.rows(held.inverted(of: 120)), binnedBy: E.Bins(of: data, by: rule),
        stoppingOn: learner.name == "tree" ? nil : data.rows(held), in: FittingContext()
      ).predictions(from: data.rows(held).features).elements
    }
    for fold in 0..<3 {
      let held = RangeSet(fold * 40..<(fold + 1) * 40)
      let expected = try expected(estimator, held)
      #expect(Array(outputs[0].matrix.column(0)[fold * 40..<(fold + 1) * 40]) == expected)
    }
  }
}

extension Matrix<Double> {
  fileprivate var columnArrays: [[Double]] { (0..<columnCount).map { Array(column($0)) } }
}
