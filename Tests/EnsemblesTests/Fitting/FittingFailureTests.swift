import Estimators
import Synchronization
import Testing

@testable import Ensembles

@Suite struct FittingFailureTests {
  private func stack(_ layers: Layer..., meta: any Estimator = Mean()) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: 2), layers: layers, meta: Layer(named: "meta", learners: [Learner(meta)]))
  }

  private func message(_ stack: SuperLearner, _ data: Dataset) async -> String? {
    await #expect(throws: ModelingError.self) { try await stack.fitted(to: data) }?.message
  }

  @Test func mistakesAreFoundBeforeTheFirstFit() async throws {
    let data = try countingData(rows: 4)
    let picky = Layer { Picky(number: 0) }  // would throw something else if it were fitted
    #expect(await message(stack(), data)?.contains("no layers") == true)
    #expect(await message(stack(picky, Layer {}), data)?.contains("layer-2 has no learners") == true)
    #expect(
      await message(stack(picky, Layer(propagating: [1]) { Mean() }), data)?
        .contains("layer-2 propagates column 1, but its input has 1 column") == true)
    #expect(
      await message(stack(picky, meta: RidgeRegression(penalty: .nan)), data)?.contains("penalty") == true)
    #expect(
      await message(stack(Layer(named: "x") { Mean() }, Layer(named: "x") { Mean() }), data)?
        .contains("two layers are named “x”") == true)
    #expect(await message(stack(picky), data.rows(RangeSet(0..<1)))?.contains("1 row cannot be cut") == true)
  }

  @Test func numbersThatAreNotFiniteAreRefused() async throws {
    let bad = try Dataset(features: Matrix<Double>(rows: [[1, 2], [3, .nan]]), target: [1, 2])
    #expect(await message(stack(Layer { Mean() }), bad)?.contains("NaN in row 1, column 1") == true)
    let target = try Dataset(features: Matrix<Double>(rows: [[1], [3]]), target: [1, .infinity])
    #expect(await message(stack(Layer { Mean() }), target)?.contains("infinity in row 1") == true)
    let model = try await stack(Layer { Mean() }).fitted(to: countingData(rows: 4))
    let rows = Matrix<Double>(rowCount: 9000, columnCount: 1, repeating: 1)
    var broken = rows
    broken[8999, 0] = .nan
    let error = await #expect(throws: ModelingError.self) { try await model.predictions(from: broken) }
    #expect(error?.message.contains("row 8999") == true)
  }

  @Test(arguments: [[0], [40_000, 99_999], [99_999], [5, 99_998]])
  func ofManyNumbersThatAreNotFiniteTheFirstIsNamed(rows: [Int]) async throws {
    var features = Matrix<Double>(rowCount: 100_000, columnCount: 2, repeating: 1)
    for row in rows { features[row, 1] = .infinity }
    let data = try Dataset(features: features, target: [Double](repeating: 1, count: 100_000))
    #expect(
      await message(stack(Layer { Mean() }), data)?.contains("infinity in row \(rows[0]), column 1") == true)
  }

  @Test func aFailingFitIsNamed() async throws {
    let data = try countingData(rows: 4)
    // Row 0 is learned from in the second fold and in the fit to all rows, which comes first.
    let error = await #expect(throws: LearnerFailure.self) {
      try await stack(Layer { Picky(number: 0).named("one") }).fitted(to: data)
    }
    #expect(error?.learner == "one" && error?.layer == "layer-1" && error?.fold == nil)
    #expect(error?.underlying as? Picky.Refusal == Picky.Refusal())
    #expect(error?.description.hasPrefix("“one” of layer-1 failed in the fit to all rows: ") == true)
  }

  @Test func predictionsThatAFloatCannotHoldAreNamed() async throws {
    let data = try countingData(rows: 4)
    let error = await #expect(throws: LearnerFailure.self) {
      try await stack(Layer { Mean(offset: 1e300) }).fitted(to: data)
    }
    #expect(error?.fold == 0)
    #expect("\(error as Any)".contains("a Float cannot hold"))
    var double = stack(Layer { Mean(offset: 1e300) })
    double.precision = .double
    _ = try await double.fitted(to: data)
  }

  @Test func predictionsThatAreNotFiniteAreNamed() async throws {
    let data = try Dataset(features: Matrix(column: [1, 2, 3, 4]), target: [1, 2, 3, 4])
    let model = try await stack(Layer { OrdinaryLeastSquares(intercept: false) }, meta: Echo()).fitted(
      to: data)
    let error = await #expect(throws: ModelingError.self) {
      try await model.predictions(from: Matrix<Double>(rows: [[1e300]]))
    }
    #expect(error?.message.contains("“ols” of layer-1 cannot predict") == true)
  }

  @Test func aStepThatDropsRowsIsRefused() async throws {
    let error = await #expect(throws: LearnerFailure.self) {
      try await stack(Layer { Preprocessing(Shift(by: 1)) { Mean() } }).fitted(to: countingData(rows: 6))
    }
    #expect((error?.underlying as? ModelingError)?.code == .mismatchedShapes)
  }

  @Test(arguments: [
    Misshapen(rows: 1), Misshapen(rows: -1), Misshapen(columns: 0), Misshapen(columns: 2),
    Misshapen(countsRows: true),
  ])
  func predictionsOfAnotherShapeAreRefused(_ estimator: Misshapen) async throws {
    let error = await #expect(throws: LearnerFailure.self) {
      try await stack(Layer { estimator }).fitted(to: countingData(rows: 6))
    }
    #expect((error?.underlying as? ModelingError)?.code == .mismatchedShapes)
  }

  @Test(arguments: [
    (Planned(partitions: [[0..<4]], rowCount: 5), "is one for 5"), (Planned(), "has no partitions"),
    (Planned(partitions: [[0..<5]]), "rows that are not there"), (Planned(partitions: [[]]), "without rows"),
    (Planned(partitions: [[0..<4]], folds: [[0..<2, 2..<5]]), "rows that are not there"),
    (Planned(partitions: [[0..<4]], folds: [[0..<0, 2..<4]]), "without rows"),
    (Planned(partitions: [[0..<4]], folds: [[0..<2, 2..<4]], partition: 1), "partition that is not there"),
    (Planned(partitions: [[0..<4]], folds: [[0..<2, 2..<4], [0..<1, 3..<4]]), "predicts a row twice"),
    (Planned(partitions: [[0..<4], [0..<4]], folds: [[0..<2, 2..<4]]), "no folds for some partition"),
  ])
  func anUnsoundPlanIsRefused(_ indexer: Planned, _ what: String) async throws {
    let data = try countingData(rows: 4)
    #expect(await message(stack(Layer(indexer: indexer) { Mean() }), data)?.contains(what) == true)
  }

  @Test func otherColumnsAreRefusedWhenPredicting() async throws {
    let model = try await stack(Layer { Mean() }).fitted(to: countingData(rows: 4))
    let error = await #expect(throws: ModelingError.self) {
      try await model.predictions(from: Matrix<Double>(rows: [[1, 2]]))
    }
    #expect(error?.message.contains("fitted to 1 column of features, but was given 2") == true)
  }

  @Test(.timeLimit(.minutes(30))) func cancellationEndsTheFit() async throws {
    let data = try countingData(rows: 4)
    let stack = stack(Layer { for index in 0..<50 { Mean().named("m\(index)") } }, Layer { Mean() })
    let layers = Mutex<Set<String>>([])
    let task = Task {
      try await stack.fitted(to: data, on: Parallel(workers: 2)) { progress in
        layers.withLock { _ = $0.insert(progress.layer) }
        withUnsafeCurrentTask { $0?.cancel() }
      }
    }
    // The observer cancels at the first fit: the second layer is never begun.
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(!layers.withLock { $0.contains("layer-2") })
  }

  @Test func progressCountsEveryFit() async throws {
    let seen = Mutex<[FittingProgress]>([])
    _ = try await stack(Layer { Preprocessing(Standardizer()) { Mean() } }).fitted(
      to: countingData(rows: 4), on: Parallel(workers: 1, on: .sequential)
    ) { progress in seen.withLock { $0.append(progress) } }
    let all = seen.withLock(\.self)
    // Three pipelines and three fits in the first layer, three fits of the meta learner.
    #expect(all.last?.layer == "meta" && all.last?.completed == 3 && all.last?.total == 3)
    let first = all.filter { $0.layerIndex == 0 }
    #expect(first.last?.completed == 6)
    #expect(first.allSatisfy { $0.total == 6 && $0.layerCount == 2 })
    #expect(zip(first, first.dropFirst()).allSatisfy { $0.completed <= $1.completed })
  }
}
