import Estimators
import Foundation
import Modeling
import Testing

@testable import Conformance

@Suite("The reference estimators of mlens")
struct ReferenceEstimatorTests {
  @Test("OLS adds its offset to every coefficient and fits no intercept")
  func ols() throws {
    let features = Matrix<Double>(rows: [[1, 0], [0, 1], [1, 1]])
    let data = try Dataset(features: features, target: [2, -1, 1])
    let model = try OLS(offset: 10).fitted(to: data)
    #expect(abs(model.coefficients[0, 0] - 12) < 1e-12)
    #expect(abs(model.coefficients[1, 0] - 9) < 1e-12)
    #expect(model.intercepts == [0])
  }

  @Test("OLS has the smallest norm where columns depend on each other")
  func minimumNorm() throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[1, 1], [2, 2]]), target: [2, 4])
    let coefficients = try OLS().fitted(to: data).coefficients.elements
    for coefficient in coefficients { #expect(abs(coefficient - 1) < 1e-12) }
  }

  @Test("LogisticRegression predicts the label whose product is largest, the first one of several")
  func labels() throws {
    let features = Matrix<Double>(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    let data = try Dataset(features: features, target: [5, -3, 7])
    let model = try LabelRegression().fitted(to: data)
    #expect(model.labels == [-3, 5, 7])
    let unseen = Matrix<Double>(rows: [[0.2, 0.1, 0.9], [3, 2, 1], [0, 0, 0]])
    #expect(try model.predictions(from: unseen).elements == [7, 5, -3])
    #expect(model.outputCount == 1)
  }

  @Test("LogisticRegression gives each class the sigmoid of its product, whatever the sum")
  func probabilities() throws {
    let features = Matrix<Double>(rows: [[1, 0], [0, 1], [0, 2]])
    let data = try Dataset(features: features, labels: [10.0, 9.0, 9.0])
    let model = try Conformance.LogisticRegression().fitted(to: data)
    #expect(model.labels == [9, 10])
    #expect(model.classCount == 2)
    // On whether a row has 9, the second column alone has a weight: 3 of 5. On 10 it is the first: 1.
    let products: [Double] = [0, 1, 0.6, 0, 1.2, 0]
    for (probability, product) in zip(try model.probabilities(from: features).elements, products) {
      #expect(abs(probability - 1 / (1 + exp(-product))) < 1e-12)
    }
    #expect(try model.predictions(from: features).elements == [10, 9, 9])
  }

  @Test("OLS takes labels for the numbers that they spell")
  func classes() throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[1, 0], [0, 1]]), labels: [2.5, -4])
    let coefficients = try ClassOLS(offset: 1).fitted(to: data).coefficients.elements
    for (ours, theirs) in zip(coefficients, [3.5, -3]) { #expect(abs(ours - theirs) < 1e-12) }
    let words = try Dataset(features: Matrix<Double>(rows: [[1, 0], [0, 1]]), labels: ["a", "b"])
    #expect(throws: CaseError.self) { try ClassOLS().fitted(to: words) }
  }

  @Test("The tutorial's errors are those of every prediction for every target")
  func errors() throws {
    let data = try Dataset(features: Matrix(column: [1.0, 4]), target: [3, -1])
    let errors = try PredictionErrors.Fitted().applied(to: data).features.matrix()
    #expect(errors.elements == [2, 2, 1, 5])
    #expect(throws: ModelingError.self) { try PredictionErrors.Fitted().applied(to: data.features) }
    let wide = try Dataset(features: Matrix<Double>(rows: [[1, 2]]), target: [1])
    #expect(throws: ModelingError.self) { try PredictionErrors.Fitted().applied(to: wide) }
  }

  @Test("Scale subtracts means, in the precision that it is given")
  func scale() throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[1, 10], [4, 20]]), target: [0, 0])
    let fitted = try Scale().fitted(to: data)
    #expect(fitted.means == [2.5, 15])
    #expect(try fitted.applied(to: data.features).matrix().elements == [-1.5, -5, 1.5, 5])
    #expect(throws: ModelingError.self) { try fitted.applied(to: Matrix<Double>(rows: [[1]])) }

    // 2^24 + 1 is no Float: the sum of these three is 2^24 in single precision and 2^24 + 2 in double.
    let column: [Float] = [16_777_216, 1, 1]
    let single = try Dataset(features: Matrix(column: column), target: [0, 0, 0])
    #expect(try Scale().fitted(to: single).means == [Double(Float(16_777_216) / 3)])
  }
}
