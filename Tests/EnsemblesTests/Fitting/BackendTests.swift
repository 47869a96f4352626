import Estimators
import Foundation
import SystemPackage
import Testing

@testable import Ensembles

/// One kind of ensemble with data that suits it.
struct EnsembleSample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let ensemble: @Sendable () -> any Ensemble
  let data: @Sendable () throws -> Dataset

  init(
    _ name: String, data: @escaping @Sendable () throws -> Dataset = { try sampleData(rows: 120) },
    _ ensemble: @escaping @Sendable () -> any Ensemble
  ) {
    testDescription = name
    self.ensemble = ensemble
    self.data = data
  }

  @LayerBuilder static func learners() -> LayerContent {
    OrdinaryLeastSquares()
    SeedTeller()
    Preprocessing(Standardizer()) {
      RidgeRegression()
      LassoRegression(penalty: 0.01)
    }
  }

  /// For layers behind others, whose columns are nearly the same.
  @LayerBuilder static func combiners() -> LayerContent {
    RidgeRegression(penalty: 2)
    Preprocessing(Standardizer()) { RidgeRegression() }
  }

  static let all = [
    EnsembleSample("super learner") {
      SuperLearner(folds: 3, seed: 4, options: EnsembleOptions(shuffled: true)) {
        Layer(propagating: [0]) { learners() }
        Layer(precision: .double) { combiners() }
      } meta: {
        RidgeRegression()
      }
    },
    EnsembleSample("blend") {
      BlendEnsemble(testSize: 0.4) {
        Layer { learners() }
      } meta: {
        RidgeRegression()
      }
    },
    EnsembleSample("subsemble") {
      Subsemble(partitions: 2, folds: 2) {
        Layer { learners() }
      } meta: {
        RidgeRegression()
      }
    },
    EnsembleSample("clustered subsemble") {
      ClusteredSubsemble(clustering: ThresholdPartitioner(column: 0, thresholds: [0]), folds: 2) {
        Layer { learners() }
      } meta: {
        RidgeRegression()
      }
    },
    EnsembleSample("temporal") {
      TemporalEnsemble(stepSize: 30, burnIn: 40, window: 40, lag: 2) {
        Layer { learners() }
      } meta: {
        RidgeRegression()
      }
    },
    EnsembleSample("sequential") {
      SequentialEnsemble {
        Layer(indexer: BlendIndexer(testSize: 0.5)) { learners() }
        Layer(indexer: FoldIndexer(folds: 2)) { combiners() }
        Layer { combiners() }
      } meta: {
        RidgeRegression()
      }
    },
    EnsembleSample("bagged repetitions and groups") {
      StackedEnsemble(
        indexer: RepeatedFoldIndexer(folds: 2, repetitions: 2),
        layers: [
          Layer {
            learners()
            LearnerGroup(named: "more", indexer: FoldIndexer(folds: 4)) {
              Preprocessing(Standardizer()) { OrdinaryLeastSquares() }
            }
          }
        ], meta: Layer(named: "meta", learners: [Learner(RidgeRegression())]),
        options: EnsembleOptions(prediction: .bagged))
    },
    EnsembleSample("classes", data: { try labelledData(rows: 90) }) {
      StackedEnsemble(
        indexer: RepeatedFoldIndexer(folds: 3, repetitions: 2),
        layers: [
          Layer(output: .probabilities) {
            Frequencies()
            Preprocessing(Standardizer()) { NearestMean() }
          }
        ], meta: Layer(named: "meta", learners: [Learner(NearestMean())]))
    },
    EnsembleSample("ensemble as preprocessing") {
      SuperLearner(folds: 3, seed: 2) {
        Layer {
          Preprocessing(
            Standardizer(),
            EnsemblePreprocessor(
              BlendEnsemble(testSize: 0.5) {
                Layer {
                  OrdinaryLeastSquares()
                  Preprocessing(Standardizer()) { LassoRegression(penalty: 0.01) }
                }
              } meta: {
              })
          ) {
            RidgeRegression()
            SeedTeller()
          }
        }
      } meta: {
        RidgeRegression()
      }
    },
    EnsembleSample("survivors") {
      SuperLearner(folds: 3, options: EnsembleOptions(keepingFoldModels: true, onLearnerFailure: .drop)) {
        Layer {
          learners()
          Misshapen(columns: 2)
        }
      } meta: {
        RidgeRegression()
      }
    },
  ]
}

/// Where a fit may run.
private let backends: [any Backend] = [.sequential, .threads, .processes, .forks]

@Suite(.serialized, .timeLimit(.minutes(30)))
struct BackendTests {
  /// The bytes of a stored model without its report, which tells how long things took.
  private func bytes(of model: EnsembleModel) throws -> [String: Data] {
    let folder = FilePath(FileManager.default.temporaryDirectory.path)
      .appending("ensembles-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    try model.save(to: folder)
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.string)
    where name.hasSuffix("manifest.json") || name.hasSuffix(".npy") {
      files[name] = FileManager.default.contents(atPath: folder.appending(name).string)
    }
    return files
  }

  @Test(arguments: EnsembleSample.all)
  func bitsDoNotDependOnTheBackend(sample: EnsembleSample) async throws {
    let data = try sample.data()
    let reference = try await sample.ensemble().fitted(
      to: data, on: Parallel(workers: 1, on: .sequential), progress: nil)
    let expected = try bytes(of: reference)
    let predictions = try await reference.predictions(from: data.features)
    #expect(expected["manifest.json"] != nil)
    for backend in backends {
      for workers in [1, 2, 5] {
        let parallel = Parallel(workers: .exactly(workers), on: backend)
        let model = try await sample.ensemble().fitted(to: data, on: parallel, progress: nil)
        let place = "\(workers) on \(backend.name)"
        #expect(try bytes(of: model) == expected, "\(place)")
        #expect(try await model.predictions(from: data.features, on: parallel) == predictions, "\(place)")
        #expect(
          model.report.learners.map(\.scores) == reference.report.learners.map(\.scores), "\(place)")
        #expect(model.report.dropped.map(\.learner) == reference.report.dropped.map(\.learner), "\(place)")
      }
    }
  }

  @Test(arguments: backends) func aFailureIsNamedWhereverItHappens(backend: any Backend) async throws {
    let stack = SuperLearner(folds: 2) {
      Layer {
        Mean().named("fine")
        Preprocessing(named: "scaled", Standardizer()) { Picky(number: 0).named("picky") }
      }
    } meta: {
      Mean()
    }
    let error = await #expect(throws: LearnerFailure.self) {
      try await stack.fitted(to: countingData(rows: 4), on: Parallel(workers: 2, on: backend))
    }
    #expect(error?.learner == "scaled.picky" && error?.layer == "layer-1")
    #expect("\(error as Any)".contains("Refusal"))
  }

  @Test(arguments: [.processes, .forks] as [any Backend])
  func aTypeThatCannotTravelIsNamedBeforeTheFirstFit(backend: any Backend) async throws {
    let stack = SuperLearner(folds: 2) {
      Layer { Homebound().named("stay") }
    } meta: {
      Mean()
    }
    let error = await #expect(throws: ModelingError.self) {
      try await stack.fitted(to: countingData(rows: 4), on: Parallel(workers: 1, on: backend))
    }
    #expect(error?.message.contains("“stay” of layer-1 cannot be fitted in another process") == true)
    _ = try await stack.fitted(to: countingData(rows: 4), on: Parallel(on: .threads))
  }
}

/// Has no name that another process understands.
private struct Homebound: Estimator {
  static let typeName = "test-homebound"
  static let summary = "a private type"
  static let parameters: [Parameter<Homebound>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    Mean.Model(value: 0, featureCount: data.features.columnCount)
  }
}
