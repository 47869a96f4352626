import Estimators
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
    let model = try LogisticRegression().fitted(to: data)
    #expect(model.labels == [-3, 5, 7])
    let unseen = Matrix<Double>(rows: [[0.2, 0.1, 0.9], [3, 2, 1], [0, 0, 0]])
    #expect(try model.predictions(from: unseen).elements == [7, 5, -3])
    #expect(model.outputCount == 1)
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
