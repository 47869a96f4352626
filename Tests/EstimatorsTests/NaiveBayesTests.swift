import Estimators
import Foundation
import Testing

@Suite struct NaiveBayesTests {
  @Test func aClassOfNearlyNoWeightIsStored() throws {
    let data = try Dataset(features: Matrix(column: [0, 1, 5, 6]), labels: ["a", "a", "b", "b"])
      .weighted(by: [1e-200, 1e-200, 1e200, 1e200])
    let model = try GaussianNaiveBayes().fitted(to: data)
    let stored = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(GaussianClasses.self, from: stored) == model)
  }

  @Test func densitiesAreThoseOfNormalDistributions() throws {
    // Means 0 and 4, variances 1; twice as many examples of the second.
    let data = try Dataset(
      features: Matrix(column: [-1, 1, 3, 5, 3, 5]), labels: ["a", "a", "b", "b", "b", "b"])
    let model = try GaussianNaiveBayes(smoothing: 0).fitted(to: data)
    let expected = 1 / (1 + 2 * exp(-(9.0 - 1) / 2))
    #expect(abs(try model.probabilities(from: Matrix(column: [1]))[0, 0] - expected) < 1e-14)
  }

  @Test func aWeightOfTwoIsTheRowTwice() throws {
    let rows = [[1.0, 2], [2, 1], [3, 5], [4, 4], [9, 9]]
    let labels = ["x", "x", "y", "y", "x"]
    let weighted = try Dataset(features: Matrix(rows: rows), labels: labels).weighted(by: [2, 1, 1, 2, 0])
    let repeated = try Dataset(
      features: Matrix(rows: [0, 0, 1, 2, 3, 3].map { rows[$0] }),
      labels: [0, 0, 1, 2, 3, 3].map { labels[$0] })
    let unseen = Matrix(rows: [[2.0, 3], [3, 3], [100, 100]])
    func check(_ estimator: some Estimator) throws {
      let first = try #require(try estimator.fitted(to: weighted) as? any ClassifierModel)
      let second = try #require(try estimator.fitted(to: repeated) as? any ClassifierModel)
      let (left, right) = (try first.probabilities(from: unseen), try second.probabilities(from: unseen))
      for (left, right) in zip(left.elements, right.elements) { #expect(abs(left - right) < 1e-12) }
    }
    try check(GaussianNaiveBayes())
    try check(MultinomialNaiveBayes())
    try check(BaselineClassifier())
  }

  @Test(arguments: [0, 1e-9])
  func constantFeaturesLeaveFrequencies(smoothing: Double) throws {
    let data = try Dataset(features: Matrix(column: [7, 7, 7, 7]), labels: ["a", "b", "b", "b"])
    let model = try GaussianNaiveBayes(smoothing: smoothing).fitted(to: data)
    let probabilities = try model.probabilities(from: Matrix(column: [7, 8, -1e300]))
    for row in 0..<3 {
      #expect(abs(probabilities[row, 0] - 0.25) < 1e-12)
      #expect(abs(probabilities[row, 1] - 0.75) < 1e-12)
    }
  }

  @Test func aClassThatDoesNotOccurIsImpossible() throws {
    let data = try Dataset(
      features: Matrix(column: [1, 2, 5]), labels: ["a", "a", "c"], classes: ["a", "b", "c"])
    for model: any ClassifierModel in [
      try GaussianNaiveBayes().fitted(to: data), try MultinomialNaiveBayes().fitted(to: data),
      try BaselineClassifier().fitted(to: data),
    ] {
      let probabilities = try model.probabilities(from: Matrix(column: [2]))
      #expect(probabilities.columnCount == 3 && probabilities[0, 1] == 0)
      #expect(abs(probabilities.elements.reduce(0, +) - 1) < 1e-14)
    }
  }

  @Test func oneRowIsEnough() throws {
    let data = try Dataset(features: Matrix(rows: [[1, 0]]), labels: ["only"])
    for model: any ClassifierModel in [
      try GaussianNaiveBayes().fitted(to: data), try MultinomialNaiveBayes().fitted(to: data),
    ] {
      #expect(try model.probabilities(from: Matrix(rows: [[5, 5]])).elements == [1])
    }
  }

  @Test func countsAreNotNegative() throws {
    let data = try Dataset(
      features: Matrix(rows: [[1, 2], [3, -1]]), labels: ["a", "b"], featureNames: ["tea", "milk"])
    let error = #expect(throws: ModelingError.self) { try MultinomialNaiveBayes().fitted(to: data) }
    #expect(
      error?.description
        == "“multinomial-naive-bayes” counts features, but column milk has a -1.0; use “gaussian-naive-bayes” for numbers"
    )
  }

  @Test func hugeNumbersAreAnError() throws {
    let data = try Dataset(features: Matrix(column: [1e200, -1e200]), labels: ["a", "a"])
    #expect(throws: ModelingError.self) { try GaussianNaiveBayes().fitted(to: data) }
  }

  @Test func damagedModelsAreErrors() throws {
    let data = try Dataset(features: Matrix(column: [1, 2, 5]), labels: ["a", "a", "c"])
    let model = try MultinomialNaiveBayes().fitted(to: data)
    let text = try #require(String(bytes: JSONEncoder().encode(model), encoding: .utf8))
    let decoded = try JSONDecoder().decode(MultinomialClasses.self, from: Data(text.utf8))
    #expect(decoded == model)
    for (part, damaged) in [
      ("\"classes\":[0,1]", "\"classes\":[0,7]"), ("\"classCount\":2", "\"classCount\":1"),
    ] {
      #expect(text.contains(part))
      let other = text.replacing(part, with: damaged)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(MultinomialClasses.self, from: Data(other.utf8))
      }
    }
  }
}
