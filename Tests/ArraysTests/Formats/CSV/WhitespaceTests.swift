import Arrays
import SystemPackage
import Testing

@Suite struct WhitespaceTests {
  private static let options = CSVFile.Options(delimiter: .whitespace)

  @Test(arguments: [
    "1 2 3\n4 5 6\n", "  1\t2   3  \n\t4 5\t \t6", "1 2 3\r\n4 5 6\r\n\r\n  \n", "1.0e0 +2 3.\n4 \"5\" 6\n",
    "a b c\n1 2 3\n4 5 6\n", " a\t\"b x\"  c \n1 2 3 \n 4 5 6",
  ])
  func blanksSeparateCells(text: String) throws {
    try withFile(text.utf8) { path in
      let table = try CSVFile(at: path, options: Self.options)
      #expect(table.matrix == Matrix(rows: [[1, 2, 3], [4, 5, 6]]))
    }
  }

  @Test func namesMayBeQuoted() throws {
    try withFile("a \"b x\"\tc\n1 2 3\n".utf8) { path in
      let table = try CSVFile(at: path, options: Self.options)
      #expect(table.columnNames == ["a", "b x", "c"])
    }
  }

  @Test(
    arguments: [
      ("1 2\n3\n", 2, nil, "1 cell"), ("1 2\n3 4 5\n", 2, nil, "3 cells"),
      ("1 2\n3 x\n", 2, 2, "“x” is not a number"),
      ("1 2\n3 nope 5\n", 2, 2, "“nope”"), ("1 2\n\n3 4\n", 2, nil, "blank"),
      ("1 2\n3 1e999\n", 2, 2, "too large"),
      ("1 2\n3 NA\n", 2, 2, "missing"), ("1 2\n3 1,5\n", 2, 2, "“1,5”"),
      ("1 2\n3 \"5\n", 2, nil, "never ends"),
    ] as [(String, Int, Int?, String)])
  func errorsNameLineAndColumn(text: String, line: Int, column: Int?, what: String) throws {
    try withFile(text.utf8) { path in
      let error = #expect(throws: ArrayFileError.self) { try CSVFile(at: path, options: Self.options) }
      #expect(error?.place?.line == line)
      #expect(error?.place?.column == column)
      #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("table.txt")
      let matrix = Matrix<Double>(rows: [[0.1, -2e300], [.infinity, 3]])
      let names = ["with blank", "tab\there"]
      try CSVFile.write(matrix, columnNames: names, to: path, delimiter: .whitespace)
      let table = try CSVFile(at: path, options: Self.options)
      #expect(table.matrix == matrix)
      #expect(table.columnNames == names)
    }
  }
}
