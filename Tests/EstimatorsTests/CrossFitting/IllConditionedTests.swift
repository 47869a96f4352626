import Estimators
import Foundation
import Testing

/// On designs that cost digits, sums are declined or give what the rows give.
@Suite struct IllConditionedTests {
  /// What is the matter with a table.
  struct Design: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rowCount = 60
    /// A number of the table, by its row, its column and the random numbers of the row.
    var value: @Sendable (_ row: Int, _ column: Int, _ noise: [Double]) -> Double

    init(
      _ name: String, rows: Int = 60, value: @escaping @Sendable (Int, Int, [Double]) -> Double
    ) {
      (testDescription, rowCount, self.value) = (name, rows, value)
    }

    func features(columns: Int) -> Matrix<Double> {
      let noise = randomMatrix(rowCount, columns, seed: 21)
      return Matrix(
        rows: (0..<rowCount).map { row in
          let numbers = Array(noise.row(row))
          return (0..<columns).map { value(row, $0, numbers) }
        })
    }
  }

  // Numbers farther away than 1e6 beside a spread of 1 leave models themselves too few digits, whoever fits them.
  static let designs: [Design] =
    [
      Design("8 rows of Hilbert's matrix") { row, column, _ in 1 / Double(row % 8 + column + 1) },
      Design("Hilbert's matrix") { row, column, _ in 1 / Double(row + column + 1) },
      Design("powers") { row, column, _ in pow(Double(row) / 30 - 1, Double(column + 1)) },
      Design("powers far from zero") { row, column, _ in pow(Double(row) + 100, Double(column + 1)) },
      Design("a column twice") { _, column, noise in column == 2 ? noise[0] : noise[column] },
      Design("a sum of columns") { _, column, noise in column == 2 ? noise[0] + noise[1] : noise[column] },
      Design("columns of sizes 1e8 and 1e-8") { _, column, noise in
        noise[column] * [1, 1e8, 1e-8][column % 3]
      },
      Design("a column of size 1e-15") { _, column, noise in noise[column] * (column == 2 ? 1e-15 : 1) },
      Design("a column twice, 1e8 times as large") { _, column, noise in
        column == 2 ? 1e8 * noise[0] : noise[column]
      },
      Design("1e6 ± 1") { _, column, noise in 1e6 + noise[column] },
      Design("1e6 ± 1 from one fold on") { row, column, noise in (row < 20 ? 0 : 1e6) + noise[column] },
      Design("few rows", rows: 12) { _, column, noise in noise[column] },
      Design("a constant column") { _, column, noise in column == 1 ? 0.1 : noise[column] },
      Design("a column that is constant within one fold") { row, column, noise in
        column == 1 && row < 20 ? 0.1 : noise[column]
      },
      Design("a column that is constant outside of one fold") { row, column, noise in
        column == 1 && row >= 20 ? 0.1 : noise[column]
      },
      Design("a column of zeros but for a row") { row, column, noise in
        column == 1 ? (row == 30 ? 1 : 0) : noise[column]
      },
      Design("a huge number") { row, column, noise in column == 1 && row == 30 ? 1e12 : noise[column] },
      Design("a huge number first") { row, column, noise in column == 1 && row == 0 ? 1e12 : noise[column] },
    ]
    + [1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13, 1e-15].map { distance in
      Design("a column nearly twice, \(distance) apart") { _, column, noise in
        column == 2 ? noise[0] + distance * noise[2] : noise[column]
      }
    }

  private func check(_ recipes: [any CrossFitting], on data: Dataset, weights: [Double]) throws {
    let weighted = try data.weighted(by: weights)
    for recipe in recipes {
      let plain = try OnePassComparison(
        recipe, on: data, folds: folds(3, of: data.rowCount, areNeighbours: true))
      #expect(plain.difference <= 1e-8, "\(recipe)")
      let other = try OnePassComparison(
        recipe, on: weighted, folds: folds(5, of: data.rowCount, areNeighbours: false))
      #expect(other.difference <= 1e-8, "\(recipe) with weights")
    }
  }

  // Statistics of up to 16 columns are another kind.
  @Test(arguments: designs, [3, 8, 20])
  func linearLearnersDeclineOrAgree(_ design: Design, columns: Int) throws {
    let features = design.features(columns: columns)
    let noise = randomMatrix(design.rowCount, 2, seed: 4)
    let targets = Matrix<Double>(
      rows: (0..<design.rowCount).map { row in
        // Some of it is explained, and all of it is of a size that the design does not change.
        [noise[row, 0] + features[row, 0].remainder(dividingBy: 10), 3 + noise[row, 1]]
      })
    let data = try Dataset(features: features, targets: targets)
    try check(linearCrossFitters, on: data, weights: (0..<design.rowCount).map { Double($0 % 3) })
  }

  @Test(arguments: designs, [3, 8])
  func classifiersDeclineOrAgree(_ design: Design, columns: Int) throws {
    let features = design.features(columns: columns)
    let data = try Dataset(features: features, labels: (0..<design.rowCount).map { $0 * $0 % 7 % 3 })
    try check(classCrossFitters, on: data, weights: (0..<design.rowCount).map { Double($0 % 4) / 2 })
  }

  @Test func whatIsHopelessIsDeclined() throws {
    for design in Self.designs
    where ["8 rows of Hilbert's matrix", "a column twice"].contains(design.testDescription) {
      let data = try Dataset(
        features: design.features(columns: 8), target: randomMatrix(design.rowCount, 1, seed: 4).elements)
      let found = try OnePassComparison(
        OrdinaryLeastSquares(), on: data, folds: folds(3, of: data.rowCount, areNeighbours: false))
      #expect(found.declined == found.fits, "\(design.testDescription)")
    }
  }

  @Test(arguments: [1e-7, 1e-9, 1e-11, 1e-13])
  func classesThatAreFlatAreDeclinedWhereThatMatters(distance: Double) throws {
    let noise = randomMatrix(60, 3, seed: 21)
    let features = Matrix<Double>(
      rows: (0..<60).map { [noise[$0, 0], noise[$0, 1], noise[$0, 0] + distance * noise[$0, 2]] })
    let data = try Dataset(features: features, labels: (0..<60).map { $0 * $0 % 7 % 3 })
    let folds = folds(3, of: 60, areNeighbours: true)
    let shapes = try OnePassComparison(QuadraticDiscriminantAnalysis(), on: data, folds: folds)
    #expect(shapes.declined == shapes.fits)
    for recipe in [
      GaussianNaiveBayes(), LinearDiscriminantAnalysis(), QuadraticDiscriminantAnalysis(regularization: 0.1),
    ] as [any CrossFitting] {
      let found = try OnePassComparison(recipe, on: data, folds: folds)
      #expect(found.declined == 0 && found.difference <= 1e-8, "\(recipe)")
    }
  }
}
