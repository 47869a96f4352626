private import Foundation

/// Columns of text, aligned for a terminal or a log.
package struct TextTable: CustomStringConvertible {
  package let header: [String]
  package let rows: [[String]]
  /// Columns of words.
  ///
  /// Others, of numbers, are aligned to the right.
  package let leftAligned: Set<Int>

  package init(header: [String], rows: [[String]], leftAligned: Set<Int>) {
    precondition(rows.allSatisfy { $0.count == header.count }, "every row of a table has all columns")
    self.header = header
    self.rows = rows
    self.leftAligned = leftAligned
  }

  package var description: String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([header] + rows).map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column > 0 ? "  " : "") + (leftAligned.contains(column) ? cell + padding : padding + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// A number with six significant digits.
  package static func number(_ value: Double) -> String { String(format: "%#.6g", value) }

  /// A time with three significant digits, in the unit that suits it.
  package static func time(seconds: Double) -> String {
    if seconds < 1e-3 {
      String(format: "%.3g µs", seconds * 1e6)
    } else if seconds < 1 {
      String(format: "%.3g ms", seconds * 1e3)
    } else {
      String(format: "%.3g s", seconds)
    }
  }
}
