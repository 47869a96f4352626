import Estimators
import Foundation
import SystemPackage
import Testing

@testable import Ensembles

/// One kind of model that the second format brought, and a damage to it.
struct StoredVariety: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let ensemble: @Sendable () -> SuperLearner
  let isLabelled: Bool
  /// What stands in the manifest, what takes its place, and a word of the complaint.
  let damages: [[String]]

  static let all = [
    StoredVariety(
      testDescription: "classes",
      ensemble: {
        SuperLearner(folds: 2) {
          Layer(output: .probabilities) {
            LogisticRegression(); Frequencies()
          }
        } meta: {
          LogisticRegression()
        }
      }, isLabelled: true,
      damages: [
        ["\"ash\"", "\"oak\"", "do not agree about the classes"],
        ["\"probabilities\"", "\"chances\"", "output"],
      ]),
    StoredVariety(
      testDescription: "groups",
      ensemble: {
        SuperLearner(folds: 2) {
          Layer {
            LearnerGroup(named: "halves") { OrdinaryLeastSquares() }
            LearnerGroup(named: "thirds", indexer: FoldIndexer(folds: 3)) {
              Preprocessing(Standardizer()) { RidgeRegression() }
            }
          }
        } meta: {
          RidgeRegression()
        }
      }, isLabelled: false,
      damages: [
        ["\"partitionCount\" : 1", "\"partitionCount\" : 2", "for 2 partitions"],
        ["\"partitionCount\" : 1", "\"partitionCount\" : 0", "partitions"],
        ["\"propagatedColumns\" : [", "\"propagatedColumns\" : [ 9", "propagates a column"],
      ]),
    StoredVariety(
      testDescription: "bagged",
      ensemble: {
        SuperLearner(folds: 2, options: EnsembleOptions(prediction: .bagged)) {
          Layer {
            LassoRegression(penalty: 0.01); OrdinaryLeastSquares()
          }
        } meta: {
          RidgeRegression()
        }
      }, isLabelled: false,
      damages: [
        ["\"partition\" : 0", "\"partition\" : 4", "folds of partitions that are not there"],
        ["\"folds\" : [", "\"folds\" : [ { \"partition\" : 0, \"repetition\" : 1 },", "for 3 folds"],
      ]),
    StoredVariety(
      testDescription: "fitted before",
      ensemble: {
        SuperLearner(folds: 2) {
          Layer {
            Learner(fitted: Mean.Model(value: 2, featureCount: 4), named: "ready"); OrdinaryLeastSquares()
          }
        } meta: {
          RidgeRegression()
        }
      }, isLabelled: false,
      damages: [
        ["\"test-mean-model\"", "\"test-mean-modal\"", "did you mean “test-mean-model”"],
        ["\"value\" : 2", "\"value\" : \"two\"", "value"],
      ]),
  ]
}

@Suite struct StoredVarietyTests {
  private let registry: Registry = {
    var registry = Registry.standard
    registry.register(Mean.self)
    registry.register(Frequencies.self)
    return registry
  }()

  private func withStored(
    _ variety: StoredVariety, _ body: (EnsembleModel, Dataset, FilePath) async throws -> Void
  ) async throws {
    let numbers = try sampleData(rows: 40)
    let data =
      variety.isLabelled
      ? try Dataset(features: numbers.features.matrix(), labels: (0..<40).map { ["ash", "birch"][$0 % 2] })
      : numbers
    let model = try await variety.ensemble().fitted(to: data)
    let place = FilePath(FileManager.default.temporaryDirectory.path)
      .appending("ensembles-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: place.string) }
    try model.save(to: place)
    try await body(model, data, place)
  }

  @Test(arguments: StoredVariety.all) func aLoadedModelIsTheSame(_ variety: StoredVariety) async throws {
    try await withStored(variety) { model, data, place in
      let loaded = try EnsembleModel(contentsOf: place, registry: registry)
      #expect(
        try await loaded.predictionMatrix(from: data.features).elements
          == model.predictionMatrix(from: data.features).elements)
      #expect(loaded.outputNames == model.outputNames && loaded.classLabels == model.classLabels)
      #expect(loaded.outline.map(\.name) == model.outline.map(\.name))
      #expect(
        loaded.layers.map { $0.groups.map { $0.learners.map(\.foldModels.count) } }
          == model.layers.map { $0.groups.map { $0.learners.map(\.foldModels.count) } })
      #expect(loaded.report.description == model.report.description)
    }
  }

  @Test(arguments: StoredVariety.all) func damagesAreNamed(_ variety: StoredVariety) async throws {
    try await withStored(variety) { _, _, place in
      let file = place.appending("manifest.json").string
      let whole = try String(contentsOfFile: file, encoding: .utf8)
      for damage in variety.damages {
        let found = try #require(whole.range(of: damage[0]), "\(damage[0])")
        try whole.replacingCharacters(in: found, with: damage[1])
          .write(toFile: file, atomically: false, encoding: .utf8)
        let error = #expect(throws: ModelingError.self) {
          try EnsembleModel(contentsOf: place, registry: registry)
        }
        #expect(error?.message.contains(damage[2]) == true, "\(damage): \(error as Any)")
        #expect(error?.message.contains(place.string) == true)
      }
    }
  }
}
