/// Walks through the cells of a CSV file.
///
/// Plain numbers take a short way that makes no copies. Everything else, errors included, takes the long way
/// through ``nextCell()``, which knows quotes.
struct CSVScanner {
  /// What followed the last cell.
  enum End { case delimiter, line, file }

  /// A cell that was not read as a plain number.
  struct Cell {
    /// The text without quotes, and without spaces around it unless they were inside of quotes.
    var text: [UInt8]

    /// The line on which it begins.
    var line: Int
  }

  /// A breach of the rules for quotes.
  struct QuoteError: Error {
    var line: Int
    var message: String
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  /// Whether any number of spaces and tabs separates cells.
  private let isWhitespace: Bool
  private(set) var position: Int

  /// The current line, counted from one.
  private(set) var line = 1

  private(set) var end = End.line

  /// Starts at the first cell.
  ///
  /// The bytes must stay valid for as long as the scanner is used.
  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int, delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
    isWhitespace = delimiter == UInt8(ascii: " ")
    self.position = position
  }

  /// Whether nothing but line ends and blanks is left.
  ///
  /// - Complexity: O(*n*) in the number of blanks and line ends that follow.
  var isFinished: Bool {
    // After a delimiter at the very end there is one more, empty, cell.
    end != .delimiter && bytes[position...].allSatisfy { isBlank($0) || Self.isLineEnd($0) }
  }

  /// Whether the line that begins here has nothing but blanks in it.
  var startsBlankLine: Bool {
    let here = skippingBlanks(from: position)
    return end != .delimiter && (here == bytes.count || Self.isLineEnd(bytes[here]))
  }

  /// Reads a cell that holds a decimal number, with or without quotes and blanks around it.
  ///
  /// Returns nothing, and stays where it is, if the cell is anything else.
  @inline(__always)
  mutating func nextNumber() -> Double? {
    var here = skippingBlanks(from: position)
    let isQuoted = here < bytes.count && bytes[here] == Self.quote
    if isQuoted { here = skippingBlanks(from: here + 1) }
    guard let number = DecimalNumber(in: bytes, at: here), number.value.isFinite else { return nil }
    here = number.end
    if isQuoted {
      here = skippingBlanks(from: here)
      guard here < bytes.count, bytes[here] == Self.quote else { return nil }
      here += 1
    }
    return finishCell(at: here) ? number.value : nil
  }

  /// Reads a cell of any contents.
  ///
  /// - Throws: A `QuoteError` if the cell begins with a quote and does not end with one.
  mutating func nextCell() throws(QuoteError) -> Cell {
    let firstLine = line
    let start = skippingBlanks(from: position)
    guard start < bytes.count, bytes[start] == Self.quote else {
      let stop =
        bytes[start...].firstIndex { $0 == delimiter || Self.isLineEnd($0) || (isWhitespace && isBlank($0)) }
        ?? bytes.count
      _ = finishCell(at: stop)
      let last = bytes[start..<stop].lastIndex { !isBlank($0) } ?? start - 1
      return Cell(text: Array(bytes[start..<last + 1]), line: firstLine)
    }
    var text: [UInt8] = []
    var here = start + 1
    while true {
      guard here < bytes.count else {
        throw QuoteError(line: firstLine, message: "a quote that begins here never ends")
      }
      if bytes[here] == Self.quote {
        here += 1
        guard here < bytes.count, bytes[here] == Self.quote else { break }
      } else if Self.isLineEnd(bytes[here]), !isCarriageReturnOfPair(here) {
        line += 1
      }
      text.append(bytes[here])
      here += 1
    }
    guard finishCell(at: here) else {
      throw QuoteError(
        line: line,
        message: "text follows a closing quote; a quote inside of quotes is written twice")
    }
    return Cell(text: text, line: firstLine)
  }

  /// Steps over blanks and the delimiter or line end after a cell, or stays if there is none.
  @inline(__always)
  private mutating func finishCell(at index: Int) -> Bool {
    var here = skippingBlanks(from: index)
    if here == bytes.count {
      end = .file
    } else if bytes[here] == delimiter, !isWhitespace {
      end = .delimiter
      here += 1
    } else if Self.isLineEnd(bytes[here]) {
      here += isCarriageReturnOfPair(here) ? 2 : 1
      end = .line
      line += 1
    } else if isWhitespace, here > index {
      end = .delimiter
    } else {
      return false
    }
    position = here
    return true
  }

  @inline(__always)
  private func skippingBlanks(from index: Int) -> Int {
    var here = index
    while here < bytes.count, isBlank(bytes[here]) { here += 1 }
    return here
  }

  @inline(__always)
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && byte != delimiter)
  }

  @inline(__always)
  private static func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private func isCarriageReturnOfPair(_ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
  }

  private static let quote = UInt8(ascii: "\"")
}
