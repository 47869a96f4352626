/// Some rows and columns of a matrix, without a copy of them.
///
/// A fold's training rows are such a view: all rows but one range.
///
/// ```swift
/// let training = matrix.view(rows: RangeSet([0..<10, 20..<30]))
/// ```
///
/// Rows keep the order that they have in the matrix. Columns have the order that was asked for.
public struct MatrixView<Element: MatrixElement>: Sendable {
  /// The matrix that holds the numbers.
  public let base: Matrix<Element>

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

  package init(base: Matrix<Element>, rows: RangeSet<Int>, columns: ColumnSelection) {
    self.init(base: base, rows: RowRanges(rows), columns: columns)
  }

  private init(base: Matrix<Element>, rows: RowRanges, columns: ColumnSelection) {
    precondition(rows.isWithin(base.rowCount), "no such row")
    precondition(columns.isWithin(base.columnCount), "no such column")
    self.base = base
    self.columns = columns
    rowRanges = rows
  }

  /// The number at a row and a column, both counted within the view.
  ///
  /// - Complexity: O(log *n*) in the number of row ranges.
  public subscript(row: Int, column: Int) -> Element {
    base[baseRow(row), columns[column]]
  }

  /// The row of `base` that a row of the view is.
  ///
  /// - Complexity: O(log *n*) in the number of row ranges.
  public func baseRow(_ row: Int) -> Int {
    precondition(row >= 0 && row < rowCount, "no such row")
    return rowRanges.row(at: row)
  }

  /// A view of some of the visible rows, counted within this view.
  public func view(rows selection: RangeSet<Int>) -> MatrixView { view(rows: RowRanges(selection)) }

  /// A view of some of the visible rows, counted within this view.
  package func view(rows selection: RowRanges) -> MatrixView {
    MatrixView(base: base, rows: rowRanges.rows(at: selection), columns: columns)
  }

  /// A view of some of the visible columns, counted within this view, in the order given.
  public func view(columns selection: [Int]) -> MatrixView {
    precondition(selection.allSatisfy { $0 >= 0 && $0 < columnCount }, "no such column")
    return MatrixView(base: base, rows: rowRanges, columns: ColumnSelection(selection.map { columns[$0] }))
  }

  /// A matrix of its own with the visible numbers.
  public func copied() -> Matrix<Element> { Matrix(converting: self) }

  /// Visits the visible numbers as blocks of rows, in order.
  ///
  /// All blocks but the last have `limit` rows, wherever those are in the matrix: sums over blocks are the same
  /// for a view and for a copy of it, to the last bit. A block points into the matrix where its rows and the
  /// columns lie next to each other, and to a copy of those rows otherwise.
  ///
  /// - Parameters:
  ///   - limit: The number of rows in a block, at least one.
  ///   - type: The precision of the block's numbers. Another precision than the matrix's costs a copy of
  ///     the block.
  ///   - body: Receives a block that is valid during the call.
  /// - Complexity: O(*rows* · *columns*).
  public func forEachRowBlock<Target: MatrixElement>(
    of limit: Int, as type: Target.Type = Target.self, _ body: (RowBlock<Target>) throws -> Void
  ) rethrows {
    try forEachRowBlock(of: limit, in: 0..<rowCount, as: type, body)
  }

  /// Visits some of the visible rows as blocks of rows, in order, as if they were all.
  ///
  /// Unlike a view of those rows it has no ranges to make, which counts where a block is short.
  @specialized(where Element == Double, Target == Double)
  @specialized(where Element == Double, Target == Float)
  @specialized(where Element == Float, Target == Double)
  @specialized(where Element == Float, Target == Float)
  package func forEachRowBlock<Target: MatrixElement>(
    of limit: Int, in rows: Range<Int>, as type: Target.Type = Target.self,
    _ body: (RowBlock<Target>) throws -> Void
  ) rethrows {
    precondition(limit > 0, "a block has at least one row")
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "no such row")
    guard !rows.isEmpty else { return }
    let limit = min(limit, rows.count)
    let (width, stride) = (columnCount, base.columnCount)
    let neighbours = width > 0 ? columns.contiguous : nil
    let places = neighbours == nil ? (0..<width).map { columns[$0] } : []
    let direct = self as? MatrixView<Target>
    let ranges = rowRanges
    // Memory for copies, made when a block needs one first: most views have none that does.
    var scratch: UnsafeMutablePointer<Target>?
    defer { scratch?.deallocate() }
    try base.withUnsafeElements { elements in
      guard let base = elements.baseAddress else { return }
      var range = ranges.index(holding: rows.lowerBound)
      for first in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: limit) {
        let block = first..<first + min(limit, rows.upperBound - first)
        range = ranges.range(holding: first, from: range)
        let start = ranges.ranges[range].lowerBound + first - ranges.offsets[range]
        let isWhole = start + block.count <= ranges.ranges[range].upperBound
        if isWhole, let neighbours, let direct {
          try direct.base.withUnsafeElements { elements in
            guard let base = elements.baseAddress else { return }
            try body(
              RowBlock(
                rows: block, columnCount: width, rowStride: stride,
                base: base + start * stride + neighbours.lowerBound))
          }
          continue
        }
        let copy = scratch ?? .allocate(capacity: max(1, limit * width))
        scratch = copy
        var target = copy
        var row = block.lowerBound
        while row < block.upperBound {
          range = ranges.range(holding: row, from: range)
          let start = ranges.ranges[range].lowerBound + row - ranges.offsets[range]
          let count = min(ranges.ranges[range].upperBound - start, block.upperBound - row)
          if neighbours?.count == stride, let direct {
            direct.base.withUnsafeElements {
              guard let source = $0.baseAddress else { return }
              target.initialize(from: source + start * stride, count: count * stride)
            }
          } else {
            for row in 0..<count {
              let source = base + (start + row) * stride
              let target = target + row * width
              if let neighbours {
                let source = source + neighbours.lowerBound
                for column in 0..<width { (target + column).initialize(to: Target(source[column])) }
              } else {
                for column in 0..<width { (target + column).initialize(to: Target(source[places[column]])) }
              }
            }
          }
          target += count * width
          row += count
        }
        try body(RowBlock(rows: block, columnCount: width, rowStride: width, base: copy))
      }
    }
  }
}

extension Matrix {
  /// A view of all rows and columns.
  public var view: MatrixView<Element> {
    MatrixView(base: self, rows: RangeSet(0..<rowCount), columns: ColumnSelection(0..<columnCount))
  }

  /// A view of some rows.
  public func view(rows: RangeSet<Int>) -> MatrixView<Element> {
    MatrixView(base: self, rows: rows, columns: ColumnSelection(0..<columnCount))
  }

  /// A view of some columns, in the order given.
  public func view(columns: [Int]) -> MatrixView<Element> {
    MatrixView(base: self, rows: RangeSet(0..<rowCount), columns: ColumnSelection(columns))
  }

  /// Creates a matrix from the visible numbers of a view, each converted to the nearest of this precision.
  public init<Other: MatrixElement>(converting view: MatrixView<Other>) {
    let width = view.columnCount
    self.init(rowCount: view.rowCount, columnCount: width) { target in
      guard let base = target.baseAddress else { return }
      view.forEachRowBlock(of: 256, as: Element.self) { block in
        for row in 0..<block.rowCount {
          (base + (block.rows.lowerBound + row) * width)
            .initialize(from: block.base + row * block.rowStride, count: width)
        }
      }
    }
  }
}
