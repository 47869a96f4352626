import Modeling
import Testing

@testable import Estimators

/// What lasso and elastic net find is the minimum, by the conditions of Karush, Kuhn and Tucker.
@Suite struct LassoOptimumTests {
  /// What a table has besides random numbers.
  enum Kind: CaseIterable {
    case plain, weighted, repeatedColumns, sumsOfColumns
  }

  /// Random numbers, the same on every run.
  private struct Numbers {
    var state: UInt64

    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53) - 0.5
    }
  }

  /// A table of its own for each number.
  private func table(_ number: Int, _ kind: Kind, rows: Int, columns: Int) throws -> Dataset {
    var numbers = Numbers(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    let features = (0..<rows).map { _ in
      var row = (0..<columns).map { _ in numbers.next() }
      for column in columns / 2..<columns {
        switch kind {
        case .plain, .weighted: break
        case .repeatedColumns: row[column] = row[column - columns / 2]
        case .sumsOfColumns: row[column] = row[column - columns / 2] + row[(column + 1) % (columns / 2)]
        }
      }
      return row
    }
    let data = try Dataset(features: Matrix(rows: features), target: (0..<rows).map { _ in numbers.next() })
    return kind == .weighted
      ? try data.weighted(by: (0..<rows).map { _ in (4 * numbers.next()).rounded() + 3 }) : data
  }

  private func expectMinimum(
    of data: Dataset, _ model: LinearModel, absolute: Double, squared: Double, _ number: Int
  ) throws {
    let weights = data.weights ?? Array(repeating: 1, count: data.rowCount)
    let total = weights.reduce(0, +)
    let rest = try zip(data.target.copied().elements, model.predictions(from: data.features).elements)
      .map { $0 - $1 }
    for column in 0..<data.features.columnCount {
      let values = (0..<data.rowCount).map { data.features[$0, column] }
      let mean = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total
      let explained = (0..<data.rowCount).reduce(0) {
        $0 + weights[$1] * (values[$1] - mean) * rest[$1] / total
      }
      let coefficient = model.coefficients[column, 0]
      let excess =
        coefficient == 0
        ? max(0, abs(explained) - absolute)
        : abs(explained - squared * coefficient - (coefficient > 0 ? absolute : -absolute))
      // Sweeps end when no coefficient's share changes by more than 1e-9.
      #expect(excess <= 1e-6 * absolute + 1e-9, "table \(number), column \(column)")
    }
  }

  @Test(arguments: Kind.allCases, [(4, 6), (12, 4), (9, 20)])
  func lassoReachesTheMinimum(kind: Kind, shape: (rows: Int, columns: Int)) throws {
    for number in 0..<40 {
      let data = try table(number, kind, rows: shape.rows, columns: shape.columns)
      for penalty in [0.01, 1e-5] {
        let model = try LassoRegression(penalty: penalty).fitted(to: data)
        try expectMinimum(of: data, model, absolute: penalty, squared: 0, number)
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func elasticNetReachesTheMinimum(kind: Kind) throws {
    for number in 0..<40 {
      let data = try table(number, kind, rows: 4, columns: 6)
      let model = try ElasticNetRegression(penalty: 0.01, mixing: 0.9).fitted(to: data)
      try expectMinimum(of: data, model, absolute: 0.009, squared: 0.001, number)
    }
  }
}
