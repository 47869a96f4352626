internal import MemoryMapping

extension SparseMatrix: Codable {
  private enum CodingKeys: String, CodingKey {
    case rows, columns, starts, places, values
  }

  /// Encodes the shape, the numbers that are stored and their places.
  ///
  /// The numbers and the places go where those of a `Matrix` do: into an ``ArrayArchive`` if the encoder has one, and
  /// by reference to another process of this machine.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rowCount, forKey: .rows)
    try container.encode(columnCount, forKey: .columns)
    try container.encode(starts.numbers, forKey: .starts)
    try container.encode(columns.numbers, forKey: .places)
    try container.encode(values, forKey: .values)
  }

  /// Decodes a matrix of the same precision.
  ///
  /// - Throws: `DecodingError.dataCorrupted` if places are not there or not in order.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func require(_ condition: Bool, _ message: String) throws {
      guard condition else {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: message))
      }
    }
    let rowCount = try container.decode(Int.self, forKey: .rows)
    let columnCount = try container.decode(Int.self, forKey: .columns)
    let starts = StoredPlaces(try container.decode(Matrix<Double>.self, forKey: .starts))
    let columns = StoredPlaces(try container.decode(Matrix<Double>.self, forKey: .places))
    let values = try container.decode(Matrix<Element>.self, forKey: .values)
    guard let starts, let columns else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath, debugDescription: "the places of a sparse matrix are whole numbers")
      )
    }
    try require(
      rowCount >= 0 && columnCount >= 0 && starts.count - 1 == rowCount && values.columnCount == 1
        && values.rowCount == columns.count,
      "a sparse matrix of \(rowCount)×\(columnCount) has lists of other lengths")
    try require(
      columnCount <= SparseMatrix.columnLimit, "a sparse matrix of \(columnCount) columns is too wide")
    try require(
      starts[0] == 0 && starts[rowCount] == columns.count,
      "the rows of the sparse matrix do not take up all numbers")
    for row in 0..<rowCount {
      try require(
        starts[row] <= starts[row + 1] && starts[row + 1] <= columns.count,
        "row \(row) of the sparse matrix ends before it begins")
      for index in starts[row]..<starts[row + 1] {
        try require(
          columns[index] < columnCount && (index == starts[row] || columns[index - 1] < columns[index]),
          "the columns of row \(row) of the sparse matrix are not in order, or not there")
      }
    }
    self.init(rowCount: rowCount, columnCount: columnCount, starts: starts, columns: columns, values: values)
  }
}

extension SparseMatrixView: Codable {
  private enum CodingKeys: String, CodingKey {
    case base, rows, columns
  }

  /// Encodes the visible numbers, as a sparse matrix of their own.
  ///
  /// On the way to another process of this machine, the whole matrix is encoded as it crosses, with the rows and
  /// columns that are visible.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    guard encoder.userInfo[.segmentOutbox] != nil, base.values.storage.canCross else {
      try container.encode(copied(), forKey: .base)
      return
    }
    try container.encode(base, forKey: .base)
    try container.encode(rows.ranges.flatMap { [$0.lowerBound, $0.upperBound] }, forKey: .rows)
    try container.encode((0..<columns.count).map { columns[$0] }, forKey: .columns)
  }

  /// Decodes a view of the same numbers.
  ///
  /// - Throws: `DecodingError` if the matrix cannot be decoded, or has no such rows or columns.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let base = try container.decode(SparseMatrix<Element>.self, forKey: .base)
    guard let bounds = try container.decodeIfPresent([Int].self, forKey: .rows) else {
      self = base.view
      return
    }
    let columns = ColumnSelection(try container.decode([Int].self, forKey: .columns))
    guard let rows = RowRanges.rows(between: bounds, of: base.rowCount), columns.isWithin(base.columnCount)
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription:
            "a sparse matrix of \(base.rowCount)×\(base.columnCount) has no such rows or columns"))
    }
    self.init(base: base, rows: rows, columns: columns)
  }
}
