import Arrays
import SystemPackage

/// The file formats that tables are read from and, mostly, written to, by their extensions.
enum TableFormat: String, CaseIterable {
  case npy, npz, csv, tsv, txt

  /// What separates cells, in a text format.
  var delimiter: CSVFile.Delimiter? {
    switch self {
    case .npy, .npz: nil
    case .csv: .comma
    case .tsv: .tab
    case .txt: .whitespace
    }
  }

  /// The extensions of some formats, as in “.npy or .csv”.
  static func list(_ formats: [TableFormat] = allCases) -> String {
    let extensions = formats.map { ".\($0.rawValue)" }
    return extensions.dropLast().joined(separator: ", ") + " or \(extensions.last ?? "")"
  }

  /// The format that a file's extension names.
  ///
  /// - Throws: `ToolError` naming the formats there are.
  init(of path: FilePath) throws {
    guard let format = path.extension.flatMap({ TableFormat(rawValue: $0.lowercased()) }) else {
      throw ToolError("“\(path)” has no known extension; tables are files ending in \(Self.list())")
    }
    self = format
  }
}
