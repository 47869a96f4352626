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
}
