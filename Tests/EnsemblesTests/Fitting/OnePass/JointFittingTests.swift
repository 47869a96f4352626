import Estimators
import Synchronization
import SystemPackage
import Testing

@testable import Ensembles

/// Predicts the mean of the target, and 1000 more where it was fitted to rows instead of sums.
struct SharedMean: CrossFitting {
  struct Statistics: TrainingStatistics {
    var sum = 0.0
    var count = 0.0

    init(forRowsOf data: Dataset) {}
    static func numberCount(for data: Dataset) -> Int? { 2 }
    mutating func add(rowsOf data: Dataset) {
      sum += data.target.copied().elements.reduce(0, +)
      count += Double(data.rowCount)
    }
    mutating func add(_ other: Statistics) {
      sum += other.sum
      count += other.count
    }
  }

  /// What becomes of sums.
  enum Answer: String, Codable { case model, nothing, error, misshapen, unrepresentable }

  static let typeName = "test-shared-mean"
  static let summary = "the mean of the target, from sums"
  static let parameters: [Parameter<SharedMean>] = []

  var answer = Answer.model
  /// Declines sums of fewer rows.
  var fewestRows = 0.0

  func fitted(to statistics: Statistics, in context: FittingContext) throws -> Mean.Model? {
    guard statistics.count >= fewestRows else { return nil }
    return switch answer {
    case .model: Mean.Model(value: statistics.sum / statistics.count, featureCount: 1)
    case .nothing: nil
    case .error: throw Picky.Refusal()
    case .misshapen: Mean.Model(value: 0, featureCount: 7)
    case .unrepresentable: Mean.Model(value: 1e300, featureCount: 1)
    }
  }

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    var model = try Mean(offset: 1000).fitted(to: data, in: context)
    model.featureCount = data.features.columnCount
    return model
  }
}

@Suite struct JointFittingTests {
  private func outputs(
    _ learners: [Learner], indexer: any Indexer = FoldIndexer(folds: 3), rows: Int = 6,
    options: EnsembleOptions = EnsembleOptions(), on parallel: Parallel = Parallel(workers: 2)
  ) async throws -> [Double] {
    let stack = SequentialEnsemble(precision: .double, options: options) {
      Layer(learners: learners, indexer: indexer)
    } meta: {
      Echo()
    }
    return try await stack.fittedWithOutputs(to: countingData(rows: rows), on: parallel).outputs[0].matrix
      .elements
  }

  @Test(arguments: [.sequential, .threads, .processes, .forks] as [any Backend])
  func sumsTakeThePlaceOfRows(backend: any Backend) async throws {
    let found = try await outputs([Learner(SharedMean())], on: Parallel(workers: 2, on: backend))
    #expect(found == [3.5, 3.5, 2.5, 2.5, 1.5, 1.5])
  }

  @Test func theSwitchTurnsItOff() async throws {
    let found = try await outputs([Learner(SharedMean())], options: EnsembleOptions(inOnePass: false))
    #expect(found == [1003.5, 1003.5, 1002.5, 1002.5, 1001.5, 1001.5])
  }

  @Test(arguments: [
    (BlendIndexer(testSize: 0.5) as any Indexer, [1.0, 1, 1]),
    (FullIndexer(), [2.5, 2.5, 2.5, 2.5, 2.5, 2.5]),
    (TemporalIndexer(stepSize: 1, burnIn: 4), [1.5, 2]),
    (FoldIndexer(folds: 3, assignment: .shuffled(seed: 0)), []),
    (RepeatedFoldIndexer(folds: 2, repetitions: 2), []),
    (SubsetIndexer(partitions: 2, folds: 3), []),
  ])
  func anyPlanOfSeveralFitsQualifies(indexer: any Indexer, expected: [Double]) async throws {
    let shared = [Learner(SharedMean(), named: "a"), Learner(SharedMean(), named: "b")]
    let found = try await outputs(shared, indexer: indexer)
    let separate = try await outputs(
      [Learner(Mean(), named: "a"), Learner(Mean(), named: "b")], indexer: indexer)
    #expect(found == separate)
    let twice = expected.flatMap { [$0, $0] }
    #expect(expected.isEmpty || found == twice)
  }

  @Test func learnersBehindTransformersSeeRows() async throws {
    let stack = SuperLearner(folds: 3, precision: .double) {
      Layer { Preprocessing(Standardizer()) { SharedMean() } }
    } meta: {
      Echo()
    }
    let outputs = try await stack.fittedWithOutputs(to: countingData(rows: 6)).outputs
    #expect(outputs[0].matrix.elements == [1003.5, 1003.5, 1002.5, 1002.5, 1001.5, 1001.5])
  }

  // What cannot be made of sums is made of rows, beside others that can.
  @Test(arguments: [SharedMean.Answer.nothing, .error])
  func learnersThatDeclineSeeRows(answer: SharedMean.Answer) async throws {
    let found = try await outputs([
      Learner(SharedMean(), named: "a"), Learner(SharedMean(answer: answer), named: "b"),
    ])
    let expected: [Double] = [3.5, 1003.5, 3.5, 1003.5, 2.5, 1002.5, 2.5, 1002.5, 1.5, 1001.5, 1.5, 1001.5]
    #expect(found == expected)
  }

  @Test func aLearnerMayDeclineSomeTrainingSets() async throws {
    let found = try await outputs([Learner(SharedMean(fewestRows: 5))], rows: 7)
    // Folds of 3, 2 and 2 rows: the first leaves 4.
    #expect(found == [1004.5, 1004.5, 1004.5, 2.8, 2.8, 2, 2])
  }

  @Test func modelsThatCannotPredictAreReplaced() async throws {
    for answer in [SharedMean.Answer.misshapen, .unrepresentable] {
      let stack = SuperLearner(folds: 3, precision: .float) {
        Layer { SharedMean(answer: answer) }
      } meta: {
        Echo()
      }
      let outputs = try await stack.fittedWithOutputs(to: countingData(rows: 6)).outputs
      #expect(outputs[0].matrix.elements == [1003.5, 1003.5, 1002.5, 1002.5, 1001.5, 1001.5])
    }
  }

  @Test func everyFitIsReported() async throws {
    let seen = Mutex<[FittingProgress]>([])
    let stack = SuperLearner(folds: 3, options: EnsembleOptions(keepingFoldModels: true)) {
      Layer {
        SharedMean().named("a")
        SharedMean(answer: .nothing).named("b")
      }
    } meta: {
      OrdinaryLeastSquares()
    }
    let model = try await stack.fitted(to: countingData(rows: 30)) { progress in
      seen.withLock { $0.append(progress) }
    }
    for (layer, total) in [8, 4].enumerated() {
      let own = seen.withLock { $0.filter { $0.layerIndex == layer } }
      #expect(own.map(\.completed) == Array(0...total) && own.allSatisfy { $0.total == total })
    }
    for score in model.report.learners {
      #expect(score.scores.count == 3 && score.fitTimes.count == 3 && score.predictionTimes.count == 3)
      #expect(score.fitTimes.allSatisfy { $0 > .zero })
    }
  }

  @Test func oneLearnerWithOneTrainingSetSeesRows() async throws {
    let found = try await outputs([Learner(SharedMean())], indexer: FullIndexer())
    #expect(found == [Double](repeating: 1002.5, count: 6))
  }

  @Test func whoSharesIsDecidedByTheStatistics() {
    func work(_ estimator: any Estimator, behind transformer: Int? = nil) -> FitWork.LearnerWork {
      FitWork.LearnerWork(
        estimator: Portable(estimator), model: nil, transformer: transformer, seed: 0, columns: [],
        jointDigest: nil)
    }
    let sharing = JointFit.sharing([
      work(OrdinaryLeastSquares()), work(SharedMean()), work(Mean()), work(RidgeRegression(), behind: 0),
      work(LassoRegression()), work(SharedMean(answer: .nothing)),
    ])
    #expect(sharing.map(\.learners) == [[0, 4], [1, 5]])
  }
}

// MARK: - Linear learners

@Suite struct LinearJointFittingTests {
  /// Several outputs, weights, and columns far from zero.
  private func sample(rows: Int, columns: Int, outputs: Int = 1, weighted: Bool = false) throws -> Dataset {
    let noise = try sampleData(rows: rows, columns: columns + outputs).features.matrix()
    let features = Matrix<Double>(rowCount: rows, columnCount: columns) { target in
      for row in 0..<rows {
        for column in 0..<columns {
          target.initializeElement(
            at: row * columns + column, to: noise[row, column] + Double(column * column))
        }
      }
    }
    let targets = Matrix<Double>(rowCount: rows, columnCount: outputs) { target in
      for row in 0..<rows {
        for output in 0..<outputs {
          let plane = features.row(row).enumerated().reduce(0) {
            $0 + Double(($1.offset + output) % 5) * $1.element
          }
          target.initializeElement(at: row * outputs + output, to: plane + noise[row, columns + output])
        }
      }
    }
    let data = try Dataset(features: features, targets: targets)
    return weighted ? try data.weighted(by: (0..<rows).map { Double($0 % 4) }) : data
  }

  private func layer(_ indexer: (any Indexer)? = nil) -> Layer {
    Layer(indexer: indexer) {
      OrdinaryLeastSquares()
      OrdinaryLeastSquares(intercept: false).named("through-origin")
      RidgeRegression(penalty: 3)
      LassoRegression(penalty: 0.02)
      ElasticNetRegression(penalty: 0.02)
    }
  }

  @Test(arguments: [4, 30], [1, 2])
  func onePassAgreesWithSeparateFits(columns: Int, outputs: Int) async throws {
    let indexers: [any Indexer] = [
      FoldIndexer(folds: 4), FoldIndexer(folds: 3, assignment: .shuffled(seed: 5)),
      RepeatedFoldIndexer(folds: 2, repetitions: 2), SubsetIndexer(partitions: 2, folds: 2),
      TemporalIndexer(stepSize: 60, burnIn: 120), BlendIndexer(testSize: 0.4),
    ]
    for weighted in [false, true] {
      let data = try sample(rows: 401, columns: columns, outputs: outputs, weighted: weighted)
      for indexer in indexers {
        func fitted(inOnePass: Bool) async throws -> Matrix<Double> {
          let ensemble = StackedEnsemble(
            indexer: FullIndexer(), layers: [layer(indexer)], meta: nil, precision: .double,
            options: EnsembleOptions(inOnePass: inOnePass))
          let (model, outputs) = try await ensemble.fittedWithOutputs(to: data)
          let final = try await model.predictionMatrix(from: data.features.rows(outputs[0].rows))
          return Matrix(sideBySide: [outputs[0].matrix, final])
        }
        let (ours, separate) = (
          try await fitted(inOnePass: true), try await fitted(inOnePass: false)
        )
        let largest = separate.elements.map(abs).max() ?? 0
        let difference = zip(ours.elements, separate.elements).map { abs($0 - $1) }.max() ?? .infinity
        #expect(difference <= 1e-9 * largest, "\(type(of: indexer).typeName)")
        #expect(ours != separate)
      }
    }
  }

  // The switch gives what every learner gives on its own, to the last bit.
  @Test func withoutIt() async throws {
    let data = try sample(rows: 90, columns: 3)
    let stack = SuperLearner(folds: 3, precision: .double, options: EnsembleOptions(inOnePass: false)) {
      layer()
    } meta: {
      Echo()
    }
    let outputs = try await stack.fittedWithOutputs(to: data).outputs
    for (first, test) in [0..<30, 30..<60, 60..<90].enumerated() {
      let train = data.rows(RangeSet(0..<90).subtracting(RangeSet(test)))
      let model = try OrdinaryLeastSquares().fitted(to: train)
      let expected = try model.predictions(from: data.features.rows(RangeSet(test))).elements
      let column = try #require(outputs[0].columnNames.firstIndex(of: "ols"))
      #expect(test.map { outputs[0].matrix[$0, column] } == expected, "\(first)")
    }
  }

  @Test(arguments: [false, true]) func bitsDependOnNeitherWorkersNorBackend(weighted: Bool) async throws {
    let data = try sample(rows: 20_000, columns: 18, outputs: 2, weighted: weighted)
    let stack = SuperLearner(folds: 3, seed: 1, options: EnsembleOptions(shuffled: true)) {
      layer()
    } meta: {
      RidgeRegression()
    }
    var expected: [Double]?
    for backend in [.sequential, .threads, .processes, .forks] as [any Backend] {
      for workers in [1, 2, 5] {
        let parallel = Parallel(workers: .exactly(workers), on: backend)
        let (model, outputs) = try await stack.fittedWithOutputs(to: data, on: parallel)
        let numbers =
          outputs.flatMap(\.matrix.elements)
          + (try await model.predictionMatrix(from: data.features).elements)
        #expect(numbers == expected ?? numbers, "\(workers) on \(backend.name)")
        expected = numbers
      }
    }
  }

  @Test func checkpointsTellOnePassFromSeparateFits() async throws {
    let folder = try Folder()
    let path = folder.appending("checkpoint")
    let data = try sample(rows: 200, columns: 4)
    func stack(_ inOnePass: Bool) -> SuperLearner {
      SuperLearner(folds: 3, precision: .double, options: EnsembleOptions(inOnePass: inOnePass)) {
        layer()
      } meta: {
        OrdinaryLeastSquares()
      }
    }
    let found = Mutex<[Int: Int]>([:])
    func predictions(_ inOnePass: Bool, checkpoint: FilePath?) async throws -> [Double] {
      let model = try await stack(inOnePass).fitted(to: data, checkpoint: checkpoint) { progress in
        found.withLock { $0[progress.layerIndex] = progress.found }
      }
      return try await model.predictions(from: data.features)
    }
    for (inOnePass, expected) in [(true, 0), (false, 0), (true, 20), (false, 20)] {
      let plain = try await predictions(inOnePass, checkpoint: nil)
      #expect(try await predictions(inOnePass, checkpoint: path) == plain)
      #expect(found.withLock { $0[0] } == expected)
    }
  }

  /// Sums of such numbers overflow: the pass declines, and the fit to the rows says so.
  @Test func numbersThatOverflowAreNamed() async throws {
    let column = (0..<40).map { $0 < 4 ? 0 : [1.7e308, -1.7e308, 0, 0][$0 % 4] }
    let data = try Dataset(features: Matrix(column: column), target: (0..<40).map(Double.init))
    let ensemble = SuperLearner(folds: 3) {
      Layer { RidgeRegression() }
    } meta: {
      RidgeRegression()
    }
    let error = await #expect(throws: (any Error).self) { try await ensemble.fitted(to: data) }
    #expect(error.map { "\($0)".contains("“ridge”") } == true, "\(error as Any)")
  }
}
