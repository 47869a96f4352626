import Estimators
import Foundation
import Testing

@Suite struct PrincipalComponentsTests {
  @Test func variancesThatVanishAreNotDividedBy() throws {
    let rows = (0..<6).map { [Double($0) * 1e-170, Double($0 * $0 % 5) * 1e-170] }
    let data = try Dataset(features: Matrix(rows: rows), target: [0, 1, 2, 3, 4, 5])
    let step = try PrincipalComponents(components: .all, whitens: true).fitted(to: data)
    #expect(try step.applied(to: data.features).matrix().elements.allSatisfy(\.isFinite))
    let stored = try JSONEncoder().encode(step)
    #expect(try JSONDecoder().decode(ComponentProjection.self, from: stored) == step)
  }

  /// Rows along a line in the plane, with a third column that never changes.
  private let line = Matrix(rows: [[1.0, 2, 7], [2, 4, 7], [4, 8, 7], [5, 10, 7]])

  private func data(_ features: Matrix<Double>) throws -> Dataset {
    try Dataset(features: features, target: Array(repeating: 0, count: features.rowCount))
  }

  @Test func aLineHasOneComponent() throws {
    let step = try PrincipalComponents(components: .share(0.99)).fitted(to: data(line))
    #expect(step.directions.rowCount == 1)
    let root = 5.0.squareRoot()
    for (ours, expected) in zip(step.directions.row(0), [1 / root, 2 / root, 0]) {
      #expect(abs(ours - expected) < 1e-15)
    }
    // Distances along the line from its middle at (3, 6), with a variance of 5 · (4 + 1 + 1 + 4) / 3.
    let result = try step.applied(to: line).matrix().elements
    for (ours, expected) in zip(result, [-2 * root, -root, root, 2 * root]) {
      #expect(abs(ours - expected) < 1e-14)
    }
    #expect(abs(step.variances[0] - 50.0 / 3) < 1e-13)
    #expect(abs(step.shares[0] - 1) < 1e-15)
  }

  @Test func directionsPointToTheirLargestCoefficient() throws {
    let step = try PrincipalComponents().fitted(to: data(randomMatrix(40, 6, seed: 3)))
    for row in 0..<6 {
      let direction = step.directions.row(row)
      #expect(direction.max() == direction.map(abs).max())
    }
  }

  @Test func whitenedComponentsHaveAVarianceOfOneOrNone() throws {
    let step = try PrincipalComponents(components: .all, whitens: true).fitted(to: data(line))
    let result = try step.applied(to: line).matrix()
    let squares = (0..<3).map { result.column($0).reduce(0) { $0 + $1 * $1 } / 3 }
    #expect(abs(squares[0] - 1) < 1e-14)
    #expect(squares[1] < 1e-25 && squares[2] < 1e-25)
  }

  @Test(arguments: [1.0, 0.25]) func oneRowIsItsOwnMean(weight: Double) throws {
    let row = Matrix(rows: [[3.0, -1]])
    let step = try PrincipalComponents(components: .all, whitens: true)
      .fitted(to: data(row).weighted(by: [weight]))
    #expect(step.variances == [0] && step.shares == [0])
    #expect(try step.applied(to: row).matrix().elements == [0])
  }

  @Test func moreColumnsThanRowsHaveAsManyComponentsAsRows() throws {
    let features = randomMatrix(4, 9)
    let step = try PrincipalComponents().fitted(to: data(features))
    #expect(step.directions.rowCount == 4)
    // All that is in the rows is in their components.
    let result = try step.applied(to: features).matrix()
    for row in 0..<4 {
      for column in 0..<9 {
        let back = (0..<4).reduce(step.means[column]) {
          $0 + result[row, $1] * step.directions[$1, column]
        }
        #expect(abs(back - features[row, column]) < 1e-14)
      }
    }
  }

  @Test func moreComponentsThanThereAreIsAnError() throws {
    let error = #expect(throws: ModelingError.self) {
      try PrincipalComponents(components: .count(4)).fitted(to: data(line))
    }
    #expect(error?.message.contains("4 rows of 3 columns have no more than 3") == true)
  }

  @Test(arguments: [Double.nan, .infinity]) func aNumberThatIsNotFiniteIsNamed(value: Double) throws {
    let error = #expect(throws: ModelingError.self) {
      try PrincipalComponents().fitted(to: data(Matrix(rows: [[1, 2], [3, value]])))
    }
    #expect(error?.code == .notFinite)
    #expect(error?.message.contains("row 1, column 1") == true)
  }

  @Test func hugeNumbersAreAnError() throws {
    let error = #expect(throws: ModelingError.self) {
      try PrincipalComponents().fitted(to: data(Matrix(column: [1e200, -1e200])))
    }
    #expect(error?.code == .notFinite)
  }

  @Test func noRowsAndNoColumnsAreErrors() throws {
    for (rows, columns) in [(0, 2), (2, 0)] {
      let error = #expect(throws: ModelingError.self) {
        try PrincipalComponents().fitted(
          to: data(Matrix<Double>(rowCount: rows, columnCount: columns, repeating: 0)))
      }
      #expect(error?.code == .tooFewRows)
    }
  }

  @Test func otherColumnsAreRefusedAndNoRowsAreFine() throws {
    let step = try PrincipalComponents(components: .count(2)).fitted(to: data(line))
    #expect(throws: ModelingError.self) { try step.applied(to: Matrix(column: [1.0])) }
    let none = try step.applied(to: Matrix<Double>(rowCount: 0, columnCount: 3, repeating: 0))
    #expect(none.rowCount == 0 && none.columnCount == 2)
  }

  @Test func singlePrecisionIsReadAsItIs() throws {
    let (double, single) = (randomMatrix(30, 4), Matrix<Float>(randomMatrix(30, 4)))
    let step = try PrincipalComponents().fitted(to: data(Matrix<Double>(single)))
    let other = try PrincipalComponents().fitted(to: Dataset(features: single, target: double.column(0)))
    #expect(step == other)
  }

  @Test func recipesSpellTheNumberOfComponents() throws {
    for (value, expected) in [
      (ParameterValue.text("all"), ComponentCount.all), (.integer(3), .count(3)), (.number(0.9), .share(0.9)),
    ] {
      var recipe = PrincipalComponents(components: .count(1))
      try recipe.set("components", to: value)
      #expect(recipe.components == expected)
      #expect(
        try JSONDecoder().decode(PrincipalComponents.self, from: JSONEncoder().encode(recipe)) == recipe)
    }
    for value in [ParameterValue.text("most"), .integer(0), .number(1.5), .number(0), .flag(true)] {
      var recipe = PrincipalComponents()
      #expect(throws: ModelingError.self) { try recipe.set("components", to: value) }
    }
    #expect(throws: ModelingError.self) {
      try PrincipalComponents(components: .count(0)).fitted(to: data(line))
    }
  }

  @Test func storedProjectionsAreChecked() throws {
    let step = try PrincipalComponents(components: .count(2), whitens: true).fitted(to: data(line))
    let text = try #require(String(bytes: JSONEncoder().encode(step), encoding: .utf8))
    #expect(try JSONDecoder().decode(ComponentProjection.self, from: Data(text.utf8)) == step)
    let damaged = text.replacing("\"means\":[", with: "\"means\":[0,")
    #expect(damaged != text)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ComponentProjection.self, from: Data(damaged.utf8))
    }
  }

  /// Shares of 1, whose sum may be above it by rounding, have as much to say about variances as the rows without them.
  @Test(arguments: [1.0 / 11, 0.01, 1e-9]) func equalSharesAreNoWeights(weight: Double) throws {
    let features = randomMatrix(11, 3)
    let plain = try PrincipalComponents(components: .all, whitens: true).fitted(to: data(features))
    let shares = try PrincipalComponents(components: .all, whitens: true)
      .fitted(to: data(features).weighted(by: [Double](repeating: weight, count: 11)))
    for (ours, expected) in zip(shares.variances + shares.divisors, plain.variances + plain.divisors) {
      #expect(abs(ours - expected) <= 1e-13 * expected)
    }
  }
}
