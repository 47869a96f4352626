internal import MemoryMapping
import SystemPackage

/// Turns the bytes of a CSV file into names, numbers and words.
struct CSVTableReader {
  private let path: FilePath
  private let options: CSVFile.Options
  private let file: MappedFile

  init(path: FilePath, options: CSVFile.Options) throws {
    self.path = path
    self.options = options
    file = try MappedFile(path)
  }

  /// The number of columns, and their names if there is a header.
  ///
  /// The lines after the first are not read.
  func columns() throws -> (names: [String]?, count: Int) {
    try withExtendedLifetime(file) {
      try file.bytes.withMemoryRebound(to: UInt8.self) { bytes in
        var scanner = CSVScanner(bytes, from: try firstByte(of: bytes), delimiter: options.delimiter.byte)
        guard !scanner.isFinished else { throw error("the file has no rows") }
        let firstLine = try cellsOfLine(&scanner)
        return (isHeader(firstLine) ? try columnNames(firstLine) : nil, firstLine.count)
      }
    }
  }

  func table() throws -> (columnNames: [String]?, matrix: Matrix<Double>, words: [Int: [String]]) {
    try withExtendedLifetime(file) {
      try file.bytes.withMemoryRebound(to: UInt8.self) { try table(in: $0) }
    }
  }

  private func table(
    in bytes: UnsafeBufferPointer<UInt8>
  ) throws -> (columnNames: [String]?, matrix: Matrix<Double>, words: [Int: [String]]) {
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
    let (matrix, words) = try rows(of: width, names: names, in: bytes, &scanner)
    return (names, matrix, words)
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

  // MARK: Cells of numbers and words

  private func rows(
    of width: Int, names: [String]?, in bytes: UnsafeBufferPointer<UInt8>, _ scanner: inout CSVScanner
  ) throws -> (Matrix<Double>, words: [Int: [String]]) {
    var contents = (0..<width).map { options.contents[$0] ?? .numbers }
    var words: [Int: ColumnWords] = [:]
    for column in contents.indices where contents[column] == .words {
      words[column] = ColumnWords(isDetected: false)
    }
    var rowCount = 0
    let storage = try MatrixStorage<Double>(capacity: cellLimit(of: bytes, width: width)) { target in
      var count = 0
      while !(scanner.end == .file || scanner.startsBlankLine && scanner.isFinished) {
        let line = scanner.line
        for column in 0..<width {
          guard column == 0 || scanner.end == .delimiter else {
            throw shortRow(line: line, cells: column, of: width)
          }
          if contents[column] == .numbersOrWords {
            let meaning = CSVCellText(try peeking(scanner).text)
            // A value that is missing does not tell what the others are.
            if !(meaning.isMissing && options.missing.isAllowed(in: column)) {
              contents[column] = meaning == .word ? .words : .numbers
              if meaning == .word { words[column] = ColumnWords(isDetected: true) }
            }
          }
          // The short way comes first: almost all cells are plain numbers.
          if contents[column] == .numbers, let number = scanner.nextNumber() {
            target.initializeElement(at: count, to: number)
            count += 1
            continue
          }
          let place = CellPlace(line: line, column: column, width: width, names: names, scanner)
          let value =
            switch contents[column] {
            case .words:
              try word(&scanner, place, &words[column, default: ColumnWords(isDetected: false)])
            case .ignored: try nothing(&scanner, place)
            case .numbers, .numbersOrWords: try number(&scanner, place)
            }
          target.initializeElement(at: count, to: value)
          count += 1
        }
        guard scanner.end != .delimiter else { throw try longRow(line: line, width: width, &scanner) }
        rowCount += 1
      }
      return count
    }
    return (Matrix(rowCount: rowCount, columnCount: width, storage: storage), words.mapValues(\.words))
  }

  /// An upper bound for the number of cells.
  ///
  /// A row needs a line end, and a cell a delimiter and, unless it may be empty, a byte of its own, so that a file cannot
  /// claim more memory than a few times its size.
  private func cellLimit(of bytes: UnsafeBufferPointer<UInt8>, width: Int) -> Int {
    var lineEnds = 1
    for byte in bytes where byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { lineEnds += 1 }
    let (cells, overflow) = lineEnds.multipliedReportingOverflow(by: width)
    let canBeEmpty = options.contents.values.contains(.ignored) || options.missing.isAllowedSomewhere
    let leastSize = canBeEmpty ? 1 : 2
    return min(overflow ? .max : cells, bytes.count / leastSize + 1)
  }

  /// Where a cell stands that is about to be read.
  private struct CellPlace {
    let line: Int
    let column: Int
    let width: Int
    let names: [String]?
    /// Whether nothing but blanks is in its line.
    let isBlankLine: Bool

    init(line: Int, column: Int, width: Int, names: [String]?, _ scanner: CSVScanner) {
      self.line = line
      self.column = column
      self.width = width
      self.names = names
      isBlankLine = column == 0 && scanner.startsBlankLine
    }
  }

  /// The number in a cell that is not plainly one.
  private func number(_ scanner: inout CSVScanner, _ place: CellPlace) throws -> Double {
    let cell = try cell(&scanner)
    let meaning = CSVCellText(cell.text)
    if case .number(let number) = meaning { return number }
    if meaning.isMissing, isAllowedToMiss(place, end: scanner.end) { return .nan }
    if meaning == .empty { throw emptyCell(cell, place, end: scanner.end, instead: "a number") }
    let word = Self.shortened(try text(of: cell, column: place.column + 1))
    let isFirstLine = place.line == 1 && place.names == nil
    func problem(_ code: ArrayFileError.Code, _ message: String) -> ArrayFileError {
      let hint = isFirstLine ? "; if the first line names the columns, say that the file has a header" : ""
      return error(message + hint, code: code, cell, place)
    }
    switch meaning {
    case .missing:
      throw problem(.missingValue, "“\(word)” stands for a missing value, not a number")
    case .overflow:
      throw problem(.notRepresentable, "\(word) is too large for a 64-bit number")
    case .word where !isFirstLine && place.width == 1 && word.contains { ",;\t|".contains($0) }:
      throw problem(.notANumber, "“\(word)” is not a number; perhaps another delimiter separates the cells")
    case .word, .number, .empty:
      throw problem(.notANumber, "“\(word)” is not a number")
    }
  }

  /// The place of the word in a cell among those of its column.
  private func word(
    _ scanner: inout CSVScanner, _ place: CellPlace, _ words: inout ColumnWords
  ) throws -> Double {
    let cell = try cell(&scanner)
    if let known = words.place(of: cell.text) { return Double(known) }
    let meaning = CSVCellText(cell.text)
    if meaning == .empty || meaning == .missing && words.isDetected,
      isAllowedToMiss(place, end: scanner.end)
    {
      return .nan
    }
    if meaning == .empty { throw emptyCell(cell, place, end: scanner.end, instead: "a word") }
    let text = try text(of: cell, column: place.column + 1)
    let shown = Self.shortened(text)
    switch meaning {
    case .missing where words.isDetected:
      throw error("“\(shown)” stands for a missing value, not a word", code: .missingValue, cell, place)
    case .number where words.isDetected, .overflow where words.isDetected:
      throw error("“\(shown)” is a number, but the cells above hold words", code: .malformed, cell, place)
    default: return Double(words.append(cell.text, spelled: text))
    }
  }

  /// Steps over a cell that is ignored.
  private func nothing(_ scanner: inout CSVScanner, _ place: CellPlace) throws -> Double {
    let cell = try cell(&scanner)
    if place.isBlankLine { throw emptyCell(cell, place, end: scanner.end, instead: "a cell") }
    return 0
  }

  /// Whether the value of a cell that holds none may be missing: the cell must be there.
  private func isAllowedToMiss(_ place: CellPlace, end: CSVScanner.End) -> Bool {
    options.missing.isAllowed(in: place.column) && !place.isBlankLine
      && (end == .delimiter || place.column == place.width - 1)
  }

  private func peeking(_ scanner: CSVScanner) throws -> CSVScanner.Cell {
    var copy = scanner
    return try cell(&copy)
  }

  private func emptyCell(
    _ cell: CSVScanner.Cell, _ place: CellPlace, end: CSVScanner.End, instead: String
  ) -> ArrayFileError {
    if place.isBlankLine {
      return error("the line is blank, but lines with numbers follow", line: place.line)
    }
    if end != .delimiter, place.column < place.width - 1 {
      return shortRow(line: place.line, cells: place.column + 1, of: place.width)
    }
    let hint =
      place.line == 1 && place.names == nil
      ? "; if the first line names the columns, say that the file has a header" : ""
    return error(
      "the cell is empty, but should hold \(instead)" + hint, code: .missingValue, cell, place)
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
    _ message: String, code: ArrayFileError.Code, _ cell: CSVScanner.Cell, _ place: CellPlace
  ) -> ArrayFileError {
    error(message, code: code, line: cell.line, column: place.column + 1, name: place.names?[place.column])
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
