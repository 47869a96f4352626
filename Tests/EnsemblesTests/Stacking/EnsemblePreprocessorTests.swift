import Estimators
import Foundation
import SystemPackage
import Testing

@testable import Ensembles

/// An ensemble in front of other learners.
@Suite struct EnsemblePreprocessorTests {
  /// Predicts the mean of what it has learned from, which tells the fits apart.
  private func means(_ indexer: some Indexer, meta: Layer? = nil) -> StackedEnsemble<FoldIndexer> {
    StackedEnsemble(
      indexer: FoldIndexer(folds: 2),
      layers: [
        Layer(indexer: indexer) {
          Mean().named("a"); Mean(offset: 1).named("b")
        }
      ], meta: meta,
      precision: .double)
  }

  @Test func itsOwnRowsArePredictedByFitsThatHadNotSeenThem() async throws {
    let data = try countingData(rows: 4)
    let step = try await means(FoldIndexer(folds: 2)).fittedAsPreprocessing(to: data)
    let training = try step.appliedToTraining(data)
    #expect(training.features.matrix().elements == [2.5, 3.5, 2.5, 3.5, 0.5, 1.5, 0.5, 1.5])
    #expect(training.target.copied().elements == [0, 1, 2, 3])
    // Equal features are other rows all the same: whoever asks says which rows they are.
    #expect(
      try step.applied(to: data.features).matrix().elements == [1.5, 2.5, 1.5, 2.5, 1.5, 2.5, 1.5, 2.5])
    #expect(step.model.outputNames == ["a", "b"])
    #expect(step.model.report.learners.count == 2)
  }

  @Test func rowsWithoutAPredictionAreLeftOutWithAllThatBelongsToThem() async throws {
    let data = try countingData(rows: 5).weighted(by: [1, 2, 3, 4, 5]).grouped(by: ["a", "b", "c", "d", "e"])
    let blend = BlendEnsemble(testSize: 2, precision: .double) {
      Layer { WeightedMean() }
    } meta: {
    }
    let training = try await blend.fittedAsPreprocessing(to: data).appliedToTraining(data)
    // Rows 0, 1 and 2 with the weights 1, 2 and 3 are learned from.
    #expect(training.features.matrix().elements == [8.0 / 6, 8.0 / 6])
    #expect(training.target.copied().elements == [3, 4])
    #expect(training.weights == [4, 5])
    #expect(training.groups?.count == 2)
  }

  @Test func rowsAreFoundThroughSeveralLayers() async throws {
    // The first layer leaves rows 2 to 5, the second of these the last two.
    let stack = StackedEnsemble(
      indexer: BlendIndexer(testSize: 4),
      layers: [Layer { Mean() }, Layer(indexer: BlendIndexer(testSize: 2)) { Mean() }],
      meta: nil, precision: .double)
    let data = try countingData(rows: 6)
    let training = try await stack.fittedAsPreprocessing(to: data).appliedToTraining(data)
    #expect(training.target.copied().elements == [4, 5])
    #expect(training.features.matrix().elements == [2.5, 2.5])
  }

  @Test func metaLearnersPredictRowsTheyHadNotSeen() async throws {
    let data = try countingData(rows: 4)
    let meta = Layer(named: "meta", learners: [Learner(Mean())])
    let step = try await means(FoldIndexer(folds: 2), meta: meta).fittedAsPreprocessing(to: data)
    #expect(try step.appliedToTraining(data).features.matrix().elements == [2.5, 2.5, 0.5, 0.5])
    let inSample = means(
      FoldIndexer(folds: 2), meta: Layer(named: "m", learners: [Learner(Mean())], indexer: FullIndexer()))
    let seen = try await inSample.fittedAsPreprocessing(to: data)
    #expect(try seen.appliedToTraining(data).features.matrix().elements == [1.5, 1.5, 1.5, 1.5])
  }

  @Test func metaLearnersDoNotPredictRowsTheyHaveSeenForWantOfFolds() async throws {
    let blend = BlendEnsemble(testSize: 4) {
      Layer { Mean() }
    } meta: {
      Mean()
    }
    // Of the four rows that the first layer leaves, a blend would learn from none.
    let error = await #expect(throws: ModelingError.self) {
      try await blend.fittedAsPreprocessing(to: countingData(rows: 8))
    }
    #expect(error?.code == .tooFewRows)
    #expect(try await blend.fitted(to: countingData(rows: 8)).report.learners[1].withoutScore != nil)
  }

  @Test func learnersInALayerLearnFromUnseenPredictions() async throws {
    // Means of folds of folds, by hand: the fold that learns from rows 4 to 7 sees a step that was fitted to them,
    // whose two folds predict 6.5 and 4.5; it predicts rows 0 to 3 from what the step says of them, 5.5.
    let data = try countingData(rows: 8)
    let stack = SuperLearner(
      indexer: FoldIndexer(folds: 2),
      layers: [
        Layer {
          Preprocessing(named: "front", EnsemblePreprocessor(means(FoldIndexer(folds: 2)))) {
            Echo().named("echo"); LargestInput().named("largest")
          }
        }
      ], meta: nil, precision: .double)
    let (model, outputs) = try await stack.fittedWithOutputs(to: data)
    #expect(outputs[0].matrix.column(0) == [5.5, 5.5, 5.5, 5.5, 1.5, 1.5, 1.5, 1.5])
    #expect(outputs[0].matrix.column(1) == [6.5, 6.5, 6.5, 6.5, 2.5, 2.5, 2.5, 2.5])
    #expect(try await model.predictionMatrix(from: Matrix(column: [100.0])).elements == [3.5, 5.5])
  }

  @Test func fewerRowsReachTheLearnerBehind() async throws {
    let data = try countingData(rows: 12)
    let blend = means(BlendIndexer(testSize: 2))
    let stack = SuperLearner(
      indexer: FoldIndexer(folds: 2),
      layers: [Layer { Preprocessing(named: "front", EnsemblePreprocessor(blend)) { RowCounter() } }],
      meta: nil,
      precision: .double)
    let (model, outputs) = try await stack.fittedWithOutputs(to: data)
    #expect(outputs[0].matrix.elements == [Double](repeating: 2, count: 12))
    #expect(try await model.predictions(from: data.features).count == 12)
  }

  @Test func stepsInARowAndEnsemblesInEnsemblesFit() async throws {
    let inner = EnsemblePreprocessor(
      SuperLearner(folds: 2) {
        Layer {
          OrdinaryLeastSquares(); SeedTeller()
        }
      } meta: {
      })
    let outer = EnsemblePreprocessor(
      SuperLearner(folds: 3) {
        Layer {
          Preprocessing(inner, Standardizer()) { RidgeRegression() }; LassoRegression(penalty: 0.01)
        }
      } meta: {
      })
    let stack = SuperLearner(folds: 2) {
      Layer { Preprocessing(Standardizer(), outer) { RidgeRegression() } }
    } meta: {
      RidgeRegression()
    }
    let data = try sampleData(rows: 60)
    let model = try await stack.fitted(to: data)
    #expect(try await model.predictions(from: data.features).allSatisfy(\.isFinite))
  }

  @Test func aSynchronousFitGivesTheSameBits() async throws {
    let stack = SuperLearner(folds: 3, seed: 9, options: EnsembleOptions(shuffled: true)) {
      Layer(propagating: [1]) { EnsembleSample.learners() }
      Layer { EnsembleSample.combiners() }
    } meta: {
      RidgeRegression()
    }
    let data = try sampleData(rows: 90)
    let one = try await stack.fittedAsPreprocessing(to: data, on: Parallel(workers: 3))
    let other = try EnsemblePreprocessor(stack).fitted(to: data)
    #expect(
      try one.appliedToTraining(data).features.matrix().elements
        == other.appliedToTraining(data).features.matrix().elements)
    #expect(
      try one.applied(to: data.features).matrix().elements
        == other.applied(to: data.features).matrix().elements)
    let spread = try await one.applied(to: data.features, on: Parallel(workers: 3))
    #expect(try spread.matrix().elements == one.applied(to: data.features).matrix().elements)
    let model = try await stack.fitted(to: data)
    let predictions = try await model.predictions(from: data.features)
    #expect(try one.applied(to: data.features).matrix().elements == predictions.map { Double(Float($0)) })
  }

  @Test func otherRowsThanThoseOfTheFitAreRefused() async throws {
    let data = try countingData(rows: 4)
    let step = try await means(FoldIndexer(folds: 2)).fittedAsPreprocessing(to: data)
    let error = #expect(throws: ModelingError.self) { try step.appliedToTraining(countingData(rows: 5)) }
    #expect(error?.message.contains("fitted to 4 rows") == true)
    let forgotten = #expect(throws: ModelingError.self) {
      try step.forgettingTraining.appliedToTraining(data)
    }
    #expect(forgotten?.message.contains("stored model") == true)
    #expect(throws: ModelingError.self) { try step.applied(to: Matrix<Double>(rows: [[1, 2]])) }
    #expect(try step.applied(to: Matrix<Double>(rowCount: 0, columnCount: 1, elements: [])).rowCount == 0)
  }

  @Test func mistakesInsideAreFoundBeforeTheFirstFit() async throws {
    func message(_ step: EnsemblePreprocessor) async -> String? {
      let stack = SuperLearner(folds: 2) {
        Layer {
          Picky(number: 0)
          Preprocessing(named: "front", step) { Mean() }
        }
      } meta: {
      }
      let error = await #expect(throws: ModelingError.self) {
        try await stack.fitted(to: countingData(rows: 4))
      }
      return error?.message
    }
    #expect(await message(EnsemblePreprocessor())?.contains("no layers") == true)
    let bad = SuperLearner(folds: 2) {
      Layer { RidgeRegression(penalty: -1) }
    } meta: {
    }
    #expect(await message(EnsemblePreprocessor(bad))?.contains("penalty") == true)
    #expect(throws: ModelingError.self) { try EnsemblePreprocessor().fitted(to: countingData(rows: 4)) }
  }

  @Test func recipesAreComparedByAllThatTheyConsistOf() throws {
    let step = EnsemblePreprocessor(means(FoldIndexer(folds: 2)))
    #expect(step == EnsemblePreprocessor(means(FoldIndexer(folds: 2))))
    #expect(step.hashValue == EnsemblePreprocessor(means(FoldIndexer(folds: 2))).hashValue)
    #expect(step != EnsemblePreprocessor(means(FoldIndexer(folds: 3))))
    var other = means(FoldIndexer(folds: 2))
    other.seed = 1
    #expect(step != EnsemblePreprocessor(other))
    other = means(FoldIndexer(folds: 2))
    try other.layers[0].replaceLearner(named: "b", with: Mean(offset: 2))
    #expect(step != EnsemblePreprocessor(other))
    other = means(FoldIndexer(folds: 2))
    other.layers[0].groups[0].learners[1] = Learner(fitted: Mean.Model(value: 1, featureCount: 1), named: "b")
    let prefit = EnsemblePreprocessor(other)
    #expect(step != prefit && prefit == EnsemblePreprocessor(other))
    #expect(step != EnsemblePreprocessor())
  }

  @Test func aStoredModelPredictsTheSame() async throws {
    let inner = SuperLearner(folds: 2) {
      Layer {
        OrdinaryLeastSquares(); Preprocessing(Standardizer()) { RidgeRegression() }
      }
    } meta: {
    }
    let stack = SuperLearner(folds: 3, options: EnsembleOptions(keepingFoldModels: true)) {
      Layer { Preprocessing(EnsemblePreprocessor(inner)) { RidgeRegression() } }
    } meta: {
      RidgeRegression()
    }
    let data = try sampleData(rows: 60)
    let model = try await stack.fitted(to: data)
    let place = FilePath(FileManager.default.temporaryDirectory.path)
      .appending("ensembles-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: place.string) }
    try model.save(to: place)
    let loaded = try EnsembleModel(contentsOf: place, registry: .standard)
    #expect(try await loaded.predictions(from: data.features) == model.predictions(from: data.features))
    // Neither the data that it was fitted to nor the time that this took is part of what a step stores.
    let manifest = try String(contentsOfFile: place.appending("manifest.json").string, encoding: .utf8)
    #expect(!manifest.contains("training") && !manifest.contains("fitTimes"))

    let broken = place.appending("manifest.json")
    let damaged = manifest.replacingOccurrences(of: "\"ensemble-output\"", with: "\"ensemble-input\"")
    #expect(damaged != manifest)
    try damaged.write(toFile: broken.string, atomically: false, encoding: .utf8)
    let error = #expect(throws: ModelingError.self) {
      try EnsembleModel(contentsOf: place, registry: .standard)
    }
    #expect(error?.message.contains("“ensemble-input”") == true)
    // What only this program's processes may say of types is not believed in a file.
    let portable = manifest.replacingOccurrences(of: "\"model\" : {", with: "\"layers\" : [], \"mode\" : {")
    try portable.write(toFile: broken.string, atomically: false, encoding: .utf8)
    #expect(throws: ModelingError.self) { try EnsembleModel(contentsOf: place, registry: .standard) }
  }
}

/// Predicts the largest number of the first feature of the rows it has learned from.
struct LargestInput: Estimator {
  static let typeName = "test-largest-input"
  static let summary = "the largest number of the first feature"
  static let parameters: [Parameter<LargestInput>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    Mean.Model(
      value: (0..<data.rowCount).map { data.features[$0, 0] }.max() ?? 0,
      featureCount: data.features.columnCount)
  }
}

/// Predicts how many rows it has learned from.
struct RowCounter: Estimator {
  static let typeName = "test-row-counter"
  static let summary = "the number of rows"
  static let parameters: [Parameter<RowCounter>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    Mean.Model(value: Double(data.rowCount), featureCount: data.features.columnCount)
  }
}
