/// A table of numbers of which most are 0, and the others are stored: row by row, each with its column.
///
/// ```swift
/// let words = try SparseMatrix<Double>(
///   rowCount: 2, columnCount: 1000, rowStarts: [0, 2, 3], columns: [7, 310, 4], values: [1, 2, 5])
/// words[0, 310]   // 2
/// ```
///
/// This is the layout CSR of SciPy. Within a row the columns ascend, and each is stored once. A number that is stored
/// may be 0.
///
/// The numbers and their places live where those of a `Matrix` would: a large sparse matrix crosses to other processes
/// of the machine without a copy.
public struct SparseMatrix<Element: MatrixElement>: Sendable {
  /// The number of rows, possibly zero.
  public let rowCount: Int

  /// The number of columns, possibly zero.
  public let columnCount: Int

  /// Where the numbers of each row begin among all that are stored, and where the last row's end.
  let starts: StoredPlaces

  /// The column of each number that is stored.
  let columns: StoredPlaces

  /// The numbers that are stored, in one column.
  let values: Matrix<Element>

  /// More columns than this are not believed of a file or of an encoded value.
  ///
  /// Few bytes could claim any number of them, and a learner needs memory for each.
  static var columnLimit: Int { Int(Int32.max) }

  /// How many numbers are stored.
  public var storedCount: Int { columns.count }

  /// Creates a matrix from lists as SciPy has them.
  ///
  /// Columns need not ascend within a row. Of a place that is listed several times the numbers are added up.
  ///
  /// - Parameters:
  ///   - rowCount: The number of rows.
  ///   - columnCount: The number of columns.
  ///   - rowStarts: Where each row begins in the other lists, and where the last one ends: one more than there are rows.
  ///   - columns: The column of each number.
  ///   - values: The numbers.
  /// - Throws: `SparseMatrixError` if the lists do not fit together, or a column is not there.
  /// - Complexity: O(*n* log *n*) in the numbers of a row that is not in order, O(*n*) in all others.
  public init(rowCount: Int, columnCount: Int, rowStarts: [Int], columns: [Int], values: [Element]) throws {
    func failure(_ message: String) -> SparseMatrixError { SparseMatrixError(message: message) }
    guard rowCount >= 0, columnCount >= 0 else {
      throw failure("a sparse matrix cannot have \(rowCount)×\(columnCount) places")
    }
    guard rowStarts.count - 1 == rowCount, rowStarts.first == 0 else {
      throw failure(
        "a sparse matrix of \(rowCount) rows has \(rowCount) + 1 row starts of which the first is 0, but there are "
          + "\(rowStarts.count)" + (rowStarts.first.map { " that begin with \($0)" } ?? ""))
    }
    guard columns.count == values.count, rowStarts.last == columns.count else {
      throw failure(
        "the rows end with number \(rowStarts[rowCount]), but there are \(columns.count) columns and "
          + "\(values.count) values")
    }
    if let row = (0..<rowCount).first(where: { rowStarts[$0] > rowStarts[$0 + 1] }) {
      throw failure("row \(row) (counted from 0) ends before it begins")
    }
    var builder = SparseMatrixBuilder<Element>(columnCount: columnCount)
    for row in 0..<rowCount {
      let stored = rowStarts[row]..<rowStarts[row + 1]
      if let bad = columns[stored].first(where: { $0 < 0 || $0 >= columnCount }) {
        throw failure("row \(row) has a number in column \(bad) of \(columnCount) (both counted from 0)")
      }
      builder.append(columns: columns[stored], values: values[stored])
    }
    self = builder.matrix()
  }

  /// Creates a matrix of the numbers of a view that are not 0.
  public init(_ view: MatrixView<Element>) {
    var builder = SparseMatrixBuilder<Element>(columnCount: view.columnCount)
    view.forEachRowBlock(of: 256, as: Element.self) { block in
      for row in 0..<block.rowCount {
        let numbers = block.row(row)
        let places = numbers.indices.filter { numbers[$0] != 0 }
        builder.append(columns: places[...], values: places.map { numbers[$0] }[...])
      }
    }
    self = builder.matrix()
  }

  /// Creates a matrix of the numbers of another that are not 0.
  public init(_ matrix: Matrix<Element>) { self.init(matrix.view) }

  init(
    rowCount: Int, columnCount: Int, starts: StoredPlaces, columns: StoredPlaces, values: Matrix<Element>
  ) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.starts = starts
    self.columns = columns
    self.values = values
  }

  /// The number at a row and a column, both counted from zero.
  ///
  /// - Complexity: O(log *n*) in the numbers that the row stores.
  public subscript(row: Int, column: Int) -> Element {
    precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "no such place")
    var (low, high) = (starts[row], starts[row + 1])
    while low < high {
      let middle = (low + high) / 2
      if columns[middle] < column { low = middle + 1 } else { high = middle }
    }
    return low < starts[row + 1] && columns[low] == column ? values[low, 0] : 0
  }

  /// Visits the numbers that a row stores, in ascending order of their columns.
  public func forEachStored(inRow row: Int, _ body: (_ column: Int, _ value: Element) throws -> Void) rethrows
  {
    precondition(row >= 0 && row < rowCount, "no such row")
    let stored = starts[row]..<starts[row + 1]
    try columns.numbers.withUnsafeElements { columns in
      try values.withUnsafeElements { values in
        for index in stored { try body(Int(columns[index]), values[index]) }
      }
    }
  }

  /// A matrix that stores the zeros too.
  public func matrix() -> Matrix<Element> { view.matrix(as: Element.self) }
}

extension SparseMatrix: Equatable {
  /// Whether two matrices have the same shape and equal numbers, whichever zeros they store.
  ///
  /// As for numbers, nothing equals a NaN.
  public static func == (left: SparseMatrix, right: SparseMatrix) -> Bool {
    guard left.rowCount == right.rowCount, left.columnCount == right.columnCount else { return false }
    return (0..<left.rowCount).allSatisfy { left.nonzeros(inRow: $0) == right.nonzeros(inRow: $0) }
  }

  private func nonzeros(inRow row: Int) -> [Int: Element] {
    var numbers: [Int: Element] = [:]
    forEachStored(inRow: row) { column, value in
      if value != 0 { numbers[column] = value }
    }
    return numbers
  }
}

extension SparseMatrix: CustomStringConvertible {
  /// The shape, and how many numbers are stored.
  public var description: String {
    "SparseMatrix<\(Element.self)> \(rowCount)×\(columnCount), \(storedCount) stored"
  }
}
