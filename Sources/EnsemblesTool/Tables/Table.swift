import Modeling
import SystemPackage

/// A table of numbers in a file, with the names of its columns where the file has them.
struct Table {
  let path: FilePath
  /// All rows and columns.
  let features: Features
  let columnNames: [String]?

  /// Reads a file, or maps it where the numbers can be used in place.
  ///
  /// - Throws: `ToolError` if the extension is unknown; `FileError` or `ArrayFileError` if the file cannot be read.
  init(contentsOf path: FilePath, header: CSVFile.Header = .automatic) throws {
    self.path = path
    let format = try TableFormat(of: path)
    if let delimiter = format.delimiter {
      let file = try CSVFile(at: path, options: .init(delimiter: delimiter, header: header))
      features = Features(file.matrix)
      columnNames = file.columnNames
    } else {
      let isSingle = try NPYFile(at: path).elementType.precision == .float
      features =
        isSingle
        ? Features(try NPYFile.load(Float.self, from: path))
        : Features(try NPYFile.load(Double.self, from: path))
      columnNames = nil
    }
  }

  var columnCount: Int { features.columnCount }

  /// What a column is called in messages: its name or its number.
  func label(of column: Int) -> String { columnNames?[column] ?? String(column) }
}

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
