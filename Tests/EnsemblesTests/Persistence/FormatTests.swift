import Estimators
import Foundation
import SystemPackage
import Testing

@testable import Ensembles

/// Models that earlier versions have stored.
@Suite struct FormatTests {
  @Test func aModelOfTheFirstFormatPredictsWhatItDid() async throws {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures/format-1", withExtension: nil))
    let model = try EnsembleModel(contentsOf: FilePath(folder.path), registry: .standard)
    let unseen = Matrix<Double>(rows: [[0.25, -0.5, 0.125], [0, 0, 0], [-1, 2, 0.5]])
    // Printed by the version that stored it.
    #expect(
      try await model.predictions(from: unseen) == [
        1.1708506484538574, 0.018408577848586145, -4.578371268642983,
      ])
    #expect(model.featureNames == ["x", "y", "z"])
    #expect(model.ensemble.seed == 11)
    #expect(model.report.learners.map(\.learner) == ["ols", "scaled.soft", "lasso", "ols", "ridge"])
    #expect(model.report.dropped.isEmpty && model.report.weights.isEmpty)
    #expect(model.outline.map(\.name) == ["layer-1", "layer-2", "meta"])
  }

  /// A model that `Fixtures/make_models` has stored, the features of rows that it has not seen, and what was predicted
  /// for them at that time.
  private func stored(_ name: String) throws -> (
    model: EnsembleModel, unseen: Matrix<Double>, folder: FilePath
  ) {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/format-2/\(name)", withExtension: nil))
    let folder = FilePath(url.path)
    return (
      try EnsembleModel(contentsOf: folder.appending("model"), registry: .standard),
      try CSVFile(at: folder.appending("unseen.csv")).matrix, folder
    )
  }

  /// Whether numbers are those that were recorded, up to what another processor's arithmetic may change.
  private func agree(_ ours: [Double], _ recorded: [Double]) -> Bool {
    ours.count == recorded.count && !ours.isEmpty
      && zip(ours, recorded).allSatisfy { abs($0 - $1) <= 1e-9 * (1 + abs($1)) }
  }

  @Test func aModelOfTheSecondFormatPredictsWhatItDid() async throws {
    let (model, unseen, folder) = try stored("numbers")
    let recorded = try CSVFile(at: folder.appending("predictions.csv")).matrix.elements
    #expect(try await agree(model.predictions(from: unseen), recorded))
    #expect(model.featureNames == ["x", "y", "z"])
    #expect(model.outline.map(\.name) == ["layer-1", "layer-2", "meta"])
    #expect(model.outline[0].groups.map(\.name) == ["halves", "thirds"])
    #expect(
      model.report.learners.map(\.learner) == [
        "ols", "scaled.lasso", "scaled.ridge", "elastic-net", "ridge", "nnls",
      ])
    #expect(model.report.weights.count == 1)
  }

  @Test func aModelOfClassesOfTheSecondFormatPredictsWhatItDid() async throws {
    let (model, unseen, folder) = try stored("classes")
    #expect(model.classLabels == ["ash", "birch", "cedar"])
    let words = CSVFile.Options(header: .present, contents: [0: .words])
    let recorded = try CSVFile(at: folder.appending("predictions.csv"), options: words)
    let labels = recorded.matrix.elements.map { recorded.words[0]?[Int($0)] }
    #expect(try await model.labels(from: unseen) == labels && Set(labels).count == 3)
    let probabilities = try CSVFile(at: folder.appending("probabilities.csv")).matrix.elements
    #expect(try await agree(model.probabilities(from: unseen).elements, probabilities))
  }
}
