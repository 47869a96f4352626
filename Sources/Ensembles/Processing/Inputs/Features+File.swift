internal import MemoryMapping
public import SystemPackage

extension Features {
  /// The numbers of a file, by its extension.
  ///
  /// - `.npy`: an array, which is mapped and not read where its numbers can be used in place, so that it may be larger
  ///   than memory.
  /// - `.npz`: a sparse matrix, as SciPy stores it.
  /// - `.csv`, `.tsv`: text with commas or tabs; a first line of words names the columns and is left out.
  /// - `.txt`, `.dat`: text with spaces between the numbers, as NumPy's `savetxt` writes it.
  ///
  /// - Parameter path: The file.
  /// - Throws: `FileError` if the extension is none of these or the file cannot be opened; `ArrayFileError` if it cannot
  ///   be understood.
  public init(contentsOf path: FilePath) throws {
    func text(_ delimiter: CSVFile.Delimiter) throws -> Features {
      Features(try CSVFile(at: path, options: .init(delimiter: delimiter)).matrix)
    }
    switch path.extension?.lowercased() {
    case "npy":
      if try NPYFile(at: path).elementType.precision == .float {
        self.init(try NPYFile.load(Float.self, from: path))
      } else {
        self.init(try NPYFile.load(Double.self, from: path))
      }
    case "npz": self.init(try NPZFile(at: path).sparseMatrix(as: Double.self))
    case "csv": self = try text(.comma)
    case "tsv": self = try text(.tab)
    case "txt", "dat": self = try text(.whitespace)
    default:
      throw FileError(
        path: path, operation: "read",
        reason: "its name ends with none of .npy, .npz, .csv, .tsv, .txt and .dat, which tell what is in it")
    }
  }
}

extension Dataset {
  /// Examples whose features and target are files, as `Features(contentsOf:)` reads them.
  ///
  /// - Parameters:
  ///   - features: One row for each example.
  ///   - target: One row for each example, one column for each output.
  /// - Throws: `FileError` or `ArrayFileError` if a file cannot be read; `ModelingError` if the two have different
  ///   numbers of rows.
  public init(contentsOf features: FilePath, target: FilePath) throws {
    // The smaller file first: a mistake in it shows before the larger one is read.
    let targets = try Features(contentsOf: target).matrix()
    try self.init(features: Features(contentsOf: features), targets: targets)
  }
}
