internal import MemoryMapping

extension MatrixView: Codable {
  private enum CodingKeys: String, CodingKey {
    case base, rows, columns
  }

  /// Encodes the visible numbers, as a matrix of their own.
  ///
  /// On the way to another process of this machine, a view of a matrix that crosses by reference is encoded as
  /// that reference with the rows and columns, so that nothing is copied.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    guard encoder.userInfo[.segmentOutbox] != nil, base.storage.canCross else {
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
    let base = try container.decode(Matrix<Element>.self, forKey: .base)
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
          debugDescription: "a matrix of \(base.rowCount)×\(base.columnCount) has no such rows or columns"))
    }
    self.init(base: base, rows: rows, columns: columns)
  }
}
