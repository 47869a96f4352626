import Modeling
import SystemPackage

/// A table in a file, with the names of its columns where the file has them.
struct Table {
  let path: FilePath
  /// All rows and columns.
  private(set) var features: Features
  let columnNames: [String]?
  /// The different words of each column that holds words, whose numbers are their places among these.
  private(set) var words: [Int: [String]]

  /// A word that the model does not know which the table was read for, if there is one.
  var unknownWord: (column: Int, word: String)?

  /// Reads a file, or maps it where the numbers can be used in place.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - header: Whether the first line of a text names the columns.
  ///   - contents: What columns of a text hold that are not of numbers.
  ///   - missing: In which columns of a text a value may be missing.
  /// - Throws: `ToolError` if the extension is unknown; `FileError` or `ArrayFileError` if the file cannot be read.
  init(
    contentsOf path: FilePath, header: CSVFile.Header = .automatic, contents: [Int: CSVFile.Contents] = [:],
    missing: CSVFile.Missing = .refused
  ) throws {
    self.path = path
    let format = try TableFormat(of: path)
    if let delimiter = format.delimiter {
      let file = try CSVFile(
        at: path, options: .init(delimiter: delimiter, header: header, contents: contents, missing: missing))
      features = Features(file.matrix)
      columnNames = file.columnNames
      words = file.words
    } else {
      features = try Self.features(at: path, format)
      columnNames = nil
      words = [:]
    }
  }

  private static func features(at path: FilePath, _ format: TableFormat) throws -> Features {
    if format == .npz { return Features(try NPZFile(at: path).sparseMatrix(as: Double.self)) }
    return try NPYFile(at: path).elementType.precision == .float
      ? Features(try NPYFile.load(Float.self, from: path))
      : Features(try NPYFile.load(Double.self, from: path))
  }

  var columnCount: Int { features.columnCount }

  /// What a column is called in messages: its name or its number.
  func label(of column: Int) -> String { columnNames?[column] ?? String(column) }

  /// Gives words other places: those that they have among others, or NaN where they are none of them.
  mutating func replaceWords(by others: [Int: [String]]) {
    guard !others.isEmpty else { return }
    var places: [Int: [Double]] = [:]
    for (column, others) in others {
      guard let words = words[column] else { continue }
      let known = Dictionary(uniqueKeysWithValues: zip(others, (0..<others.count).map(Double.init)))
      places[column] = words.map { known[$0] ?? .nan }
    }
    var matrix = features.matrix()
    let (rowCount, width) = (matrix.rowCount, matrix.columnCount)
    matrix.withUnsafeMutableElements { numbers in
      for (column, places) in places {
        for cell in stride(from: column, to: rowCount * width, by: width) where !numbers[cell].isNaN {
          numbers[cell] = places[Int(numbers[cell])]
        }
      }
    }
    features = Features(matrix)
    words.merge(others) { $1 }
  }

  /// A column by itself.
  func column(_ column: Int) -> TableColumn {
    TableColumn(
      label: label(of: column), numbers: features.columns([column]).matrix().elements, words: words[column])
  }
}

extension [String] {
  /// Words in ascending order: of numbers that of the numbers.
  init(ordering words: Set<String>) {
    let sorted = words.sorted()
    let numbers = sorted.compactMap { word in Double(word).map { (word, $0) } }
    self = numbers.count == sorted.count ? numbers.sorted { $0.1 < $1.1 }.map(\.0) : sorted
  }
}

/// One column of a table.
struct TableColumn {
  /// What it is called in messages.
  let label: String
  /// The numbers, or the places of the words.
  let numbers: [Double]
  /// The different words, if it holds words.
  let words: [String]?

  /// The cells as text: whole numbers without a fraction.
  var texts: [String] {
    if let words { return numbers.map { words[Int($0)] } }
    return numbers.map { number in Int(exactly: number).map(String.init) ?? number.description }
  }
}
