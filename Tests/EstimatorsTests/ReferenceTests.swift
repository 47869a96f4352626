import Estimators
import Foundation
import Testing

/// Results of scikit-learn, made by `Fixtures/make_fixtures.py`.
struct ReferenceCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Fit: Decodable, Sendable {
    var type: String
    var parameters: [String: ParameterValue]
    var coefficients: [Double]
    var intercept: Double
    var predictions: [Double]
  }

  var name: String
  var features: [[Double]]
  var target: [Double]
  var means: [Double]
  var deviations: [Double]
  var fits: [Fit]

  var testDescription: String { name }

  static let all: [ReferenceCase] = {
    do {
      let url = try #require(Bundle.module.url(forResource: "reference", withExtension: "json"))
      return try JSONDecoder().decode([ReferenceCase].self, from: Data(contentsOf: url))
    } catch {
      Issue.record(error)
      return []
    }
  }()
}

@Suite struct ReferenceTests {
  @Test func thereAreCases() { #expect(ReferenceCase.all.count == 6) }

  @Test(arguments: ReferenceCase.all)
  func linearLearnersAgreeWithScikitLearn(_ reference: ReferenceCase) throws {
    let data = try Dataset(features: Matrix(rows: reference.features), target: reference.target)
    let spread = reference.target.map(abs).max() ?? 0
    for fit in reference.fits {
      var estimator = try Registry.standard.estimator(named: fit.type).init()
      for (name, value) in fit.parameters { try estimator.set(name, to: value) }
      let model = try linearModel(estimator, data)
      let label = "\(fit.type) \(fit.parameters)"
      for (ours, theirs) in zip(try model.predictions(from: data.features).elements, fit.predictions) {
        #expect(abs(ours - theirs) <= 1e-8 * spread, "\(label)")
      }
      // A coefficient matters as far as its column moves predictions.
      for (column, theirs) in fit.coefficients.enumerated() {
        let size = max(reference.deviations[column], fit.intercept == 0 ? abs(reference.means[column]) : 0)
        #expect(
          abs(model.coefficients[column, 0] - theirs) * size <= 1e-7 * spread, "\(label), column \(column)")
      }
    }
  }

  @Test(arguments: ReferenceCase.all)
  func standardizerAgreesWithScikitLearn(_ reference: ReferenceCase) throws {
    let matrix = Matrix(rows: reference.features)
    let scaling = try Standardizer().fitted(to: Dataset(features: matrix, target: reference.target))
    let scaled = try scaling.applied(to: matrix)
    for row in 0..<matrix.rowCount {
      for column in 0..<matrix.columnCount {
        let expected = (matrix[row, column] - reference.means[column]) / reference.deviations[column]
        // The mean of a column far from zero is only known to the last digit of that column.
        let slack = 4 * abs(reference.means[column]) * Double.ulpOfOne / reference.deviations[column]
        #expect(abs(scaled[row, column] - expected) <= 1e-12 * (1 + abs(expected)) + slack)
      }
    }
  }

  private func linearModel(_ estimator: any Estimator, _ data: Dataset) throws -> LinearModel {
    func fit(_ estimator: some Estimator) throws -> any FittedModel { try estimator.fitted(to: data) }
    return try #require(try fit(estimator) as? LinearModel)
  }
}
