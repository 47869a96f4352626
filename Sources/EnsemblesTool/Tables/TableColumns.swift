import Arrays
import SystemPackage

/// The columns of a table before its numbers are read.
struct TableColumns {
  let path: FilePath
  /// nil for a text file without a header, whose lines are not looked at yet.
  let count: Int?
  let names: [String]?

  /// Reads the header of a file.
  ///
  /// - Throws: As `Table.init(contentsOf:header:)`.
  init(of path: FilePath, header: CSVFile.Header = .automatic) throws {
    self.path = path
    let format = try TableFormat(of: path)
    if let delimiter = format.delimiter {
      names = try CSVFile.columnNames(at: path, options: .init(delimiter: delimiter, header: header))
      count = names?.count
    } else {
      names = nil
      count = try NPYFile(at: path).columnCount
    }
  }
}
