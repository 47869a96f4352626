import Estimators
import Foundation
import Testing

@testable import Ensembles

/// What mlens gives for ensembles in front of other learners (`model_selection=True`).
@Suite struct RecordedTransformTests {
  private struct Recorded: Decodable {
    var superlearner_train_shapes: [[Int]]
    var superlearner_new_shapes: [[Int]]
    var blend_train_shapes: [[Int]]
    var blend_new_shapes: [[Int]]
    var blend_train_X: [[Double]]
    var blend_train_y: [Double]
    var blend_new_X: [[Double]]
  }

  private struct File: Decodable { var model_selection: Recorded }

  private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Conformance/Golden")

  private func recorded() throws -> Recorded {
    try JSONDecoder().decode(File.self, from: Data(contentsOf: folder.appending(path: "misc.json")))
      .model_selection
  }

  /// The rows of the diabetes data that mlens was given.
  private func data(_ rows: Range<Int>) throws -> Dataset {
    let text = try String(contentsOf: folder.appending(path: "diabetes.csv"), encoding: .utf8)
    let numbers = text.split(separator: "\n").map { $0.split(separator: ",").compactMap { Double($0) } }
    return try Dataset(
      features: Matrix(rows: numbers[rows].map { Array($0.dropLast()) }),
      target: numbers[rows].compactMap(\.last))
  }

  private func largestError(_ features: Features, _ expected: [[Double]]) -> Double {
    zip(features.matrix().elements, expected.joined()).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test func aBlendGivesItsPartOfTheRows() async throws {
    let recorded = try recorded()
    let blend = BlendEnsemble(testSize: 0.4) {
      Layer {
        OffsetLeastSquares().named("ols-1")
        OffsetLeastSquares(offset: 100).named("ols-2")
      }
    } meta: {
    }
    let training = try data(0..<100)
    let step = try await blend.fittedAsPreprocessing(to: training)
    let own = try step.appliedToTraining(training)
    #expect([[own.rowCount, own.features.columnCount], [own.rowCount]] == recorded.blend_train_shapes)
    #expect(own.target.copied().elements == recorded.blend_train_y)
    #expect(largestError(own.features, recorded.blend_train_X) < 1e-4)
    let new = try step.applied(to: data(100..<150).features)
    #expect([[new.rowCount, new.columnCount], [new.rowCount]] == recorded.blend_new_shapes)
    #expect(largestError(new, recorded.blend_new_X) < 1e-4)
  }

  @Test func aSuperLearnerGivesAllRows() async throws {
    let recorded = try recorded()
    let stack = SuperLearner(folds: 2) {
      Layer { OffsetLeastSquares() }
    } meta: {
    }
    let training = try data(0..<100)
    let step = try await stack.fittedAsPreprocessing(to: training)
    // Of a single column mlens makes a vector, which no learner of its own takes for features.
    #expect([[try step.appliedToTraining(training).rowCount], [100]] == recorded.superlearner_train_shapes)
    #expect(
      [[try step.applied(to: data(100..<150).features).rowCount], [50]] == recorded.superlearner_new_shapes)
    #expect(try step.appliedToTraining(training).features.columnCount == 1)
  }
}

/// mlens' `OLS`: least squares without an intercept, with a number added to every coefficient.
struct OffsetLeastSquares: Estimator {
  static let typeName = "test-offset-ols"
  static let summary = "least squares, with a number added to every coefficient"
  static let parameters: [Parameter<OffsetLeastSquares>] = []

  var offset = 0.0

  func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    let model = try OrdinaryLeastSquares(intercept: false).fitted(to: data, in: context)
    return LinearModel(
      coefficients: Matrix(
        rowCount: model.coefficients.rowCount, columnCount: 1,
        elements: model.coefficients.elements.map { $0 + offset }), intercepts: model.intercepts)
  }
}
