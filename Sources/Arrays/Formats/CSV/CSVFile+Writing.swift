internal import MemoryMapping
public import SystemPackage

extension CSVFile {
  /// Writes a matrix, with a header line if the columns have names.
  ///
  /// Numbers have the fewest digits that give the same number back. Lines end with a line feed. The file
  /// appears whole or not at all: one of that name is replaced in the last step.
  ///
  /// - Throws: `FileError` if the file cannot be written, ``ArrayFileError`` if a name is empty or appears
  ///   twice, or if there is no column, which no line could tell from a blank one.
  public static func write<Element: MatrixElement>(
    _ matrix: Matrix<Element>, columnNames: [String]? = nil, to path: FilePath, delimiter: Delimiter = .comma
  ) throws {
    try write(matrix.view, columnNames: columnNames, to: path, delimiter: delimiter)
  }

  /// Writes the visible numbers of a view, with a header line if the columns have names.
  ///
  /// Numbers have the fewest digits that give the same number back. Lines end with a line feed. The file
  /// appears whole or not at all: one of that name is replaced in the last step.
  ///
  /// - Throws: `FileError` if the file cannot be written, ``ArrayFileError`` if a name is empty or appears
  ///   twice, or if there is no column, which no line could tell from a blank one.
  public static func write<Element: MatrixElement>(
    _ view: MatrixView<Element>, columnNames: [String]? = nil, to path: FilePath,
    delimiter: Delimiter = .comma
  ) throws {
    precondition(columnNames.map { $0.count == view.columnCount } ?? true, "a column has one name")
    guard view.columnCount > 0 else {
      throw ArrayFileError(path: path, code: .unsupported, message: "a table without columns has no text")
    }
    if let columnNames { try check(columnNames, path) }
    try withReplacement(ofFile: path) { file in
      try write(view, columnNames: columnNames, to: file, delimiter: delimiter)
    }
  }

  /// Writes the visible numbers of a view to an open file, such as the standard output.
  ///
  /// - Throws: `Errno` if the file cannot be written.
  package static func write<Element: MatrixElement>(
    _ view: MatrixView<Element>, columnNames: [String]?, to file: FileDescriptor,
    delimiter: Delimiter = .comma
  ) throws {
    var buffer: [UInt8] = []
    buffer.reserveCapacity(bufferSize + 1024)
    if let columnNames {
      let cells = columnNames.map { cell($0, delimiter) }
      buffer.append(contentsOf: cells.joined(separator: [delimiter.byte]))
      buffer.append(UInt8(ascii: "\n"))
    }
    try view.forEachRowBlock(of: 256, as: Element.self) { block in
      for row in 0..<block.rowCount {
        for number in block.row(row) {
          buffer.append(contentsOf: number.description.utf8)
          buffer.append(delimiter.byte)
        }
        buffer[buffer.count - 1] = UInt8(ascii: "\n")
        guard buffer.count >= bufferSize else { continue }
        try file.writeAll(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try file.writeAll(buffer)
  }

  /// Writes a column of words to an open file, with a header line.
  ///
  /// - Throws: `Errno` if the file cannot be written.
  package static func write(
    words: [String], columnName: String, to file: FileDescriptor, delimiter: Delimiter = .comma
  ) throws {
    var buffer: [UInt8] = []
    for word in [columnName] + words {
      buffer.append(contentsOf: cell(word, delimiter))
      buffer.append(UInt8(ascii: "\n"))
      guard buffer.count >= bufferSize else { continue }
      try file.writeAll(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    try file.writeAll(buffer)
  }

  private static var bufferSize: Int { 1 << 16 }

  private static func check(_ names: [String], _ path: FilePath) throws(ArrayFileError) {
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      let message =
        name.isEmpty
        ? "the column has no name"
        : !seen.insert(name).inserted ? "a second column is named “\(name)”" : nil
      if let message {
        throw ArrayFileError(
          path: path, code: .malformed, place: .init(line: 1, column: index + 1), message: message)
      }
    }
  }

  /// A name or a word as a cell, in quotes if it would be read back differently without.
  ///
  /// Bytes count here, not characters: a quote with an accent on it is still a quote.
  private static func cell(_ name: String, _ delimiter: Delimiter) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    let special = [delimiter.byte, quote, UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t")]
    let bytes = Array(name.utf8)
    let isQuoted =
      bytes.contains(where: (delimiter == .whitespace ? special + blanks : special).contains)
      || bytes.first.map(blanks.contains) ?? false
      || bytes.last.map(blanks.contains) ?? false
    guard isQuoted else { return bytes }
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}
