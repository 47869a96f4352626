import Arrays
import MemoryMapping
import SystemPackage
import Testing

@Suite struct CSVFileWritingTests {
  private func written(
    _ matrix: Matrix<some MatrixElement>, _ names: [String]? = nil, _ delimiter: CSVFile.Delimiter = .comma
  ) throws -> String {
    try withTemporaryFolder { folder in
      try CSVFile.write(matrix, columnNames: names, to: folder.appending("out.csv"), delimiter: delimiter)
      return String(decoding: try bytes(of: folder.appending("out.csv")), as: UTF8.self)
    }
  }

  @Test func numbersHaveTheFewestDigits() throws {
    #expect(try written(Matrix<Double>(rows: [[0.1, -0.0], [1e300, 3]])) == "0.1,-0.0\n1e+300,3.0\n")
    #expect(
      try written(Matrix<Float>(rows: [[0.1], [.infinity], [-.infinity], [.nan]])) == "0.1\ninf\n-inf\nnan\n")
  }

  @Test func namesAreQuotedWhereNeeded() throws {
    let matrix = Matrix<Double>(rows: [[1, 2, 3, 4, 5, 6]])
    let names = ["plain", "a,b", "say \"hi\"", "two\nlines", " padded ", "semi;colon"]
    #expect(
      try written(matrix, names)
        == "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\" padded \",semi;colon\n1.0,2.0,3.0,4.0,5.0,6.0\n"
    )
    #expect(try written(matrix, names, .semicolon).hasPrefix("plain;a,b;\"say \"\"hi\"\"\""))
  }

  @Test(arguments: [
    ["a", "b"], ["a,b", "c;d"], ["\"", "\"\"\u{301}"], ["x\r\ny", "\rz"], [" a", "a "], ["é", "\t"],
    ["1\"2", "x"],
  ])
  func whatIsWrittenIsRead(names: [String]) throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("out.csv")
      let matrix = Matrix<Double>(rows: [[0.1, -1e-300], [.pi, 1e22], [-0.0, .infinity]])
      for delimiter in [CSVFile.Delimiter.comma, .semicolon, .tab] {
        try CSVFile.write(matrix, columnNames: names, to: path, delimiter: delimiter)
        let file = try CSVFile(at: path, options: .init(delimiter: delimiter, header: .present))
        #expect(file.columnNames == names)
        #expect(bits(file.matrix) == bits(matrix))
      }
    }
  }

  @Test func anyNumberComesBack() throws {
    var generator = SystemRandomNumberGenerator()
    let numbers = (0..<20_000).map { _ in Double(bitPattern: generator.next()) }.filter { !$0.isNaN }
    let matrix = Matrix(
      rowCount: numbers.count / 4, columnCount: 4, elements: numbers.prefix(numbers.count & ~3))
    try withTemporaryFolder { folder in
      try CSVFile.write(matrix, to: folder.appending("out.csv"))
      #expect(try bits(CSVFile(at: folder.appending("out.csv")).matrix) == bits(matrix))
    }
  }

  @Test func viewsAreWrittenAsTheyShow() throws {
    try withTemporaryFolder { folder in
      let view = (sample(9, 3) as Matrix<Float>).view(rows: RangeSet([1..<2, 4..<6])).view(columns: [2, 0])
      try CSVFile.write(view, columnNames: ["c", "a"], to: folder.appending("out.csv"))
      let file = try CSVFile(at: folder.appending("out.csv"))
      #expect(file.columnNames == ["c", "a"])
      #expect(file.matrix == Matrix<Double>(converting: view))
    }
  }

  @Test func refusesNamesThatCannotBeReadBack() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("out.csv")
      let matrix = Matrix<Double>(rows: [[1, 2]])
      let twice = #expect(throws: ArrayFileError.self) {
        try CSVFile.write(matrix, columnNames: ["a", "a"], to: path)
      }
      #expect(twice?.description == "“\(path)”, line 1, column 2: a second column is named “a”")
      let empty = #expect(throws: ArrayFileError.self) {
        try CSVFile.write(matrix, columnNames: ["", "a"], to: path)
      }
      #expect(empty?.message == "the column has no name")
      #expect(throws: ArrayFileError.self) {
        try CSVFile.write(Matrix<Double>(rowCount: 3, columnCount: 0, repeating: 0), to: path)
      }
      #expect(throws: FileError.self) { try CSVFile.write(matrix, to: folder) }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }
}
