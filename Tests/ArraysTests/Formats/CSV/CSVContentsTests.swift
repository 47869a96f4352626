import Arrays
import SystemPackage
import Testing

@Suite struct CSVContentsTests {
  private func read(_ text: String, _ contents: [Int: CSVFile.Contents]) throws -> CSVFile {
    try withFile(text.utf8) { try CSVFile(at: $0, options: .init(contents: contents)) }
  }

  private func refusal(_ text: String, _ contents: [Int: CSVFile.Contents]) throws -> String {
    try withFile(text.utf8) { path in
      let error = #expect(throws: ArrayFileError.self) {
        try CSVFile(at: path, options: .init(contents: contents))
      }
      return String(try #require(error).description.dropFirst("“\(path)”".count))
    }
  }

  @Test("Words are numbered in the order of their first appearance")
  func words() throws {
    let file = try read("x,kind\n1,b\n2,\"a, c\"\n3,b\n", [1: .words])
    #expect(file.columnNames == ["x", "kind"])
    #expect(file.matrix == Matrix(rows: [[1, 0], [2, 1], [3, 0]]))
    #expect(file.words == [1: ["b", "a, c"]])
  }

  @Test("Words may look like numbers and missing values if that is said")
  func likeNumbers() throws {
    let file = try read("x,k\n1,7\n2,07\n3,NA\n4,nan\n5,7\n", [1: .words])
    #expect(file.words == [1: ["7", "07", "NA", "nan"]])
    #expect(file.matrix.column(1) == [0, 1, 2, 3, 0])
  }

  @Test("The first cell decides where either may be")
  func detection() throws {
    let file = try read("x,k\n1,a\n2,b\n", [0: .numbersOrWords, 1: .numbersOrWords])
    #expect(file.words == [1: ["a", "b"]])
    #expect(file.matrix == Matrix(rows: [[1, 0], [2, 1]]))
  }

  @Test("Cells that are ignored may hold anything or nothing")
  func ignored() throws {
    let file = try read("x,k,z\n1,a,\n2,,\n", [1: .ignored, 2: .ignored])
    #expect(file.matrix == Matrix(rows: [[1, 0, 0], [2, 0, 0]]))
    #expect(file.words.isEmpty)
    let empty = try read("x,k\n,\n,\n,\n", [0: .ignored, 1: .ignored])
    #expect(empty.matrix.rowCount == 3)
  }

  @Test(
    arguments: [
      (
        "x,k\n1,a\n2,3\n", [1: .numbersOrWords],
        ", line 3, column 2 (“k”): “3” is a number, but the cells above hold words"
      ),
      ("x,k\n1,3\n2,a\n", [1: .numbersOrWords], ", line 3, column 2 (“k”): “a” is not a number"),
      (
        "x,k\n1,a\n2,NA\n", [1: .numbersOrWords],
        ", line 3, column 2 (“k”): “NA” stands for a missing value, not a word"
      ),
      ("x,k\n1,a\n2,\n", [1: .words], ", line 3, column 2 (“k”): the cell is empty, but should hold a word"),
      ("x,k\n1,a\n2\n", [1: .words], ", line 3: the row has 1 cell, but the first line has 2"),
      ("k,x\na,1\n\nb,2\n", [0: .words], ", line 3: the line is blank, but lines with numbers follow"),
      ("k,x\na,1\n\nb,2\n", [0: .ignored], ", line 3: the line is blank, but lines with numbers follow"),
      ("k,x\na,1\nb,2,3\n", [0: .ignored], ", line 3: the row has 3 cells, but the first line has 2"),
    ] as [(String, [Int: CSVFile.Contents], String)])
  func refusals(text: String, contents: [Int: CSVFile.Contents], sentence: String) throws {
    #expect(try refusal(text, contents) == sentence)
  }

  @Test("The first line alone tells columns and names")
  func columns() throws {
    try withFile("a,b\nnonsense".utf8) { path in
      let columns = try CSVFile.columns(at: path)
      #expect(columns.names == ["a", "b"])
      #expect(columns.count == 2)
    }
    try withFile("1,2,3\nnonsense".utf8) { path in
      let columns = try CSVFile.columns(at: path)
      #expect(columns.names == nil)
      #expect(columns.count == 3)
    }
  }

  @Test("Words are read back as they were written")
  func writing() throws {
    let words = ["plain", "with, comma", "\"quoted\"", " blank ", "two\nlines", "7"]
    try withFile("".utf8) { path in
      let file = try FileDescriptor.open(path, .writeOnly, options: .truncate)
      try file.closeAfter { try CSVFile.write(words: words, columnName: "k", to: file) }
      let back = try CSVFile(at: path, options: .init(header: .present, contents: [0: .words]))
      #expect(back.columnNames == ["k"])
      #expect(back.matrix.column(0).map { back.words[0]?[Int($0)] } == words)
    }
  }
}
