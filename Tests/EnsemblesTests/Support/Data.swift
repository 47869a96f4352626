import Ensembles

/// Numbers without structure, the same on every run, and a target that depends on some of them.
func sampleData(rows: Int, columns: Int = 4, seed: UInt64 = 1) throws -> Dataset {
  var state = seed
  func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 40) / Double(1 << 24) - 0.5
  }
  let features = Matrix<Double>(
    rowCount: rows, columnCount: columns, elements: (0..<rows * columns).map { _ in next() })
  let target = (0..<rows).map { row in
    features.row(row).enumerated().reduce(next() / 4) { $0 + Double($1.offset + 1) * $1.element }
  }
  return try Dataset(features: features, target: target)
}

/// A column that counts the rows, with the same numbers as target.
func countingData(rows: Int) throws -> Dataset {
  let numbers = (0..<rows).map(Double.init)
  return try Dataset(features: Matrix(column: numbers), target: numbers)
}
