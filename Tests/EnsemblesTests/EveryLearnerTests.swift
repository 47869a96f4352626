import Ensembles
import Estimators
import Foundation
import SystemPackage
import Testing

/// A stack of all that is registered, whatever that is.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct EveryLearnerTests {
  private static let rowCount = 72

  /// What two classifiers might say about three classes, which everything can learn from.
  private let features: Matrix<Double> = {
    var generator = SeededGenerator(seed: 12)
    return Matrix(
      rows: (0..<rowCount).map { row in
        (0..<2).flatMap { _ -> [Double] in
          let chances = (0..<3).map { generator.fraction() + ($0 == row % 3 ? 1 : 0.25) }
          return chances.map { $0 / chances.reduce(0, +) }
        }
      })
  }()

  private func data(for kind: TargetKind) throws -> Dataset {
    switch kind {
    case .numbers:
      try Dataset(
        features: features, target: (0..<Self.rowCount).map { features[$0, 0] * 3 + features[$0, 4] })
    case .classes:
      try Dataset(features: features, labels: (0..<Self.rowCount).map { ["ash", "elm", "oak"][$0 % 3] })
    }
  }

  /// A recipe with defaults, but of few trees, and able to learn from columns that sum to 1.
  private func quick<C: Configurable>(_ type: C.Type) throws -> C {
    var recipe = C()
    for name in ["trees", "rounds"] where C.parameters.contains(where: { $0.name == name }) {
      try recipe.set(name, to: .integer(5))
    }
    if parameterNames(of: C.self).contains("regularization") {
      try recipe.set("regularization", to: .number(0.1))
    }
    return recipe
  }

  /// All learners of a kind but those whose library is not there, which is said.
  private func learners(of kind: TargetKind) throws -> [any Estimator] {
    try Registry.standard.estimators.filter { $0.targetKind == kind }.map { try quick($0) }.filter {
      learner in
      do {
        try fit(learner, to: data(for: kind))
      } catch let error as ModelingError where error.code == .missingLibrary {
        print("“\(type(of: learner).typeName)” is left out: \(error)")
        return false
      }
      return true
    }
  }

  private func parameterNames<C: Configurable>(of type: C.Type) -> [String] { C.parameters.map(\.name) }

  private func fit<E: Estimator>(_ estimator: E, to data: Dataset) throws {
    _ = try estimator.fitted(to: data)
  }

  /// Every learner, and every preprocessing step with a learner behind it that leaves no row out.
  private func stack(of kind: TargetKind) throws -> SuperLearner {
    let learners = try learners(of: kind)
    let steps = try Registry.standard.preprocessors.filter { $0.exemptions[.shapes] == nil }.map { type in
      var step = try quick(type)
      // Numbers that a fold has not seen are in all folds.
      if parameterNames(of: type).contains("unknown") { try step.set("unknown", to: .text("zeros")) }
      return step
    }
    return SuperLearner(folds: 2, seed: 3) {
      Layer(output: kind == .classes ? .probabilities : nil) {
        for learner in learners { learner }
        for step in steps {
          Preprocessing(step) {
            if kind == .classes { GaussianNaiveBayes() } else { RidgeRegression() }
          }
        }
      }
    } meta: {
      if kind == .classes { LogisticRegression() } else { RidgeRegression() }
    }
  }

  @Test(arguments: [TargetKind.numbers, .classes])
  func aStackOfAllIsTheSameOnThreadsAndProcesses(_ kind: TargetKind) async throws {
    let (data, stack, folder) = (try data(for: kind), try stack(of: kind), try Folder())
    let present = BoostingLibrary.all.filter(\.isAvailable).count
    let count = Registry.standard.estimators.count { $0.targetKind == kind }
    #expect(
      stack.layers[0].learners.filter { $0.transformer == nil }.count == count - BoostingLibrary.all.count
        + present)
    var folders: [[String: Data]] = []
    var found: [Matrix<Double>] = []
    for (name, backend) in [("threads", .threads), ("processes", .processes)] as [(String, any Backend)] {
      let parallel = Parallel(workers: 2, on: backend)
      let model = try await stack.fitted(to: data, on: parallel)
      let place = folder.appending(name)
      try model.save(to: place)
      let read = try EnsembleModel(contentsOf: place, registry: .standard)
      // The report has times, which differ.
      folders.append(try Folder.contents(of: place).filter { $0.key != "report.json" })
      for model in [model, read] {
        for output in try await model.layerOutputs(from: features, on: parallel) {
          found.append(output.matrix)
        }
      }
    }
    #expect(folders[0] == folders[1] && folders[0].count > 20)
    #expect(found.count == 8)
    for (place, matrix) in found.enumerated() {
      #expect(matrix == found[place % 2])
      #expect(matrix.elements.allSatisfy { $0.isFinite })
    }
  }
}
