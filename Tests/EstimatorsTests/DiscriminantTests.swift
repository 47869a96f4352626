import Estimators
import Foundation
import Testing

@Suite struct DiscriminantTests {
  /// Two classes of variance 1 around 0 and 4, the second with twice as many rows.
  private func twoClasses() throws -> Dataset {
    try Dataset(features: Matrix(column: [-1, 1, 3, 5, 3, 5]), labels: ["a", "a", "b", "b", "b", "b"])
  }

  private let estimators: [any Estimator] = [
    LinearDiscriminantAnalysis(), QuadraticDiscriminantAnalysis(),
  ]

  private func model(_ estimator: any Estimator, _ data: Dataset) throws -> any ClassifierModel {
    try #require(try anyModel(estimator, data) as? any ClassifierModel)
  }

  @Test func densitiesAreThoseOfNormalDistributions() throws {
    let expected = 1 / (1 + 2 * exp(-(9.0 - 1) / 2))
    for estimator in estimators {
      let model = try model(estimator, twoClasses())
      #expect(abs(try model.probabilities(from: Matrix(column: [1]))[0, 0] - expected) < 1e-14)
    }
  }

  @Test func priorsReplaceFrequencies() throws {
    for estimator: any Estimator in [
      LinearDiscriminantAnalysis(shrinkage: .none, priors: [3, 1]),
      QuadraticDiscriminantAnalysis(regularization: 0, priors: [3, 1]),
    ] {
      // As far from one mean as from the other, priors alone decide.
      let probabilities = try model(estimator, twoClasses()).probabilities(from: Matrix(column: [2]))
      #expect(abs(probabilities[0, 0] - 0.75) < 1e-14)
    }
  }

  @Test func aPriorOfNothingRulesAClassOut() throws {
    for estimator: any Estimator in [
      LinearDiscriminantAnalysis(shrinkage: .none, priors: [1, 0]),
      QuadraticDiscriminantAnalysis(regularization: 0, priors: [1, 0]),
    ] {
      #expect(
        try model(estimator, twoClasses()).probabilities(from: Matrix(column: [4])).elements == [1, 0])
    }
  }

  @Test(arguments: [[1.0], [1, 1, 1], [0, 0]]) func priorsMustSuitTheClasses(priors: [Double]) throws {
    let error = #expect(throws: ModelingError.self) {
      try LinearDiscriminantAnalysis(shrinkage: .none, priors: priors).fitted(to: twoClasses())
    }
    #expect(error?.code == .invalidParameter)
    #expect(throws: ModelingError.self) {
      try QuadraticDiscriminantAnalysis(regularization: 0, priors: priors).fitted(to: twoClasses())
    }
  }

  @Test func aClassThatDoesNotOccurIsImpossibleAndOneAloneCertain() throws {
    let rows = Matrix(column: [1.0, 2, 5, 7])
    let some = try Dataset(features: rows, labels: ["a", "a", "c", "c"], classes: ["a", "b", "c"])
    let one = try Dataset(features: rows, labels: ["b", "b", "b", "b"], classes: ["a", "b"])
    for estimator in estimators {
      let probabilities = try model(estimator, some).probabilities(from: Matrix(column: [2, 3]))
      #expect(probabilities.column(1) == [0, 0])
      #expect(abs(probabilities[1, 0] + probabilities[1, 2] - 1) < 1e-14)
      #expect(try model(estimator, one).probabilities(from: Matrix(column: [9])).elements == [0, 1])
      let single = try model(estimator, one.rows(RangeSet(0..<1)))
      #expect(try single.probabilities(from: Matrix(column: [9])).elements == [0, 1])
    }
  }

  @Test func oneRowOfEachClassIsTooFew() throws {
    let data = try Dataset(features: Matrix(column: [1.0, 2]), labels: ["a", "b"])
    for estimator in estimators {
      let error = #expect(throws: ModelingError.self) { try anyModel(estimator, data) }
      #expect(error?.code == .tooFewRows)
    }
  }

  @Test func aFlatClassIsNamedAndCanBeRegularized() throws {
    let data = try Dataset(
      features: Matrix(rows: [[1, 2], [2, 4], [3, 6], [1, 1], [4, 2], [0, 5]]),
      labels: ["flat", "flat", "flat", "wide", "wide", "wide"])
    let error = #expect(throws: ModelingError.self) { try QuadraticDiscriminantAnalysis().fitted(to: data) }
    #expect(error?.message.contains("class “flat”") == true)
    #expect(error?.message.contains("regularization") == true)
    for estimator in [
      QuadraticDiscriminantAnalysis(regularization: 0.1),
      QuadraticDiscriminantAnalysis(regularization: 0, shrinkage: .share(0.5)),
      QuadraticDiscriminantAnalysis(regularization: 0, shrinkage: .automatic),
    ] {
      let sums = try estimator.fitted(to: data).probabilities(from: data.features)
      #expect((0..<6).allSatisfy { abs(sums.row($0).reduce(0, +) - 1) < 1e-12 })
    }
  }

  @Test func constantColumnsDoNotMatterToPlanes() throws {
    let rows: [[Double]] = [[-1, 7], [1, 7], [3, 7], [5, 7], [3, 7], [5, 7]]
    let labels = ["a", "a", "b", "b", "b", "b"]
    let wider = try LinearDiscriminantAnalysis().fitted(
      to: Dataset(features: Matrix(rows: rows), labels: labels))
    let plain = try LinearDiscriminantAnalysis().fitted(to: twoClasses())
    #expect(wider.coefficients.row(1) == [0, 0])
    for column in 0..<2 {
      #expect(abs(wider.coefficients[0, column] - plain.coefficients[0, column]) < 1e-14)
    }
  }

  @Test func unitsDoNotMatterWithoutShrinkage() throws {
    let rows = randomMatrix(60, 4)
    let labels = (0..<60).map { rows[$0, 0] + rows[$0, 1] > 0.2 ? 1 : $0 % 3 == 0 ? 2 : 0 }
    let units = [1e-6, 1, 1e7, 30]
    let scaled = Matrix(rows: (0..<60).map { row in (0..<4).map { rows[row, $0] * units[$0] } })
    for estimator in estimators {
      let plain = try model(estimator, Dataset(features: rows, labels: labels)).probabilities(from: rows)
      let other = try model(estimator, Dataset(features: scaled, labels: labels)).probabilities(from: scaled)
      for (plain, other) in zip(plain.elements, other.elements) { #expect(abs(plain - other) < 1e-9) }
    }
  }

  @Test func hugeNumbersAndOthersThanNumbersAreErrors() throws {
    for value in [1e200, .nan, .infinity] {
      let data = try Dataset(features: Matrix(column: [1, 2, 3, value]), labels: [0, 0, 1, 1])
      for estimator in estimators {
        let error = #expect(throws: ModelingError.self) { try anyModel(estimator, data) }
        #expect(error?.code == .notFinite)
      }
    }
  }

  @Test func aRowThatIsFarFromAllClassesKeepsItsPriors() throws {
    let data = try Dataset(
      features: Matrix(column: [-1, 1, -1, 1, -1, 1, -1, 1]), labels: [0, 0, 1, 1, 1, 1, 1, 1])
    for (estimator, distance) in zip(estimators, [1e9, 1e4]) {
      let probabilities = try model(estimator, data).probabilities(from: Matrix(column: [distance]))
      #expect(abs(probabilities[0, 0] - 0.25) < 1e-6)
    }
  }

  @Test func otherColumnsAreRefused() throws {
    for estimator in estimators {
      let model = try model(estimator, twoClasses())
      #expect(throws: ModelingError.self) { try model.probabilities(from: Matrix(rows: [[1.0, 2]])) }
      #expect(
        try model.probabilities(from: Matrix<Double>(rowCount: 0, columnCount: 1, repeating: 0)).rowCount == 0
      )
    }
  }

  @Test func recipesSpellShrinkageAndPriors() throws {
    var recipe = QuadraticDiscriminantAnalysis()
    try recipe.set("shrinkage", to: .text("auto"))
    try recipe.set("priors", to: .list([.number(0.5), .integer(1)]))
    #expect(
      recipe == QuadraticDiscriminantAnalysis(regularization: 0, shrinkage: .automatic, priors: [0.5, 1]))
    #expect(
      try JSONDecoder().decode(QuadraticDiscriminantAnalysis.self, from: JSONEncoder().encode(recipe))
        == recipe)
    #expect(Shrinkage.share(0) == .none)
    for (name, value) in [
      ("shrinkage", ParameterValue.number(1.5)), ("shrinkage", .text("some")),
      ("priors", .list([.integer(-1)])),
      ("priors", .number(1)), ("regularization", .number(2)),
    ] {
      #expect(throws: ModelingError.self) { try recipe.set(name, to: value) }
    }
  }

  @Test func storedModelsAreChecked() throws {
    let (linear, quadratic) = (
      try LinearDiscriminantAnalysis().fitted(to: twoClasses()),
      try QuadraticDiscriminantAnalysis().fitted(to: twoClasses())
    )
    func check<M: FittedModel & Equatable>(_ model: M) throws {
      let text = try #require(String(bytes: JSONEncoder().encode(model), encoding: .utf8))
      #expect(try JSONDecoder().decode(M.self, from: Data(text.utf8)) == model)
      for damaged in ["[0,2]", "[1,0]", "[0]"] {
        let other = text.replacing("\"classes\":[0,1]", with: "\"classes\":\(damaged)")
        #expect(other != text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(M.self, from: Data(other.utf8)) }
      }
    }
    try check(linear)
    try check(quadratic)
  }
}
