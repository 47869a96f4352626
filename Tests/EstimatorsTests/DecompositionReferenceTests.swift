import Estimators
import Testing

/// Components, discriminants and ridge with a choice or a kernel next to scikit-learn.
@Suite struct DecompositionReferenceTests {
  @Test func thereAreCases() {
    #expect(DecompositionFixtures.all.classes.count == 6)
    #expect(DecompositionFixtures.all.numbers.count == 6)
    #expect(DecompositionFixtures.all.components.count == 6)
  }

  @Test(arguments: DecompositionFixtures.all.classes)
  func discriminantsAgreeWithScikitLearn(_ reference: ClassReference) throws {
    let plain = try Dataset(features: Matrix(rows: reference.features), labels: reference.classes)
    for fit in reference.fits {
      let data = fit.weighted ? try plain.weighted(by: reference.weights) : plain
      let model = try #require(
        try fitted(fit.type, fit.parameters, to: data) as? any ClassifierModel)
      let probabilities = try model.probabilities(from: Matrix(rows: reference.unseen))
      expect(
        probabilities, toBe: fit.probabilities, within: 1e-9,
        "\(fit.type) \(fit.parameters), weighted: \(fit.weighted)")
    }
  }

  @Test(arguments: DecompositionFixtures.all.numbers)
  func ridgeWithAChoiceAndWithAKernelAgreesWithScikitLearn(
    _ reference: DecompositionFixtures.NumberCase
  ) throws {
    let plain = try Dataset(
      features: Matrix(rows: reference.features), targets: Matrix(rows: reference.targets))
    for fit in reference.fits {
      let data = fit.weighted ? try plain.weighted(by: reference.weights) : plain
      let model = try fitted(fit.type, fit.parameters, to: data)
      if let model = model as? SelectedRidgeModel { #expect(model.penalties == fit.penalties) }
      expect(
        try model.predictions(from: Matrix(rows: reference.unseen)), toBe: fit.predictions, within: 1e-8,
        "\(fit.type) \(fit.parameters), weighted: \(fit.weighted)")
    }
  }

  @Test(arguments: DecompositionFixtures.all.components)
  func componentsAgreeWithScikitLearn(_ reference: DecompositionFixtures.ComponentCase) throws {
    let features = Matrix(rows: reference.features)
    let plain = try Dataset(features: features, target: Array(repeating: 0, count: features.rowCount))
    for fit in reference.fits {
      let data = fit.weighted ? try plain.weighted(by: reference.weights) : plain
      var recipe = PrincipalComponents()
      for (name, value) in fit.parameters { try recipe.set(name, to: value) }
      let step = try recipe.fitted(to: data)
      let name: Comment = "\(fit.parameters), weighted: \(fit.weighted)"
      expect(Matrix(rows: [step.variances]), toBe: [fit.variances], within: 1e-9, name)
      expect(Matrix(rows: [step.shares]), toBe: [fit.shares], within: 1e-9, name)
      expect(
        try step.applied(to: Matrix(rows: reference.unseen)).matrix(), toBe: fit.result, within: 1e-9, name)
    }
  }

  private func expect(
    _ ours: Matrix<Double>, toBe theirs: [[Double]], within tolerance: Double, _ name: Comment,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(ours.rowCount == theirs.count, name, sourceLocation: location)
    #expect(ours.columnCount == theirs.first?.count, name, sourceLocation: location)
    guard ours.rowCount == theirs.count, ours.columnCount == theirs.first?.count else { return }
    let worst = zip(ours.elements, theirs.joined()).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    #expect(worst <= tolerance, name, sourceLocation: location)
  }

  private func fitted(
    _ type: String, _ parameters: [String: ParameterValue], to data: Dataset
  ) throws -> any FittedModel {
    func fitted(_ estimator: some Estimator) throws -> any FittedModel { try estimator.fitted(to: data) }
    var estimator = try Registry.standard.estimator(named: type).init()
    for (name, value) in parameters { try estimator.set(name, to: value) }
    return try fitted(estimator)
  }
}
