import Arrays
import Foundation
import MemoryMapping
import SystemPackage
import Testing

@Suite struct CSVFileTests {
  private func read(
    _ text: String, _ options: CSVFile.Options = CSVFile.Options()
  ) throws -> (names: [String]?, rows: [[Double]]) {
    try withFile(text.utf8) { path in
      let file = try CSVFile(at: path, options: options)
      return (file.columnNames, (0..<file.matrix.rowCount).map(file.matrix.row))
    }
  }

  /// The error as a sentence, without the file it begins with.
  private func refusal(
    _ bytes: some Sequence<UInt8>, _ options: CSVFile.Options = CSVFile.Options(),
    _ location: SourceLocation = #_sourceLocation
  ) throws -> String {
    try withFile(bytes) { path in
      let error = #expect(throws: ArrayFileError.self, sourceLocation: location) {
        try CSVFile(at: path, options: options)
      }
      let sentence = try #require(error).description
      let prefix = "“\(path)”"
      #expect(sentence.hasPrefix(prefix), sourceLocation: location)
      return String(sentence.dropFirst(prefix.count))
    }
  }

  // MARK: What is read

  @Test(arguments: [
    "1,2\n3,4\n", "1,2\n3,4", "1,2\r\n3,4\r\n", "1,2\r3,4\r", "1,2\r3,4", "1,2\r\n3,4\n\n\r\n\n",
    "1,2\n3,4\n  \n\t\n", "\u{FEFF}1,2\n3,4\n", " 1 ,\t2\n3\t, 4 \n", "\"1\",\"2\"\n\"3\",4\n",
    " \"1\" ,2\n\" 3 \", \"4\"\n", "1.0,2e0\n+3,4.\n", "1,2\n3,4\n ", "0001,2\n30e-1,.4e1",
    "\"1\",\"2\"\r\n\"3\",\"4\"",
  ])
  func oneTableInManySpellings(text: String) throws {
    let (names, rows) = try read(text)
    #expect(names == nil)
    #expect(rows == [[1, 2], [3, 4]])
  }

  @Test(arguments: [
    ("a,b\n1,2\n", ["a", "b"]),
    ("\u{FEFF}a,b\r\n1,2\r\n", ["a", "b"]),
    (" a , b c \n1,2", ["a", "b c"]),
    ("\"a,b\",\"c\"\"d\"\n1,2", ["a,b", "c\"d"]),
    ("\"two\nlines\",\" kept \"\n1,2", ["two\nlines", " kept "]),
    ("größe,重さ\n1,2", ["größe", "重さ"]),
    ("x\"y,b\n1,2", ["x\"y", "b"]),
    ("a1,1b\n1,2", ["a1", "1b"]),
    ("a-very-long-name-of-a-column,b\n1,2", ["a-very-long-name-of-a-column", "b"]),
  ])
  func aLineOfWordsIsAHeader(text: String, expected: [String]) throws {
    let (names, rows) = try read(text)
    #expect(names == expected)
    #expect(rows == [[1, 2]])
  }

  @Test func namesThatLookLikeNumbersNeedTheOption() throws {
    let text = "2019,2020\n1,2\n"
    #expect(try read(text).names == nil)
    #expect(try read(text).rows == [[2019, 2020], [1, 2]])
    let present = try read(text, .init(header: .present))
    #expect(present.names == ["2019", "2020"])
    #expect(present.rows == [[1, 2]])
    #expect(try read("nan,inf\n1,2\n", .init(header: .present)).names == ["nan", "inf"])
    #expect(try read("1,2\n", .init(header: .absent)).rows == [[1, 2]])
  }

  @Test func oneColumnAndOneRow() throws {
    #expect(try read("1\n2\n3").rows == [[1], [2], [3]])
    #expect(try read("x\n1").rows == [[1]])
    #expect(try read("7").rows == [[7]])
    #expect(try read("7,8").rows == [[7, 8]])
  }

  @Test func otherDelimiters() throws {
    #expect(try read("1;2\n3;4", .init(delimiter: .semicolon)).rows == [[1, 2], [3, 4]])
    #expect(
      try read("1\t2\n 3 \t4\t\n".replacing("4\t", with: "4"), .init(delimiter: .tab)).rows == [
        [1, 2], [3, 4],
      ])
    let bar = try #require(CSVFile.Delimiter("|"))
    #expect(try read("a,b|c\n1|2", .init(delimiter: bar)).names == ["a,b", "c"])
    for character in "a1+-.\" \n\r\r\né\0" { #expect(CSVFile.Delimiter(character) == nil) }
  }

  @Test func wordsForInfinityAndNotANumber() throws {
    let row = try read("0,inf,-INF,Infinity,+infinity,1e5\n0,nan,-NaN,1,2,3\n").rows
    #expect(row[0] == [0, .infinity, -.infinity, .infinity, .infinity, 1e5])
    #expect(row[1][1].isNaN && row[1][2].isNaN)
  }

  @Test func numbersKeepTheirBits() throws {
    let texts = ["-0.0", "5e-324", "1.7976931348623157e308", "0.1", "123456789.12345679", "1e-400"]
    let row = try read(texts.joined(separator: ",")).rows[0]
    #expect(row.map(\.bitPattern) == texts.map { strtod($0, nil).bitPattern })
  }

  // MARK: What is refused

  @Test(arguments: [
    ("1,2\n3,x\n", ", line 2, column 2: “x” is not a number"),
    ("a,b\n3,x\n", ", line 2, column 2 (“b”): “x” is not a number"),
    ("a,b\r\n1,2\r\n\r\n3,4", ", line 3: the line is blank, but lines with numbers follow"),
    ("1\n\n2", ", line 2: the line is blank, but lines with numbers follow"),
    ("a,b\r1,2\r3,0x10", ", line 3, column 2 (“b”): “0x10” is not a number"),
    ("\"a\nb\",c\n1,2\n1,1_000", ", line 4, column 2 (“c”): “1_000” is not a number"),
    ("1,2\n3,\"1,5\"", ", line 2, column 2: “1,5” is not a number"),
    ("1,2\n3,1e", ", line 2, column 2: “1e” is not a number"),
    ("1,2\n3,1 2", ", line 2, column 2: “1 2” is not a number"),
    ("1,2\n3,\"\n4\"", ", line 2, column 2: “\n4” is not a number"),
    ("1,2\n3,1e999", ", line 2, column 2: 1e999 is too large for a 64-bit number"),
    ("1,2\n3,é", ", line 2, column 2: “é” is not a number"),
    ("1,2\n3,1\"", ", line 2, column 2: “1\"” is not a number"),
  ])
  func wordsAmongNumbers(text: String, expected: String) throws {
    #expect(try refusal(text.utf8) == expected)
  }

  @Test(arguments: ["1;2\n3;4\n", "a\tb\n3\t4\n", "a|b\n3|4\n"])
  func aSingleColumnWithOtherDelimitersHintsAtThem(text: String) throws {
    #expect(
      try refusal(text.utf8).hasSuffix("is not a number; perhaps another delimiter separates the cells"))
  }

  @Test func aLongWordIsShortened() throws {
    let sentence = try refusal("1\n\(String(repeating: "x", count: 1_000_000))".utf8)
    #expect(sentence == ", line 2, column 1: “\(String(repeating: "x", count: 40))…” is not a number")
  }

  @Test(arguments: [
    "1,x\n3,4\n", "x,1\n", "x,\n1,2", ",x\n1,2", "x,NA\n1,2", "NA,b\n1,2", "nan,b\n1,2", "\"1\",b\n1,2",
  ])
  func aMixedFirstLineIsData(text: String) throws {
    let sentence = try refusal(text.utf8)
    #expect(sentence.hasPrefix(", line 1, column "))
    #expect(sentence.hasSuffix("; if the first line names the columns, say that the file has a header"))
  }

  @Test func aWordInTheFirstLineHintsAtTheOption() throws {
    #expect(
      try refusal("1,x\n3,4\n".utf8)
        == ", line 1, column 2: “x” is not a number; if the first line names the columns, say that the file "
        + "has a header")
    #expect(
      try refusal("a,b\n3,4\n".utf8, .init(header: .absent)).hasPrefix(", line 1, column 1: “a” is not"))
  }

  @Test(arguments: [
    ("1,2\n,3\n", ", line 2, column 1: the cell is empty, but should hold a number"),
    ("a,b\n1,\n", ", line 2, column 2 (“b”): the cell is empty, but should hold a number"),
    ("a,b\n1,", ", line 2, column 2 (“b”): the cell is empty, but should hold a number"),
    ("a,b\n1,\"\"\n", ", line 2, column 2 (“b”): the cell is empty, but should hold a number"),
    ("a,b\n1,  \n", ", line 2, column 2 (“b”): the cell is empty, but should hold a number"),
    ("1,2\n3,NA\n", ", line 2, column 2: “NA” stands for a missing value, not a number"),
  ])
  func missingValues(text: String, expected: String) throws {
    #expect(try refusal(text.utf8) == expected)
  }

  @Test(arguments: [
    "NA", "n/a", "N/A", "#N/A", "null", "NULL", "None", "nil", "?", "-", "missing", "<NA>", "\"NA\"",
  ])
  func wordsForMissingValues(word: String) throws {
    try withFile("1,2\n\(word),3\n".utf8) { path in
      let error = #expect(throws: ArrayFileError.self) { try CSVFile(at: path) }
      #expect(error?.code == .missingValue)
      #expect(error?.place == ArrayFileError.Place(line: 2, column: 1))
    }
  }

  @Test(arguments: [
    ("1,2\n3\n", ", line 2: the row has 1 cell, but the first line has 2"),
    ("1,2,3\n3,4\n5,6,7\n", ", line 2: the row has 2 cells, but the first line has 3"),
    ("1,2,3\n3,\n5,6,7\n", ", line 2: the row has 2 cells, but the first line has 3"),
    ("a,b\n1,2\n3,4,5,6\n", ", line 3: the row has 4 cells, but the first line has 2"),
    ("1,2\n3,4,\n", ", line 2: the row has 3 cells, but the first line has 2"),
    ("1,2\n3,4,", ", line 2: the row has 3 cells, but the first line has 2"),
    ("a,b\n1\n", ", line 2: the row has 1 cell, but the first line has 2"),
    ("a\n1,2\n", ", line 2: the row has 2 cells, but the first line has 1"),
  ])
  func rowsOfAnotherLength(text: String, expected: String) throws {
    #expect(try refusal(text.utf8).hasPrefix(expected))
  }

  @Test(arguments: [
    ("1,2\n3,\"4\n5,6\n", ", line 2: a quote that begins here never ends"),
    ("a,\"b\n1,2\n", ", line 1: a quote that begins here never ends"),
    ("1,\"", ", line 1: a quote that begins here never ends"),
    ("1,\"\"\"", ", line 1: a quote that begins here never ends"),
    ("a,b\n1,\"2\"3\n", ", line 2: text follows a closing quote; a quote inside of quotes is written twice"),
    (
      "\"a\n\nb\"c,d\n1,2\n",
      ", line 3: text follows a closing quote; a quote inside of quotes is written twice"
    ),
  ])
  func brokenQuotes(text: String, expected: String) throws {
    #expect(try refusal(text.utf8) == expected)
  }

  @Test(arguments: [
    ("a,b,a\n1,2,3\n", ", line 1, column 3: a second column is named “a”"),
    ("a,\"a\"\n1,2\n", ", line 1, column 2: a second column is named “a”"),
  ])
  func ambiguousHeaders(text: String, expected: String) throws {
    #expect(try refusal(text.utf8) == expected)
  }

  @Test func anEmptyNameIsRefused() throws {
    let options = CSVFile.Options(header: .present)
    #expect(try refusal("a,,b\n1,2,3".utf8, options) == ", line 1, column 2: the column has no name")
    #expect(try refusal("a,b,\n1,2,3".utf8, options) == ", line 1, column 3: the column has no name")
    #expect(try refusal("\n1\n".utf8, options) == ", line 1, column 1: the column has no name")
  }

  @Test(arguments: [
    ("", ": the file is empty"),
    ("\u{FEFF}", ": the file has no rows"),
    ("\n", ": the file has no rows"),
    (" \r\n\t\r\n", ": the file has no rows"),
    ("a,b", ": the file has no rows after its header"),
    ("a,b\n", ": the file has no rows after its header"),
    ("a,b\n\n \n", ": the file has no rows after its header"),
    ("\n1,2\n", ", line 1: the line is blank, but lines with numbers follow"),
  ])
  func filesWithoutRows(text: String, expected: String) throws {
    #expect(try refusal(text.utf8) == expected)
  }

  @Test func bytesThatAreNoText() throws {
    let utf16 = ": the text is UTF-16; save it as UTF-8"
    #expect(try refusal([0xFF, 0xFE] + Array("1\0,\0".utf8)) == utf16)
    #expect(try refusal([0xFE, 0xFF] + Array("\u{0}1\0,".utf8)) == utf16)
    #expect(try refusal("1\0,\u{0}2\0\n\0".utf8) == utf16)
    #expect(try refusal("\u{0}1\0,\u{0}2".utf8) == utf16)
    #expect(
      try refusal("1,2\n3,4\0".utf8)
        == ", line 2, column 2: the cell contains a zero byte; this is no text file, or one that is damaged")
    #expect(
      try refusal(Array("a,b".utf8) + [0xE9] + Array("\n1,2".utf8))
        == ", line 1, column 2: the cell is not valid UTF-8; save the file as UTF-8")
    #expect(
      try refusal(Array("1,2\n3,".utf8) + [0xC3, 0x28])
        == ", line 2, column 2: the cell is not valid UTF-8; save the file as UTF-8")
  }

  /// Many lines and many columns in few bytes must not become many numbers.
  @Test func aWideHeaderOverBlankLinesNeedsNoMemory() throws {
    let names = (0..<20_000).map { "c\($0)" }.joined(separator: ",")
    let text = names + String(repeating: "\n", count: 2_000_000) + "1"
    #expect(try refusal(text.utf8) == ", line 2: the line is blank, but lines with numbers follow")
  }

  @Test func systemErrorsAreFileErrors() throws {
    try withTemporaryFolder { folder in
      for path in [folder, folder.appending("missing.csv")] {
        let error = #expect(throws: FileError.self) { try CSVFile(at: path) }
        #expect(error?.path == path)
      }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  /// Whatever the bytes are, the reader answers with a table or an error and never traps.
  @Test func anyBytesGiveATableOrAnError() throws {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("0123456789.,,,\n\n\r\"\"-+e xN\t;".utf8) + [0, 0xC3, 0xA9]
    var tables = 0
    try withTemporaryFolder { folder in
      let path = folder.appending("any.csv")
      for round in 0..<2000 {
        let bytes = (0..<round % 40).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
        try Data(bytes).write(to: URL(filePath: path.string))
        for header in CSVFile.Header.allCases {
          do {
            let file = try CSVFile(at: path, options: .init(header: header))
            #expect(file.matrix.rowCount > 0 && file.matrix.columnCount > 0)
            #expect(file.columnNames.map { $0.count == file.matrix.columnCount } ?? true)
            tables += 1
          } catch let error as ArrayFileError {
            #expect(error.path == path)
          }
        }
      }
    }
    #expect(tables > 0)
  }
}
