import Ensembles
import Foundation

/// Scores and times of folds, and the table that comes of them.
enum TableCase {
  static func cases(of node: JSONNode, named name: String) throws -> [Case] {
    try node.elements().map { node in
      let item = try node.object(keys: [
        "name", "raw", "assembled", "columns", "table_decimals2", "table_decimals3",
      ])
      return Case(name: "\(name)/\(try item.required("name").text())") { try run(item) }
    }
  }

  private static func run(_ recorded: JSONObject) throws -> Agreement {
    let table = try table(recorded)
    let assembled = try recorded.required("assembled").members()
    let columns = try recorded.required("columns").elements().map { try $0.text() }
    try requireEqual(columns.sorted(), assembled.keys.sorted(), at: "the columns")

    var comparison = Comparison(tolerance: 1e-12)
    for column in columns {
      let theirs = try assembled[column]?.members() ?? [:]
      try requireEqual(table.rows.map(\.name).sorted(), theirs.keys.sorted(), at: "the rows of \(column)")
      for row in table.rows {
        guard let node = theirs[row.name] else { continue }
        // A list without numbers stands for a mean of nothing.
        if case .list(let elements) = node.value, elements.isEmpty {
          try requireEqual(value(of: column, in: row), nil, at: node.path)
        } else {
          try comparison.compare(value(of: column, in: row) ?? .nan, with: node.number(), at: node.path)
        }
      }
    }
    for decimals in [2, 3] {
      guard let text = recorded.optional("table_decimals\(decimals)") else { continue }
      try compare(table, with: text, columns: columns, decimals: decimals)
    }
    return .agrees(
      "\(comparison.count) numbers, largest error \(comparison.largestError.briefly), and the cells of the table"
    )
  }

  /// The mean or the deviation that a column such as `score-m` names.
  private static func value(of column: String, in row: ScoreTable.Row) -> Double? {
    let spread = row.spreads[String(column.dropLast(2))]
    return column.hasSuffix("-s") ? spread?.deviation : spread?.mean
  }

  // MARK: - Reading

  private static func table(_ recorded: JSONObject) throws -> ScoreTable {
    var table = ScoreTable(columns: [.score("score"), .time("ft"), .time("pt")])
    for node in try recorded.required("raw").elements() {
      let pair = try node.elements()
      guard pair.count == 2 else { throw node.error("must be a name and what was measured") }
      let values = try pair[1].object(keys: Set(table.columns.map(\.name)))
      table.append(
        try entry(
          named: pair[0],
          values: table.columns.reduce(into: [:]) { $0[$1.name] = try values.optional($1.name)?.number() }))
    }
    return table
  }

  /// An entry of a name such as `layer-1/sc.lasso.0.2`: the layer and the case may be missing.
  private static func entry(named node: JSONNode, values: [String: Double]) throws -> ScoreTable.Entry {
    let name = try node.text()
    guard let match = name.wholeMatch(of: /(?:([^\/]+)\/)?(?:([^.]+)\.)?(.+)\.(\d+)\.(\d+)/),
      let partition = Int(match.4), let fold = Int(match.5)
    else { throw node.error("must be a name such as “layer-1/case.learner.0.1”") }
    return ScoreTable.Entry(
      layer: match.1.map(String.init), preprocessing: match.2.map(String.init), learner: String(match.3),
      partition: partition, fold: fold, values: values)
  }

  // MARK: - Printed tables

  /// Compares the cells of a printed table, wherever on their lines they stand.
  private static func compare(
    _ table: ScoreTable, with node: JSONNode, columns: [String], decimals: Int
  ) throws {
    let lines = try node.text().split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let isPartitioned = table.rows.contains { $0.subject.partition > 0 }
    let cells = table.rows.map { row -> [String] in
      let subject = row.subject
      let words = [subject.layer, subject.preprocessing, subject.learner].compactMap(\.self)
      let numbers = columns.compactMap { column in
        value(of: column, in: row).map { String(format: "%.\(decimals)f", $0) }
      }
      return words + (isPartitioned ? ["\(subject.partition)"] : []) + numbers
    }
    try requireEqual([columns] + cells, lines, at: node.path)
  }
}
