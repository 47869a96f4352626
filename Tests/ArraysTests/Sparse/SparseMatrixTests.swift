import Arrays
import Foundation
import MemoryMapping
import Testing

@Suite struct SparseMatrixTests {
  /// Zeros with numbers among them, one row and one column without any.
  static let dense = Matrix<Double>(rows: [
    [0, 2, 0, 0, 0], [0, 0, 0, 0, 0], [1, 0, 0, -3, 0], [0, 0, 0, 0, 4.5], [7, 8, 0, 9, 0],
  ])

  @Test func zerosAreNotStored() {
    let sparse = SparseMatrix(Self.dense)
    #expect(sparse.storedCount == 7)
    #expect((sparse.rowCount, sparse.columnCount) == (5, 5))
    for row in 0..<5 {
      for column in 0..<5 { #expect(sparse[row, column] == Self.dense[row, column]) }
    }
    #expect(sparse.matrix() == Self.dense)
  }

  @Test(arguments: [(0, 0), (0, 3), (3, 0), (1, 1)]) func emptyShapesAreMatrices(rows: Int, columns: Int) {
    let dense = Matrix<Double>(rowCount: rows, columnCount: columns, repeating: 0)
    let sparse = SparseMatrix(dense)
    #expect(sparse.storedCount == 0)
    #expect(sparse.matrix() == dense)
  }

  @Test func columnsAreSortedAndDuplicatesAdded() throws {
    let sparse = try SparseMatrix<Double>(
      rowCount: 3, columnCount: 4, rowStarts: [0, 4, 4, 5], columns: [3, 0, 3, 1, 2],
      values: [1, 2, 10, 4, 5])
    #expect(sparse.matrix() == Matrix(rows: [[2, 4, 0, 11], [0, 0, 0, 0], [0, 0, 5, 0]]))
    #expect(sparse.storedCount == 4)
    var columns: [Int] = []
    sparse.forEachStored(inRow: 0) { column, _ in columns.append(column) }
    #expect(columns == [0, 1, 3])
  }

  @Test func storedZerosDoNotCountInComparisons() throws {
    let stored = try SparseMatrix<Float>(
      rowCount: 1, columnCount: 2, rowStarts: [0, 2], columns: [0, 1], values: [0, 3])
    #expect(stored == SparseMatrix(Matrix<Float>(rows: [[0, 3]])))
    #expect(stored != SparseMatrix(Matrix<Float>(rows: [[1, 3]])))
    #expect(stored != SparseMatrix(Matrix<Float>(rows: [[0, 3, 0]])))
  }

  @Test(
    arguments: [
      (-1, 2, [0], [], 0, "-1×2"), (1, 2, [0], [], 0, "1 + 1 row starts"),
      (1, 2, [1, 1], [0], 1, "begin with 1"),
      (1, 2, [0, 2], [0], 1, "end with number 2"), (1, 2, [0, 1], [0], 2, "1 columns and 2 values"),
      (2, 2, [0, 2, 1], [0], 1, "row 1 (counted from 0) ends before it begins"),
      (1, 2, [0, 1], [2], 1, "row 0 has a number in column 2 of 2"), (1, 2, [0, 1], [-1], 1, "column -1"),
      (2, 2, [0, .max, 1], [0], 1, "ends before"), (.max, 2, [0], [], 0, "row starts"),
      (0, 2, [], [], 0, "row starts"),
    ] as [(Int, Int, [Int], [Int], Int, String)])
  func listsThatDoNotFitAreErrors(
    rows: Int, columns: Int, starts: [Int], places: [Int], valueCount: Int, what: String
  ) {
    let error = #expect(throws: SparseMatrixError.self) {
      try SparseMatrix<Double>(
        rowCount: rows, columnCount: columns, rowStarts: starts, columns: places,
        values: Array(repeating: 1, count: valueCount))
    }
    #expect(error?.description.contains(what) == true, "\(error?.description ?? "")")
  }

  // MARK: Views

  static let rows: [RangeSet<Int>] = [
    RangeSet(0..<5), RangeSet([0..<1, 2..<3, 4..<5]), RangeSet(1..<2), RangeSet(),
  ]
  static let columns = [[0, 1, 2, 3, 4], [4, 1, 0], [1, 3, 1], [2], [], [1, 2, 3]]

  @Test(arguments: rows, columns) func aViewIsThatOfTheDenseMatrix(rows: RangeSet<Int>, columns: [Int]) {
    let expected = Self.dense.view(rows: rows).view(columns: columns)
    let view = SparseMatrix(Self.dense).view(rows: rows).view(columns: columns)
    #expect((view.rowCount, view.columnCount) == (expected.rowCount, expected.columnCount))
    #expect(view.matrix() == expected.copied())
    #expect(view.copied().matrix() == expected.copied())
    for row in 0..<view.rowCount {
      for column in 0..<view.columnCount { #expect(view[row, column] == expected[row, column]) }
    }
    for limit in [1, 2, 100] {
      var blocks: [[Float]] = []
      view.forEachRowBlock(of: limit, as: Float.self) { block in
        for row in 0..<block.rowCount { blocks.append(Array(block.row(row))) }
      }
      #expect(blocks == (0..<expected.rowCount).map { expected.copied().row($0).map { Float($0) } })
    }
  }

  @Test func viewsOfViewsCountWithin() {
    let sparse = SparseMatrix(Self.dense)
    let view = sparse.view(rows: RangeSet(2..<5)).view(rows: RangeSet([0..<1, 2..<3])).view(columns: [3, 0])
      .view(columns: [1])
    #expect(view.matrix(as: Double.self).elements == [1, 7])
  }

  // MARK: Coding

  @Test func numbersAreEncoded() throws {
    let sparse = SparseMatrix(Self.dense)
    let decoded = try JSONDecoder().decode(SparseMatrix<Double>.self, from: JSONEncoder().encode(sparse))
    #expect(decoded == sparse)
    #expect(decoded.storedCount == 7)
  }

  @Test(arguments: rows, columns) func aViewIsEncodedWithoutWhatCannotBeSeen(
    rows: RangeSet<Int>, columns: [Int]
  )
    throws
  {
    let view = SparseMatrix(Self.dense).view(rows: rows).view(columns: columns)
    let decoded = try JSONDecoder().decode(SparseMatrixView<Double>.self, from: JSONEncoder().encode(view))
    #expect(decoded.matrix(as: Double.self) == view.matrix(as: Double.self))
    #expect(decoded.base.rowCount == view.rowCount)
  }

  @Test(arguments: rows, columns) func aViewCrossesWithItsMatrix(rows: RangeSet<Int>, columns: [Int]) throws {
    try withSegments {
      let mailbox = Mailbox()
      let big = Matrix<Double>(rowCount: 400, columnCount: 5) { target in
        for index in target.indices {
          target.initializeElement(at: index, to: index % 3 == 0 ? Double(index) : 0)
        }
      }
      let view = SparseMatrix(big).view(rows: rows).view(columns: columns)
      let crossed = try mailbox.cross(view)
      #expect(!mailbox.sent.isEmpty)
      #expect(crossed.rows == rows)
      #expect(crossed.matrix(as: Double.self) == view.matrix(as: Double.self))
      #expect(crossed.base == view.base)
    }
  }

  /// Each changes one part of what a sound matrix of 2×3 is encoded as.
  @Test(arguments: [
    (#""rows":2"#, #""rows":3"#), (#""rows":2"#, #""rows":-1"#), (#""columns":3"#, #""columns":2"#),
    (#""columns":3"#, #""columns":-3"#), (#""columns":3"#, #""columns":9223372036854775807"#),
    ("[0,1,3]", "[0,4,3]"), ("[0,1,3]", "[1,1,3]"), ("[0,1,3]", "[0,1,2]"), ("[0,1,3]", "[0,0.5,3]"),
    ("[0,1,3]", #"[0,"nan",3]"#), ("[0,1,3]", "[0,-1,3]"), ("[1,0,2]", "[1,2,0]"), ("[1,0,2]", "[1,2,2]"),
    ("[1,0,2]", "[1,0,3]"), ("[1,0,2]", "[1,0,1e300]"),
  ])
  func damagedTextIsAnError(part: String, damage: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let sparse = SparseMatrix(Matrix<Double>(rows: [[0, 5, 0], [6, 0, 7]]))
    let text = String(decoding: try encoder.encode(sparse), as: UTF8.self)
    // The shape of the whole has the last “rows” and the first “columns” of numbers in the text.
    let whole = try #require(
      part.contains("rows") ? text.range(of: part, options: .backwards) : text.range(of: part), "\(text)")
    let damaged = text.replacingCharacters(in: whole, with: damage)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SparseMatrix<Double>.self, from: Data(damaged.utf8))
    }
  }
}
