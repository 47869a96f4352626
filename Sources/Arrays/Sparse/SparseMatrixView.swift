/// Some rows and columns of a sparse matrix, without a copy of them.
///
/// Rows keep the order that they have in the matrix. Columns have the order that was asked for.
public struct SparseMatrixView<Element: MatrixElement>: Sendable {
  /// The matrix that holds the numbers.
  public let base: SparseMatrix<Element>

  /// The rows of `base` that are visible.
  public var rows: RangeSet<Int> { rowRanges.rows }

  /// The columns of `base` that are visible, in order.
  public let columns: ColumnSelection

  /// The number of visible rows.
  public var rowCount: Int { rowRanges.count }

  /// The number of visible columns.
  public var columnCount: Int { columns.count }

  /// The same as `rows`, which takes longer to ask.
  private let rowRanges: RowRanges

  init(base: SparseMatrix<Element>, rows: RangeSet<Int>, columns: ColumnSelection) {
    self.init(base: base, rows: RowRanges(rows), columns: columns)
  }

  private init(base: SparseMatrix<Element>, rows: RowRanges, columns: ColumnSelection) {
    precondition(rows.isWithin(base.rowCount), "no such row")
    precondition(columns.isWithin(base.columnCount), "no such column")
    self.base = base
    self.columns = columns
    rowRanges = rows
  }

  /// The number at a row and a column, both counted within the view.
  ///
  /// - Complexity: O(log *n*) in the number of row ranges and in the numbers that the row stores.
  public subscript(row: Int, column: Int) -> Element {
    precondition(row >= 0 && row < rowCount, "no such row")
    return base[rowRanges.row(at: row), columns[column]]
  }

  /// A view of some of the visible rows, counted within this view.
  public func view(rows selection: RangeSet<Int>) -> SparseMatrixView { view(rows: RowRanges(selection)) }

  /// A view of some of the visible rows, counted within this view.
  package func view(rows selection: RowRanges) -> SparseMatrixView {
    SparseMatrixView(base: base, rows: rowRanges.rows(at: selection), columns: columns)
  }

  /// A view of some of the visible columns, counted within this view, in the order given.
  public func view(columns selection: [Int]) -> SparseMatrixView {
    precondition(selection.allSatisfy { $0 >= 0 && $0 < columnCount }, "no such column")
    return SparseMatrixView(
      base: base, rows: rowRanges, columns: ColumnSelection(selection.map { columns[$0] }))
  }

  /// Visits the visible numbers that are stored, row by row; within a row in the order of the matrix.
  ///
  /// - Parameter body: Receives the row and the column, counted within the view, and the number.
  public func forEachStored(_ body: (_ row: Int, _ column: Int, _ value: Element) throws -> Void) rethrows {
    try forEachStored(inRows: 0..<rowCount, ColumnPlaces(columns, of: base.columnCount), body)
  }

  private func forEachStored(
    inRows visible: Range<Int>, _ places: ColumnPlaces, _ body: (Int, Int, Element) throws -> Void
  ) rethrows {
    guard !visible.isEmpty else { return }
    var range = rowRanges.range(holding: visible.lowerBound, from: 0)
    for row in visible {
      range = rowRanges.range(holding: row, from: range)
      let source = rowRanges.ranges[range].lowerBound + row - rowRanges.offsets[range]
      try base.forEachStored(inRow: source) { column, value in
        try places.forEachPlace(of: column) { try body(row, $0, value) }
      }
    }
  }

  /// Visits the visible numbers as dense blocks of rows, in order.
  ///
  /// All blocks but the last have `limit` rows. A block is a copy, with the zeros, of `limit` · `columnCount` numbers.
  ///
  /// - Parameters:
  ///   - limit: The number of rows in a block, at least one.
  ///   - type: The precision of the block's numbers.
  ///   - body: Receives a block that is valid during the call.
  /// - Complexity: O(*rows* · *columns*).
  public func forEachRowBlock<Target: MatrixElement>(
    of limit: Int, as type: Target.Type = Target.self, _ body: (RowBlock<Target>) throws -> Void
  ) rethrows {
    precondition(limit > 0, "a block has at least one row")
    guard rowCount > 0 else { return }
    let width = columnCount
    let places = ColumnPlaces(columns, of: base.columnCount)
    try withUnsafeTemporaryAllocation(of: Target.self, capacity: max(1, min(limit, rowCount) * width)) {
      scratch in
      guard let copy = scratch.baseAddress else { return }
      for first in stride(from: 0, to: rowCount, by: limit) {
        let block = first..<first + min(limit, rowCount - first)
        copy.initialize(repeating: 0, count: block.count * width)
        forEachStored(inRows: block, places) { row, column, value in
          copy[(row - first) * width + column] = Target(value)
        }
        try body(RowBlock(rows: block, columnCount: width, rowStride: width, base: copy))
      }
    }
  }

  /// A dense matrix with the visible numbers, in a precision.
  public func matrix<Target: MatrixElement>(as type: Target.Type = Target.self) -> Matrix<Target> {
    let width = columnCount
    return Matrix(rowCount: rowCount, columnCount: width) { target in
      target.initialize(repeating: 0)
      forEachStored { row, column, value in target[row * width + column] = Target(value) }
    }
  }

  /// A sparse matrix of its own with the visible numbers.
  public func copied() -> SparseMatrix<Element> {
    var builder = SparseMatrixBuilder<Element>(columnCount: columnCount)
    let places = ColumnPlaces(columns, of: base.columnCount)
    for row in 0..<rowCount {
      var found: [Int] = []
      var values: [Element] = []
      forEachStored(inRows: row..<row + 1, places) { _, column, value in
        found.append(column)
        values.append(value)
      }
      builder.append(columns: found[...], values: values[...])
    }
    return builder.matrix()
  }
}

extension SparseMatrix {
  /// A view of all rows and columns.
  public var view: SparseMatrixView<Element> {
    SparseMatrixView(base: self, rows: RangeSet(0..<rowCount), columns: ColumnSelection(0..<columnCount))
  }

  /// A view of some rows.
  public func view(rows: RangeSet<Int>) -> SparseMatrixView<Element> { view.view(rows: rows) }

  /// A view of some columns, in the order given.
  public func view(columns: [Int]) -> SparseMatrixView<Element> { view.view(columns: columns) }
}

/// Where each column of a matrix is in a selection, in which it may be several times or not at all.
private struct ColumnPlaces {
  /// The columns, if they are neighbours in ascending order.
  private let neighbours: Range<Int>?
  /// The last place of each column, or -1.
  private var last: [Int] = []
  /// The place before each place that the same column has, or -1.
  private var previous: [Int] = []

  init(_ selection: ColumnSelection, of columnCount: Int) {
    neighbours = selection.contiguous
    guard neighbours == nil else { return }
    last = Array(repeating: -1, count: columnCount)
    previous = Array(repeating: -1, count: selection.count)
    for place in 0..<selection.count {
      let column = selection[place]
      previous[place] = last[column]
      last[column] = place
    }
  }

  func forEachPlace(of column: Int, _ body: (Int) throws -> Void) rethrows {
    if let neighbours {
      if neighbours.contains(column) { try body(column - neighbours.lowerBound) }
      return
    }
    var place = last[column]
    while place >= 0 {
      try body(place)
      place = previous[place]
    }
  }
}
