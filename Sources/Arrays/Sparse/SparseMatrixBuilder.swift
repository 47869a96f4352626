/// Makes a sparse matrix, row by row.
struct SparseMatrixBuilder<Element: MatrixElement> {
  private let columnCount: Int
  private var starts = [0]
  private var columns: [Int] = []
  private var values: [Element] = []

  init(columnCount: Int) { self.columnCount = columnCount }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - columns: The column of each of its numbers, in any order, all of them there.
  ///   - values: As many numbers. Those of one place are added up in the order given.
  mutating func append(columns: ArraySlice<Int>, values: ArraySlice<Element>) {
    if zip(columns, columns.dropFirst()).allSatisfy({ $0 < $1 }) {
      self.columns += columns
      self.values += values
    } else {
      let first = self.columns.count
      for (column, value) in zip(columns, values).enumerated()
        .sorted(by: { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }).map(\.element)
      {
        if self.columns.count > first, self.columns[self.columns.count - 1] == column {
          self.values[self.values.count - 1] += value
        } else {
          self.columns.append(column)
          self.values.append(value)
        }
      }
    }
    starts.append(self.columns.count)
  }

  func matrix() -> SparseMatrix<Element> {
    SparseMatrix(
      rowCount: starts.count - 1, columnCount: columnCount, starts: StoredPlaces(starts),
      columns: StoredPlaces(columns), values: Matrix(column: values))
  }
}
