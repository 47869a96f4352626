import Estimators
import Foundation
import Testing

@Suite struct RidgeSelectionTests {
  private let penalties = [1e-6, 1e-3, 0.5, 20]

  private func data(_ rowCount: Int, _ columnCount: Int, weighted: Bool) throws -> Dataset {
    let features = randomMatrix(rowCount, columnCount, seed: 5)
    let noise = randomMatrix(rowCount, 2, seed: 6)
    let data = try Dataset(
      features: features,
      targets: Matrix(rows: (0..<rowCount).map { [features[$0, 0] + noise[$0, 0], 3 * noise[$0, 1] + 100] }))
    return weighted ? try data.weighted(by: (0..<rowCount).map { Double($0 % 4) / 2 }) : data
  }

  /// The mean squared errors of fits without each row in turn.
  private func errors(_ data: Dataset, penalty: Double, intercept: Bool) throws -> [Double] {
    let weights = data.weights ?? Array(repeating: 1, count: data.rowCount)
    var sums = [0.0, 0]
    for row in 0..<data.rowCount where weights[row] > 0 {
      let others = data.rows(RangeSet([0..<row, row + 1..<data.rowCount]))
      let model = try RidgeRegression(penalty: penalty, intercept: intercept).fitted(to: others)
      let predictions = try model.predictions(from: data.features.rows(RangeSet(row..<row + 1)))
      for output in 0..<2 {
        let error = data.target[row, output] - predictions[0, output]
        sums[output] += weights[row] * error * error
      }
    }
    return sums.map { $0 / weights.reduce(0, +) }
  }

  @Test(arguments: [(24, 3), (9, 9), (8, 14), (700, 2)], [false, true])
  func errorsAreThoseOfFitsWithoutTheRow(shape: (Int, Int), weighted: Bool) throws {
    // Many rows are fitted again for each that is left out.
    let tried = shape.0 > 100 ? [0.5] : penalties
    let data = try data(shape.0, shape.1, weighted: weighted)
    for intercept in [true, false] {
      for penalty in tried {
        let model = try RidgeSelection(penalties: [penalty], intercept: intercept).fitted(to: data)
        let expected = try errors(data, penalty: penalty, intercept: intercept)
        for (ours, expected) in zip(model.leaveOneOutErrors, expected) {
          #expect(abs(ours - expected) <= 1e-6 * expected, "penalty \(penalty), intercept \(intercept)")
        }
      }
    }
  }

  @Test(arguments: [(30, 4), (8, 14)])
  func theModelIsThatOfThePenaltyWithTheSmallestError(shape: (Int, Int)) throws {
    let data = try data(shape.0, shape.1, weighted: true)
    let all = try penalties.map { try errors(data, penalty: $0, intercept: true) }
    let own = (0..<2).map { output in
      penalties[penalties.indices.min { all[$0][output] < all[$1][output] } ?? 0]
    }
    let together = penalties[penalties.indices.min { all[$0].reduce(0, +) < all[$1].reduce(0, +) } ?? 0]
    let model = try RidgeSelection(penalties: penalties).fitted(to: data)
    #expect(model.penalties == [together, together])
    let ridge = try RidgeRegression(penalty: together).fitted(to: data)
    for (ours, theirs) in zip(
      model.inputWeights.elements + model.model.intercepts, ridge.coefficients.elements + ridge.intercepts)
    {
      #expect(abs(ours - theirs) <= 1e-9 * max(1, abs(theirs)))
    }
    #expect(
      try RidgeSelection(penalties: penalties, perOutput: true).fitted(to: data).penalties == own)
  }

  @Test func equalErrorsChooseTheFirst() throws {
    let data = try Dataset(features: randomMatrix(10, 2), target: Array(repeating: 3, count: 10))
    let model = try RidgeSelection(penalties: [5, 1, 10]).fitted(to: data)
    #expect(model.penalties == [5] && model.leaveOneOutErrors == [0])
    #expect(try model.predictions(from: randomMatrix(1, 2, seed: 9)).elements == [3])
  }

  @Test func constantColumnsGetNoWeight() throws {
    let data = try Dataset(
      features: Matrix(rows: [[7, 1], [7, 2], [7, 4], [7, 5]]), target: [1, 2, 3, 5])
    #expect(try RidgeSelection().fitted(to: data).inputWeights[0, 0] == 0)
  }

  @Test func oneRowCannotBeLeftOut() throws {
    let data = try data(5, 2, weighted: false).weighted(by: [0, 0, 2, 0, 0])
    let error = #expect(throws: ModelingError.self) { try RidgeSelection().fitted(to: data) }
    #expect(error?.code == .tooFewRows)
    // Without a constant, what is left predicts 0.
    let model = try RidgeSelection(penalties: [1], intercept: false).fitted(to: data)
    #expect(abs(model.leaveOneOutErrors[1] - data.target[2, 1] * data.target[2, 1]) < 1e-9)
  }

  @Test func hugeNumbersAreAnError() throws {
    let data = try Dataset(features: Matrix(column: [1e200, 1, 2]), target: [1, 2, 3])
    let error = #expect(throws: ModelingError.self) { try RidgeSelection().fitted(to: data) }
    #expect(error?.code == .notFinite)
  }

  @Test func penaltiesAreAListOfPositiveNumbers() throws {
    var recipe = RidgeSelection()
    try recipe.set("penalties", to: .list([.integer(2), .number(0.5)]))
    #expect(recipe.penalties == [2, 0.5])
    for value in [ParameterValue.list([]), .list([.integer(0)]), .list([.text("1")]), .number(1)] {
      #expect(throws: ModelingError.self) { try recipe.set("penalties", to: value) }
    }
    #expect(throws: ModelingError.self) {
      try RidgeSelection(penalties: []).fitted(to: data(5, 2, weighted: false))
    }
  }

  @Test func storedModelsAreChecked() throws {
    let model = try RidgeSelection(penalties: penalties).fitted(to: data(20, 3, weighted: false))
    let text = try #require(String(bytes: JSONEncoder().encode(model), encoding: .utf8))
    #expect(try JSONDecoder().decode(SelectedRidgeModel.self, from: Data(text.utf8)) == model)
    let damaged = text.replacing("\"penalties\":[", with: "\"penalties\":[1,")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SelectedRidgeModel.self, from: Data(damaged.utf8))
    }
  }
}
