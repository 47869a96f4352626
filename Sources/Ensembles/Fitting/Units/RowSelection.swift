/// Selected rows, in a form that can cross to another process.
struct RowSelection: Codable, Hashable, Sendable {
  let rows: RowRanges

  init(_ rows: RangeSet<Int>) { self.init(RowRanges(rows)) }

  init(_ rows: RowRanges) { self.rows = rows }

  init(from decoder: any Decoder) throws {
    let bounds = try [Int](from: decoder)
    guard bounds.count.isMultiple(of: 2), zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "these are no ranges of rows")
      )
    }
    let ranges = stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]..<bounds[$0 + 1] }
    rows = RowRanges(ranges.filter { !$0.isEmpty })
  }

  func encode(to encoder: any Encoder) throws { try bounds.encode(to: encoder) }

  /// Beginning and end of each range.
  var bounds: [Int] { rows.ranges.flatMap { [$0.lowerBound, $0.upperBound] } }
}
