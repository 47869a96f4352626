import Arrays
import Testing

@Suite struct MissingCellTests {
  private func read(_ text: String, _ options: CSVFile.Options) throws -> CSVFile {
    try withFile(text.utf8) { try CSVFile(at: $0, options: options) }
  }

  private func refusal(_ text: String, _ options: CSVFile.Options) -> String {
    let error = #expect(throws: ArrayFileError.self) { try read(text, options) }
    return error.map(\.description) ?? ""
  }

  @Test func emptyCellsAndTheirWordsAreNaN() throws {
    let file = try read("a,b\n,1\nNA,2\n3,\n-,\"\"\n", .init(missing: .allowed))
    let isMissing = (0..<4).map { row in file.matrix.row(row).map(\.isNaN) }
    #expect(isMissing == [[true, false], [true, false], [false, true], [true, true]])
    #expect(file.matrix[1, 1] == 2 && file.matrix[2, 0] == 3)
  }

  @Test func onlyTheColumnsThatAreNamedMayMiss() throws {
    let options = CSVFile.Options(missing: .allowed(in: [1]))
    #expect(try read("a,b\n1,\n", options).matrix[0, 1].isNaN)
    #expect(refusal("a,b\n1,\n,2\n", options).contains("line 3, column 1 (“a”): the cell is empty"))
  }

  @Test func theFirstValueTellsWhatAColumnHolds() throws {
    let options = CSVFile.Options(
      contents: [0: .numbersOrWords, 1: .numbersOrWords, 2: .numbersOrWords], missing: .allowed)
    let file = try read("a,b,c\n,NA,\nred,2,\n,,\nblue,,?\nred,3,\n", options)
    #expect(file.words == [0: ["red", "blue"]])
    #expect(file.matrix.column(0).map { $0.isNaN ? -1 : $0 } == [-1, 0, -1, 1, 0])
    #expect(file.matrix.column(1).map { $0.isNaN ? -1 : $0 } == [-1, 2, -1, -1, 3])
    #expect(file.matrix.column(2).allSatisfy { $0.isNaN })
    #expect(
      refusal("a,b,c\n,1,1\nred,1,1\n7,1,1\n", options).contains("line 4, column 1 (“a”): “7” is a number"))
  }

  @Test func aWordForAMissingValueIsAWordWhereWordsWereDeclared() throws {
    let file = try read("a,b\nNA,1\n,2\n", .init(contents: [0: .words], missing: .allowed))
    #expect(file.words == [0: ["NA"]])
    #expect(file.matrix[0, 0] == 0 && file.matrix[1, 0].isNaN)
  }

  @Test(arguments: [
    ("a,b\n1,2\n\n3,4\n", "line 3: the line is blank"), ("a,b\n1\n", "the row has 1 cell"),
    ("a,b\n1,2,\n", "the row has 3 cells"), ("a\n1\n\n3\n", "the line is blank"),
  ])
  func rowsThatAreNotWholeAreErrors(text: String, words: String) {
    #expect(refusal(text, .init(header: .present, missing: .allowed)).contains(words))
  }

  @Test func manyEmptyCellsFitIntoTheMatrix() throws {
    let file = try read("a,b,c\n" + String(repeating: ",,\n", count: 5000), .init(missing: .allowed))
    #expect(file.matrix.rowCount == 5000 && file.matrix[4999, 2].isNaN)
  }
}
