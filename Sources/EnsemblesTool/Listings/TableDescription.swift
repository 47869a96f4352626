import Ensembles
import SystemPackage

/// What is in a text file of numbers and words, for people.
struct TableDescription {
  let text: String

  init(of table: Table) {
    let facts = NamedLines.text([
      ("table", table.path.string),
      ("shape", "\(table.features.rowCount) × \(table.columnCount)"),
      ("header", table.columnNames == nil ? "no" : "yes"),
    ])
    let rows = Self.summaries(of: table.features).enumerated().map { column, summary in
      let name = table.columnNames?[column] ?? "–"
      if let words = table.words[column] {
        return [String(column), name, "", words.count == 1 ? "1 word" : "\(words.count) words", ""]
      }
      return [
        String(column), name, TextTable.number(summary.least),
        TextTable.number(summary.mean), TextTable.number(summary.greatest),
      ]
    }
    let columns = TextTable(
      header: ["column", "name", "min", "mean", "max"], rows: rows, leftAligned: [1])
    text = facts + "\n\n" + columns.description
  }

  private struct Summary {
    var least = Double.infinity
    var greatest = -Double.infinity
    var mean = 0.0
    private var count = 0.0

    mutating func add(_ number: Double) {
      count += 1
      // A NaN must show, and no comparison with it is true.
      least = number < least || number.isNaN ? number : least
      greatest = number > greatest || number.isNaN ? number : greatest
      // The running mean cannot overflow where the sum would.
      mean += (number - mean) / count
    }
  }

  private static func summaries(of features: Features) -> [Summary] {
    var summaries = [Summary](repeating: Summary(), count: features.columnCount)
    features.forEachRowBlock(of: 1024) { block in
      for row in 0..<block.rowCount {
        for (column, number) in block.row(row).enumerated() { summaries[column].add(number) }
      }
    }
    return summaries
  }
}
