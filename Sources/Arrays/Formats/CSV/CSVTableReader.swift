internal import MemoryMapping
import SystemPackage

/// Turns the bytes of a CSV file into names and numbers.
struct CSVTableReader {
  private let path: FilePath
  private let options: CSVFile.Options
  private let file: MappedFile

  init(path: FilePath, options: CSVFile.Options) throws {
    self.path = path
    self.options = options
    file = try MappedFile(path)
  }

  /// The names of the columns, if there is a header.
  ///
  /// The lines after it are not read.
  func header() throws -> [String]? {
    try withExtendedLifetime(file) {
      try file.bytes.withMemoryRebound(to: UInt8.self) { bytes in
        var scanner = CSVScanner(bytes, from: try firstByte(of: bytes), delimiter: options.delimiter.byte)
        guard !scanner.isFinished else { throw error("the file has no rows") }
        let firstLine = try cellsOfLine(&scanner)
        return isHeader(firstLine) ? try columnNames(firstLine) : nil
      }
    }
  }

  func table() throws -> (columnNames: [String]?, matrix: Matrix<Double>) {
    try withExtendedLifetime(file) {
      try file.bytes.withMemoryRebound(to: UInt8.self) { try table(in: $0) }
    }
  }

  private func table(
    in bytes: UnsafeBufferPointer<UInt8>
  ) throws -> (columnNames: [String]?, matrix: Matrix<Double>) {
    let start = try firstByte(of: bytes)
    var scanner = CSVScanner(bytes, from: start, delimiter: options.delimiter.byte)
    guard !scanner.isFinished else { throw error("the file has no rows") }
    let firstLine = try cellsOfLine(&scanner)
    let names = try isHeader(firstLine) ? columnNames(firstLine) : nil
    if names == nil {
      scanner = CSVScanner(bytes, from: start, delimiter: options.delimiter.byte)
    }
    guard !scanner.isFinished else { throw error("the file has no rows after its header") }
    let width = firstLine.count
    let matrix = try numbers(of: width, names: names, in: bytes, &scanner)
    return (names, matrix)
  }

  /// Where the text begins, after a byte order mark.
  private func firstByte(of bytes: UnsafeBufferPointer<UInt8>) throws -> Int {
    guard !bytes.isEmpty else { throw error("the file is empty") }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return 3 }
    // Without a mark, text of two bytes a character shows in the zero beside each plain letter.
    let zeros = bytes.prefix(4).map { $0 == 0 }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || zeros == [true, false, true, false] || zeros == [false, true, false, true]
    {
      throw ArrayFileError(
        path: path, code: .unsupported, message: "the text is UTF-16; save it as UTF-8")
    }
    return 0
  }

  // MARK: Header

  private func cellsOfLine(_ scanner: inout CSVScanner) throws -> [CSVScanner.Cell] {
    var cells: [CSVScanner.Cell] = []
    repeat { cells.append(try cell(&scanner)) } while scanner.end == .delimiter
    return cells
  }

  private func isHeader(_ cells: [CSVScanner.Cell]) -> Bool {
    switch options.header {
    case .present: true
    case .absent: false
    case .automatic: cells.allSatisfy { CSVCellText($0.text) == .word }
    }
  }

  private func columnNames(_ cells: [CSVScanner.Cell]) throws -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for (index, cell) in cells.enumerated() {
      func problem(_ message: String) -> ArrayFileError { error(message, line: cell.line, column: index + 1) }
      let name = try text(of: cell, column: index + 1)
      guard !name.isEmpty else { throw problem("the column has no name") }
      guard seen.insert(name).inserted else { throw problem("a second column is named “\(name)”") }
      names.append(name)
    }
    return names
  }

  // MARK: Numbers

  private func numbers(
    of width: Int, names: [String]?, in bytes: UnsafeBufferPointer<UInt8>, _ scanner: inout CSVScanner
  ) throws -> Matrix<Double> {
    var rowCount = 0
    let storage = try MatrixStorage<Double>(capacity: Self.cellLimit(of: bytes, width: width)) { target in
      var count = 0
      while !(scanner.end == .file || scanner.startsBlankLine && scanner.isFinished) {
        let line = scanner.line
        for column in 0..<width {
          guard column == 0 || scanner.end == .delimiter else {
            throw shortRow(line: line, cells: column, of: width)
          }
          target.initializeElement(
            at: count, to: try scanner.nextNumber() ?? number(&scanner, line, column, width, names))
          count += 1
        }
        guard scanner.end != .delimiter else { throw try longRow(line: line, width: width, &scanner) }
        rowCount += 1
      }
      return count
    }
    return Matrix(rowCount: rowCount, columnCount: width, storage: storage)
  }

  /// An upper bound for the number of cells that can hold a number.
  ///
  /// A row needs a line end and a number a byte and a delimiter, so that a file cannot claim more memory than
  /// a few times its size.
  private static func cellLimit(of bytes: UnsafeBufferPointer<UInt8>, width: Int) -> Int {
    var lineEnds = 1
    for byte in bytes where byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { lineEnds += 1 }
    let (cells, overflow) = lineEnds.multipliedReportingOverflow(by: width)
    return min(overflow ? .max : cells, bytes.count / 2 + 1)
  }

  /// The number in a cell that is not plainly one.
  private func number(
    _ scanner: inout CSVScanner, _ line: Int, _ column: Int, _ width: Int, _ names: [String]?
  ) throws -> Double {
    let isBlankLine = column == 0 && scanner.startsBlankLine
    let cell = try cell(&scanner)
    let meaning = CSVCellText(cell.text)
    if case .number(let number) = meaning { return number }
    let word = Self.shortened(try text(of: cell, column: column + 1))
    let isFirstLine = line == 1 && names == nil
    func problem(_ code: ArrayFileError.Code, _ message: String) -> ArrayFileError {
      let hint = isFirstLine ? "; if the first line names the columns, say that the file has a header" : ""
      return error(message + hint, code: code, line: cell.line, column: column + 1, name: names?[column])
    }
    switch meaning {
    case .empty where isBlankLine:
      throw error("the line is blank, but lines with numbers follow", line: line)
    case .empty where scanner.end != .delimiter && column < width - 1:
      throw shortRow(line: line, cells: column + 1, of: width)
    case .empty:
      throw problem(.missingValue, "the cell is empty, but should hold a number")
    case .missing:
      throw problem(.missingValue, "“\(word)” stands for a missing value, not a number")
    case .overflow:
      throw problem(.notRepresentable, "\(word) is too large for a 64-bit number")
    case .word where !isFirstLine && width == 1 && word.contains { ",;\t|".contains($0) }:
      throw problem(.notANumber, "“\(word)” is not a number; perhaps another delimiter separates the cells")
    case .word, .number:
      throw problem(.notANumber, "“\(word)” is not a number")
    }
  }

  private func shortRow(line: Int, cells: Int, of width: Int) -> ArrayFileError {
    error("the row has \(cells) cell\(cells == 1 ? "" : "s"), but the first line has \(width)", line: line)
  }

  private func longRow(line: Int, width: Int, _ scanner: inout CSVScanner) throws -> ArrayFileError {
    let cells = width + (try cellsOfLine(&scanner)).count
    return error("the row has \(cells) cells, but the first line has \(width)", line: line)
  }

  // MARK: Cells and errors

  private func cell(_ scanner: inout CSVScanner) throws -> CSVScanner.Cell {
    do {
      return try scanner.nextCell()
    } catch {
      throw self.error(error.message, line: error.line)
    }
  }

  /// The text of a cell, for a name or a message.
  private func text(of cell: CSVScanner.Cell, column: Int) throws -> String {
    guard !cell.text.contains(0) else {
      throw error(
        "the cell contains a zero byte; this is no text file, or one that is damaged", line: cell.line,
        column: column)
    }
    guard let text = String(validating: cell.text, as: UTF8.self) else {
      throw error("the cell is not valid UTF-8; save the file as UTF-8", line: cell.line, column: column)
    }
    return text
  }

  private static func shortened(_ text: String) -> String {
    text.count <= 40 ? text : text.prefix(40) + "…"
  }

  private func error(
    _ message: String, code: ArrayFileError.Code = .malformed, line: Int? = nil, column: Int? = nil,
    name: String? = nil
  ) -> ArrayFileError {
    ArrayFileError(
      path: path, code: code,
      place: line.map { ArrayFileError.Place(line: $0, column: column, columnName: name) }, message: message)
  }
}
