import Arrays
import SystemPackage

/// The columns of a table before its numbers are read.
struct TableColumns {
  let path: FilePath
  let count: Int
  let names: [String]?

  /// Reads the beginning of a file.
  ///
  /// - Throws: As `Table.init(contentsOf:header:contents:)`.
  init(of path: FilePath, header: CSVFile.Header = .automatic) throws {
    self.path = path
    let format = try TableFormat(of: path)
    if let delimiter = format.delimiter {
      (names, count) = try CSVFile.columns(at: path, options: .init(delimiter: delimiter, header: header))
    } else if format == .npz {
      names = nil
      // The numbers are converted too: in the precision in which `Table` reads them, so that both take the same files.
      count = try NPZFile(at: path).sparseMatrix(as: Double.self).columnCount
    } else {
      names = nil
      count = try NPYFile(at: path).columnCount
    }
  }

  /// What a column is called in messages: its name or its number.
  func label(of column: Int) -> String { names?[column] ?? String(column) }
}
