import Ensembles
import Exchange

/// Numbers between -1 and 1, the same in every run.
///
/// Source: SplitMix64, G. L. Steele, D. Lea and C. H. Flood, “Fast splittable pseudorandom number generators”, OOPSLA
/// 2014.
struct RandomNumbers {
  private var state: UInt64 = 1

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double(Int64(bitPattern: word ^ (word >> 31)) >> 11) * 0x1p-52
  }

  /// A plane over the features, and noise.
  mutating func target(of row: some Sequence<Double>) -> Double {
    row.reduce(2 * next()) { $0 + $1 }
  }

  /// As many `rows` and `columns` as a request says.
  static func dataset(_ request: Request) throws -> Dataset {
    let (rows, columns) = (try request["rows"], try request["columns"])
    var numbers = RandomNumbers()
    let elements = (0..<rows * columns).map { _ in numbers.next() }
    let target = (0..<rows).map { row in
      numbers.target(of: elements[row * columns..<(row + 1) * columns])
    }
    return try Dataset(
      features: Matrix(rowCount: rows, columnCount: columns, elements: elements), target: target)
  }
}
