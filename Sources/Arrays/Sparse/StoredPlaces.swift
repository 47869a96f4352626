/// Row or column numbers of a sparse matrix.
///
/// They are kept as the numbers of a matrix, exact up to 2⁵³: so they live in memory that other processes can map, and
/// go to an archive, wherever those of a matrix do.
struct StoredPlaces: Sendable {
  let numbers: Matrix<Double>

  init(_ places: [Int]) { numbers = Matrix(column: places.map(Double.init)) }

  /// Takes over numbers that were decoded, if they all are whole ones from 0 to 2⁵³.
  init?(_ numbers: Matrix<Double>) {
    let areWhole = numbers.withUnsafeElements { elements in
      elements.allSatisfy { $0 >= 0 && $0 <= 0x1p53 && $0 == $0.rounded(.towardZero) }
    }
    guard areWhole, numbers.columnCount == 1 else { return nil }
    self.numbers = numbers
  }

  var count: Int { numbers.rowCount }

  subscript(index: Int) -> Int { Int(numbers[index, 0]) }
}
