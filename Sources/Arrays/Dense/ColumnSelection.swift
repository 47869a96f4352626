/// Some columns of a matrix in an order: a range of neighbours, or any list.
public struct ColumnSelection: Hashable, Sendable {
  private enum Choice: Hashable {
    case range(Range<Int>)
    case list([Int])
  }

  private let choice: Choice

  /// Selects neighbouring columns.
  public init(_ range: Range<Int>) { choice = .range(range) }

  /// Selects columns in the order given, in which a column may appear twice.
  public init(_ list: [Int]) {
    // A list that was decoded may hold anything.
    if let first = list.first, case let (end, overflow) = first.addingReportingOverflow(list.count),
      !overflow, list.elementsEqual(first..<end)
    {
      choice = .range(first..<end)
    } else {
      choice = .list(list)
    }
  }

  /// How many columns are selected.
  public var count: Int {
    switch choice {
    case .range(let range): range.count
    case .list(let list): list.count
    }
  }

  /// The column of the matrix at a place of the selection.
  public subscript(position: Int) -> Int {
    precondition(position >= 0 && position < count, "no such column")
    return switch choice {
    case .range(let range): range.lowerBound + position
    case .list(let list): list[position]
    }
  }

  /// The columns, if they are neighbours in ascending order.
  package var contiguous: Range<Int>? {
    guard case .range(let range) = choice else { return nil }
    return range
  }

  func isWithin(_ columnCount: Int) -> Bool {
    switch choice {
    case .range(let range): range.lowerBound >= 0 && range.upperBound <= columnCount
    case .list(let list): list.allSatisfy { $0 >= 0 && $0 < columnCount }
    }
  }
}
