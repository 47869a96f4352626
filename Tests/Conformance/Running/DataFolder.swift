import Arrays
import Foundation
import Modeling
import SystemPackage

/// Where the data is that cases name.
struct DataFolder: Sendable {
  /// The folder of cases.
  let folder: FilePath

  /// The rows of a table, the last column of which is the target.
  ///
  /// A table that is not among the cases is taken from the committed ones. Rows after the last are not an error,
  /// as in Python.
  ///
  /// - Throws: `ArrayFileError` or `FileError` if the table cannot be read; `CaseError` if it has too few rows.
  func dataset(file: String, rows: Range<Int>) throws -> Dataset {
    let (features, target) = try table(file: file, rows: rows)
    return try Dataset(features: features, target: target)
  }

  /// The same, with a target of labels.
  ///
  /// The classes are those of these rows, as they are for mlens.
  func labelledDataset(file: String, rows: Range<Int>) throws -> Dataset {
    let (features, target) = try table(file: file, rows: rows)
    return try Dataset(features: features, labels: target)
  }

  private func table(file: String, rows: Range<Int>) throws -> (MatrixView<Double>, [Double]) {
    let own = folder.appending(file)
    let isOwn = FileManager.default.fileExists(atPath: own.string)
    let path = isOwn ? own : ConformanceRun.committedFolder.appending(file)
    let table = try CSVFile(at: path, options: .init(header: .absent)).matrix
    let rows = rows.clamped(to: 0..<table.rowCount)
    guard !rows.isEmpty, table.columnCount > 1 else {
      throw CaseError("“\(file)” has \(table.rowCount) rows and \(table.columnCount) columns: too few")
    }
    let selected = table.view(rows: RangeSet(rows))
    return (
      selected.view(columns: Array(0..<table.columnCount - 1)),
      selected.view(columns: [table.columnCount - 1]).copied().elements
    )
  }
}
