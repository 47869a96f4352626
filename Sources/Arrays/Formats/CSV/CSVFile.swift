public import SystemPackage

/// A table of numbers in a text file of comma-separated values.
///
/// ```swift
/// let table = try CSVFile(at: "diabetes.csv")
/// let age = table.columnNames?.firstIndex(of: "age")
/// ```
///
/// Lines end with a line feed, a carriage return or both. Cells may be quoted as in RFC 4180: a quoted cell
/// may hold delimiters, line ends and, written twice, quotes. Spaces and tabs around a cell, a byte order mark
/// and blank lines at the end are ignored. Numbers are decimal and rounded to the nearest 64-bit number; `inf`
/// and `nan` are numbers too. A cell that is empty or holds anything else is an error that names its line and
/// column, unless ``Options/contents`` says that its column holds words, or ``Options/missing`` that its value may be
/// missing.
public struct CSVFile: Sendable {
  /// The file.
  public let path: FilePath

  /// The names of the columns, all different and none empty, if the file has a header.
  public let columnNames: [String]?

  /// The numbers, one row a line.
  ///
  /// A word is the number of its place among the ``words`` of its column.
  public let matrix: Matrix<Double>

  /// The different words of each column that holds words, in the order of first appearance, by the number of the
  /// column.
  public let words: [Int: [String]]

  /// Reads a file.
  ///
  /// - Throws: `FileError` if the file cannot be opened, ``ArrayFileError`` with the line and the column if it
  ///   is not a table of numbers.
  /// - Complexity: O(*n*) in the size of the file, of which nothing but the numbers stays in memory.
  public init(at path: FilePath, options: Options = Options()) throws {
    self.path = path
    (columnNames, matrix, words) = try CSVTableReader(path: path, options: options).table()
  }

  /// The number of a file's columns, and their names if it has a header, from its first line alone.
  ///
  /// - Throws: As `init(at:options:)` for that line.
  package static func columns(
    at path: FilePath, options: Options = Options()
  ) throws -> (names: [String]?, count: Int) {
    try CSVTableReader(path: path, options: options).columns()
  }
}

extension CSVFile {
  /// How to read and write a file.
  public struct Options: Hashable, Sendable {
    /// What separates the cells of a line.
    public var delimiter: Delimiter

    /// Whether the first line names the columns.
    public var header: Header

    /// What columns hold that are not of numbers, by the number of the column, counted from 0.
    public var contents: [Int: Contents]

    /// In which columns a value may be missing.
    public var missing: Missing

    /// Creates options, by default for commas, a header that is recognised and numbers, none of which is missing.
    public init(
      delimiter: Delimiter = .comma, header: Header = .automatic, contents: [Int: Contents] = [:],
      missing: Missing = .refused
    ) {
      self.delimiter = delimiter
      self.header = header
      self.contents = contents
      self.missing = missing
    }
  }

  /// Whether the first line of a file names the columns.
  public enum Header: String, Hashable, Sendable, CaseIterable {
    /// It does if every cell of it is a word: none is a number, quoted or not, none is empty and none is a
    /// word for a missing value, such as `NA`.
    ///
    /// So a single word among the numbers of the first line is reported instead of taken for a name. Say
    /// ``present`` for names that look like numbers.
    case automatic
    /// It does, whatever is in it.
    case present
    /// It holds numbers like every other line.
    case absent
  }

  /// The character between two cells of a line.
  public struct Delimiter: Hashable, Sendable {
    let byte: UInt8

    /// A comma.
    public static let comma = Delimiter(byte: UInt8(ascii: ","))

    /// A semicolon, as where the comma is the decimal sign.
    public static let semicolon = Delimiter(byte: UInt8(ascii: ";"))

    /// A tab.
    public static let tab = Delimiter(byte: UInt8(ascii: "\t"))

    /// Any number of spaces and tabs, as in what NumPy's `savetxt` writes.
    ///
    /// Those at the beginning and the end of a line separate nothing, so that no cell can be empty without quotes.
    public static let whitespace = Delimiter(byte: UInt8(ascii: " "))

    private init(byte: UInt8) { self.byte = byte }

    /// A character of ASCII that no number can contain: no letter, digit, sign, point, quote, space or line end.
    public init?(_ character: Character) {
      guard let byte = character.asciiValue, byte == UInt8(ascii: "\t") || (0x21...0x7E).contains(byte),
        !character.isLetter, !character.isNumber, !"+-.\"".contains(character)
      else { return nil }
      self.byte = byte
    }
  }
}
