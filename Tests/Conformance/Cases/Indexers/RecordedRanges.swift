/// Rows as mlens records them: ranges, each without its end.
///
/// Two of them are equal if they have the same rows, however these are cut into ranges.
struct RecordedRanges: Equatable, CustomStringConvertible {
  private let bounds: [[Int]]

  /// Reads one range, such as `[0, 4]`, or a list of them.
  init(_ node: JSONNode) throws {
    let elements = try node.elements()
    let isSingle = elements.contains { if case .integer = $0.value { true } else { false } }
    bounds = try isSingle ? [node.integers()] : elements.map { try $0.integers() }
    guard bounds.allSatisfy({ $0.count == 2 }) else { throw node.error("must be ranges of two numbers each") }
  }

  init(_ rows: RangeSet<Int>) { bounds = rows.ranges.map { [$0.lowerBound, $0.upperBound] } }

  /// Whether there is a row, and every range has rows and lies among the first `rowCount`.
  func areSound(rowCount: Int) -> Bool {
    !bounds.isEmpty && bounds.allSatisfy { 0 <= $0[0] && $0[0] < $0[1] && $0[1] <= rowCount }
  }

  /// The rows, without ranges that have none and with neighbours joined.
  var rows: RangeSet<Int> { RangeSet(bounds.filter { $0[0] < $0[1] }.map { $0[0]..<$0[1] }) }

  static func == (left: RecordedRanges, right: RecordedRanges) -> Bool { left.rows == right.rows }

  var description: String { bounds.description }
}
