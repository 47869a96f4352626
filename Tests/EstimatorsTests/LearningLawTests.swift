import EnsemblesTesting
import Estimators
import Foundation
import Testing

/// A type of the registry, with a recipe that is quick to fit.
struct RegisteredLearner<Recipe: Sendable>: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let recipe: Recipe
}

/// All learners that are registered.
private let learners: [RegisteredLearner<any Estimator>] = Registry.standard.estimators.map { type in
  RegisteredLearner(testDescription: type.typeName, recipe: quick(type))
}

/// All preprocessing steps that are registered.
private let steps: [RegisteredLearner<any Preprocessor>] = Registry.standard.preprocessors.map { type in
  RegisteredLearner(testDescription: type.typeName, recipe: quick(type))
}

/// A recipe with defaults, but of few trees.
private func quick<C: Configurable>(_ type: C.Type) -> C {
  var recipe = C()
  for name in ["trees", "rounds"] where C.parameters.contains(where: { $0.name == name }) {
    try? recipe.set(name, to: .integer(6))
  }
  return recipe
}

/// Whether a learner needs a library that is not there.
private func lacksLibrary(_ learner: RegisteredLearner<any Estimator>) -> Bool {
  let name = learner.testDescription
  return BoostingLibrary.all.contains { name.hasPrefix($0.name.lowercased()) && !$0.isAvailable }
}

@Suite struct LearningLawTests {
  @Test(arguments: learners.filter { !lacksLibrary($0) })
  func learnersKeepTheLaws(_ learner: RegisteredLearner<any Estimator>) async throws {
    try await checkEstimator(learner.recipe)
  }

  @Test(arguments: steps)
  func preprocessingKeepsTheLaws(_ step: RegisteredLearner<any Preprocessor>) async throws {
    try await checkPreprocessor(step.recipe)
  }
}

@Suite struct ExemptionTests {
  /// Rows of a table: the type, the law, the reason.
  private var exemptions: [String] {
    let types: [(type: any Any.Type, exemptions: [LearningLaw: String])] =
      Registry.standard.estimators.map { ($0, $0.exemptions) }
      + Registry.standard.preprocessors.map { ($0, $0.exemptions) }
    return types.flatMap { type, exemptions in
      exemptions.map { "| ``\(type)`` | \($0.key) | \($0.value) |" }
    }.sorted()
  }

  @Test func theDocumentationListsAllOfThem() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let page = try String(
      contentsOf: root.appending(path: "Sources/Estimators/Estimators.docc/Estimators.md"), encoding: .utf8)
    let rows = page.components(separatedBy: "\n").filter { $0.hasPrefix("| ``") }
    #expect(rows == exemptions)
  }

  /// Who is exempt from a law without need hides what may break later.
  @Test(arguments: learners.filter { !lacksLibrary($0) && !type(of: $0.recipe).exemptions.isEmpty })
  func learnersAreExemptFromWhatTheyBreakAlone(_ learner: RegisteredLearner<any Estimator>) async {
    let broken = await learningFaults(of: learner.recipe, tolerance: 1e-6).map(\.law)
    #expect(Set(broken) == Set(type(of: learner.recipe).exemptions.keys))
  }

  @Test(arguments: steps.filter { !type(of: $0.recipe).exemptions.isEmpty })
  func preprocessingIsExemptFromWhatItBreaksAlone(_ step: RegisteredLearner<any Preprocessor>) async {
    let broken = await learningFaults(of: step.recipe, tolerance: 1e-6).map(\.law)
    #expect(Set(broken) == Set(type(of: step.recipe).exemptions.keys))
  }
}
