import Estimators
import Foundation
import Testing

@testable import Ensembles

/// What is wrong is named, whichever way an ensemble is put to work.
@Suite struct BadInputTests {
  /// A way to work with layers.
  enum Way: CaseIterable {
    case fit, checkpoint, session, asPreprocessing, step, evaluation, ensembleCase
  }

  /// Something that is wrong.
  struct Mistake: Sendable, CustomTestStringConvertible {
    /// What the sentence about it must say.
    let culprit: String
    var layer: @Sendable () -> Layer = { Layer { Frequencies() } }
    var data: @Sendable () throws -> Dataset = { try BadInputTests.labelled() }

    var testDescription: String { culprit }
  }

  /// Twenty rows of two classes in turn, and two features.
  static func labelled(_ label: (Int) -> String = { $0 % 2 == 0 ? "ash" : "birch" }) throws -> Dataset {
    try Dataset(features: sampleData(rows: 20, columns: 2).features, labels: (0..<20).map(label))
  }

  static let mistakes = [
    Mistake(culprit: "first has no learners", layer: { Layer(named: "first") {} }),
    Mistake(
      culprit: "two learners named “twin”",
      layer: { Layer(learners: [Frequencies().named("twin"), NearestMean().named("twin")]) }),
    Mistake(
      culprit: "a transformer “idle” that no learner needs",
      layer: {
        Layer(
          learners: [Learner(Frequencies())],
          transformers: [Transformer(named: "idle", Pipeline([Standardizer()]))])
      }),
    Mistake(
      culprit: "a transformer “scaled”",
      layer: { Layer(learners: [Learner(Frequencies(), after: "scaled")]) }),
    Mistake(
      culprit: "propagates column 2, but its input has 2 columns",
      layer: { Layer(propagating: [2]) { Frequencies() } }),
    Mistake(
      culprit: "no row of the class “rare”",
      data: { try labelled { $0 < 1 ? "rare" : $0 % 2 == 0 ? "ash" : "birch" } }),
    Mistake(
      culprit: "rows whose weights are all 0",
      data: { try labelled().weighted(by: (0..<20).map { $0 == 7 ? 1 : 0 }) }),
    Mistake(
      culprit: "NaN in row 3",
      data: {
        var features = try sampleData(rows: 20, columns: 2).features.matrix()
        features[3, 1] = .nan
        return try Dataset(features: features, labels: (0..<20).map { $0 % 2 })
      }),
    Mistake(
      culprit: "cannot be cut into 25 folds",
      layer: { Layer(indexer: FoldIndexer(folds: 25)) { Frequencies() } }),
  ]

  @Test(arguments: Way.allCases, mistakes)
  func mistakesAreNamed(way: Way, mistake: Mistake) async throws {
    let data = try mistake.data()
    let layer = mistake.layer()
    let stack = StackedEnsemble(
      indexer: FoldIndexer(folds: 2, assignment: .consecutive), layers: [layer], meta: nil)
    let folder = try Folder()
    let error = await #expect(throws: (any Error).self) {
      switch way {
      case .fit: _ = try await stack.fitted(to: data)
      case .checkpoint: _ = try await stack.fitted(to: data, checkpoint: folder.appending("checkpoint"))
      case .session:
        try await withProcessing(indexer: stack.indexer) { session in
          _ = try await session.stack([layer], fittedTo: data)
        }
      case .asPreprocessing: _ = try await stack.fittedAsPreprocessing(to: data)
      case .step:
        let behind = Layer { Preprocessing(EnsemblePreprocessor(stack)) { Frequencies() } }
        _ = try await StackedEnsemble(indexer: FullIndexer(), layers: [behind], meta: nil).fitted(to: data)
      case .evaluation:
        _ = try await stack.evaluation(over: data, folds: FoldIndexer(folds: 2, assignment: .consecutive))
      case .ensembleCase:
        let evaluator = Evaluator(
          folds: FoldIndexer(folds: 2, assignment: .consecutive), scorers: [.accuracy])
        _ = try await evaluator.folds(of: data, ensembles: [EnsembleCase(named: "front", stack)])
      }
    }
    let sentence = error.map { "\($0)" } ?? ""
    #expect(sentence.contains(mistake.culprit), "\(sentence)")
    #expect(try Folder.contents(of: folder.path).isEmpty)
  }
}
