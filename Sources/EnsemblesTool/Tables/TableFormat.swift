import Arrays
import SystemPackage

/// The file formats that tables of numbers are read from and written to, by their extensions.
enum TableFormat: String, CaseIterable, CustomStringConvertible {
  case npy, csv, tsv

  var description: String { rawValue }

  /// What separates cells, in a text format.
  var delimiter: CSVFile.Delimiter? {
    switch self {
    case .npy: nil
    case .csv: .comma
    case .tsv: .tab
    }
  }

  /// The format that a file's extension names.
  ///
  /// - Throws: `ToolError` naming the formats there are.
  init(of path: FilePath) throws {
    guard let format = path.extension.flatMap({ TableFormat(rawValue: $0.lowercased()) }) else {
      throw ToolError("“\(path)” has no known extension; tables are files ending in .npy, .csv or .tsv")
    }
    self = format
  }
}
