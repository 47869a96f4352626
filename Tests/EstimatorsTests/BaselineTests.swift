import Estimators
import Testing

@Suite struct BaselineTests {
  @Test func theMeanOrTheMedianIsPredicted() throws {
    let data = try Dataset(
      features: Matrix(column: [1, 2, 3, 4]), targets: Matrix(rows: [[1, 0], [2, 0], [10, 0], [3, 8]]))
    let unseen = Matrix(column: [5.0, 6])
    #expect(try BaselineRegression().fitted(to: data).predictions(from: unseen).elements == [4, 2, 4, 2])
    #expect(
      try BaselineRegression(median: true).fitted(to: data).predictions(from: unseen).elements
        == [2.5, 0, 2.5, 0])
  }

  @Test func weightsCountAsRepetitions() throws {
    let data = try Dataset(features: Matrix(column: [0, 0, 0]), target: [1, 5, 9]).weighted(by: [1, 3, 0])
    let unseen = Matrix(column: [0.0])
    #expect(try BaselineRegression().fitted(to: data).predictions(from: unseen).elements == [4])
    #expect(try BaselineRegression(median: true).fitted(to: data).predictions(from: unseen).elements == [5])
  }

  @Test func missingFeaturesDoNotMatter() throws {
    let data = try Dataset(features: Matrix(column: [Double.nan, 1]), target: [2, 4])
    #expect(
      try BaselineRegression().fitted(to: data).predictions(from: Matrix(column: [Double.nan])).elements == [
        3
      ])
  }
}
