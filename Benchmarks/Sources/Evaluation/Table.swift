/// Records side by side, for a terminal.
package struct Table: Sendable {
  package static let header = [
    "case", "unit", "ours median [min–max]", "peer", "theirs", "ratio", "target", "met",
  ]

  package var records: [Record]

  package init(_ records: [Record]) {
    self.records = records
  }

  package var text: String {
    let rows = [Self.header] + rows
    let widths = Self.header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { Self.line($0, widths: widths) }.joined(separator: "\n")
  }

  /// The cells: a case and our figure stand in the first of its rows, and each peer has one.
  package var rows: [[String]] {
    var last: String?
    return records.map { record in
      defer { last = record.suite + record.case }
      let isFirst = last != record.suite + record.case
      let theirs =
        record.peer == nil
        ? ""
        : record.theirs?.figures ?? (record.oursMissing == nil ? record.theirsMissing ?? "" : "not measured")
      return [
        isFirst ? record.case : "",
        isFirst ? record.unit.rawValue : "",
        isFirst ? record.ours?.figures ?? record.oursMissing ?? "" : "",
        record.peer ?? "no peer",
        theirs,
        record.ratio.map { $0.figure + "×" } ?? "",
        isFirst ? record.target.figure : "",
        isFirst ? verdict(of: record) : "",
      ]
    }
  }

  private func verdict(of record: Record) -> String {
    guard record.oursMissing == nil else { return "" }
    let verdict = record.met.map { $0 ? "yes" : "no" } ?? "unknown"
    return record.noisy ? "\(verdict), noisy" : verdict
  }

  private static func line(_ cells: [String], widths: [Int]) -> String {
    let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
    let line = padded.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}
