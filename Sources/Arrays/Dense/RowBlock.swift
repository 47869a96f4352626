/// Some consecutive rows of a view, laid out for a numerical kernel: row-major, columns next to each other.
///
/// Valid only inside the closure that received it.
public struct RowBlock<Element: MatrixElement> {
  /// Which rows of the view these are.
  public let rows: Range<Int>

  /// The number of columns.
  public let columnCount: Int

  /// How many elements lie between the beginnings of two rows: at least `columnCount`.
  public let rowStride: Int

  /// The first number of the first row.
  public let base: UnsafePointer<Element>

  /// The number of rows.
  public var rowCount: Int { rows.count }

  /// The numbers of one row, counted from the first of the block, without a check of that count.
  @inlinable
  public func row(_ row: Int) -> UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: base + row * rowStride, count: columnCount)
  }
}
