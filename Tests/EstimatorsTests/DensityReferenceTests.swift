import Estimators
import Foundation
import Testing

/// Naive Bayes, neighbors and preprocessing next to scikit-learn, by `Fixtures/make_density_fixtures.py`.
@Suite struct DensityReferenceTests {
  @Test func thereAreCases() {
    #expect(DensityFixtures.all.classes.count == 8)
    #expect(DensityFixtures.all.numbers.count == 6)
  }

  @Test(arguments: DensityFixtures.all.classes)
  func classifiersAgreeWithScikitLearn(_ reference: ClassReference) throws {
    let plain = try Dataset(features: Matrix(rows: reference.features), labels: reference.classes)
    for fit in reference.fits {
      let data = fit.weighted ? try plain.weighted(by: reference.weights) : plain
      var estimator = try Registry.standard.estimator(named: fit.type).init()
      for (name, value) in fit.parameters { try estimator.set(name, to: value) }
      let model = try #require(try fitted(estimator, to: data) as? any ClassifierModel)
      let probabilities = try model.probabilities(from: Matrix(rows: reference.unseen))
      #expect(probabilities.columnCount == fit.probabilities[0].count)
      for (row, expected) in fit.probabilities.enumerated() {
        for (column, value) in expected.enumerated() {
          #expect(
            abs(probabilities[row, column] - value) <= 1e-9,
            "\(fit.type) \(fit.parameters), weighted: \(fit.weighted), row \(row)")
        }
      }
    }
  }

  @Test(arguments: DensityFixtures.all.numbers)
  func neighborsAndConstantsAgreeWithScikitLearn(_ reference: DensityFixtures.NumberCase) throws {
    let data = try Dataset(
      features: Matrix(rows: reference.features), targets: Matrix(rows: reference.targets))
    for fit in reference.fits {
      var estimator = try Registry.standard.estimator(named: fit.type).init()
      for (name, value) in fit.parameters { try estimator.set(name, to: value) }
      let predictions = try fitted(estimator, to: data).predictions(from: Matrix(rows: reference.unseen))
      for (row, expected) in fit.predictions.enumerated() {
        for (column, value) in expected.enumerated() {
          #expect(
            abs(predictions[row, column] - value) <= 1e-9 * max(1, abs(value)),
            "\(fit.type) \(fit.parameters)")
        }
      }
    }
  }

  @Test(arguments: DensityFixtures.all.numbers)
  func stepsAgreeWithScikitLearn(_ reference: DensityFixtures.NumberCase) throws {
    let data = try Dataset(
      features: Matrix(rows: reference.features), targets: Matrix(rows: reference.targets))
    for step in reference.steps {
      let result = try applied(step, to: data, and: Features(Matrix(rows: reference.unseen)))
      #expect(result.rowCount == step.result.count && result.columnCount == step.result[0].count)
      for (row, expected) in step.result.enumerated() {
        for (column, value) in expected.enumerated() {
          #expect(abs(result[row, column] - value) <= 1e-9 * max(1, abs(value)), "\(step.type)")
        }
      }
    }
  }

  private func applied(
    _ step: DensityFixtures.Step, to data: Dataset, and unseen: Features
  ) throws -> Features {
    func run(_ type: (some Preprocessor).Type) throws -> Features {
      var recipe = type.init()
      for (name, value) in step.parameters { try recipe.set(name, to: value) }
      return try recipe.fitted(to: data).applied(to: unseen)
    }
    return try run(try Registry.standard.preprocessor(named: step.type))
  }

  private func fitted(_ estimator: some Estimator, to data: Dataset) throws -> any FittedModel {
    try estimator.fitted(to: data)
  }
}

/// The reference results.
struct DensityFixtures: Decodable, Sendable {
  struct NumberCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Fit: Decodable, Sendable {
      var type: String
      var parameters: [String: ParameterValue]
      var predictions: [[Double]]
    }

    var name: String
    var features: [[Double]]
    var targets: [[Double]]
    var unseen: [[Double]]
    var fits: [Fit]
    var steps: [Step]

    var testDescription: String { name }
  }

  struct Step: Decodable, Sendable {
    var type: String
    var parameters: [String: ParameterValue]
    var result: [[Double]]
  }

  var classes: [ClassReference]
  var numbers: [NumberCase]

  static let all: DensityFixtures = {
    do {
      let url = try #require(Bundle.module.url(forResource: "density", withExtension: "json"))
      return try JSONDecoder().decode(DensityFixtures.self, from: Data(contentsOf: url))
    } catch {
      Issue.record(error)
      return DensityFixtures(classes: [], numbers: [])
    }
  }()
}
