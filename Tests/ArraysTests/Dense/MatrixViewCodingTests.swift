import Arrays
import Foundation
import MemoryMapping
import Testing

@Suite struct MatrixViewCodingTests {
  private static let rows: [RangeSet<Int>] = [
    RangeSet(0..<100), RangeSet([0..<10, 20..<30, 99..<100]), RangeSet(50..<51), RangeSet(),
  ]
  private static let columns = [[0, 1, 2, 3], [3, 0, 3], [2], []]

  private func matrix() -> Matrix<Double> {
    Matrix(rowCount: 100, columnCount: 20, elements: (0..<2000).map(Double.init))
  }

  private func view(_ rows: RangeSet<Int>, _ columns: [Int]) -> MatrixView<Double> {
    matrix().view(rows: rows).view(columns: columns)
  }

  @Test(arguments: rows, columns) func aViewCrossesWithItsMatrix(rows: RangeSet<Int>, columns: [Int]) throws {
    try withSegments {
      let mailbox = Mailbox()
      let view = view(rows, columns)
      let crossed = try mailbox.cross(view)
      #expect(mailbox.sent.count == 1)
      #expect(crossed.base == view.base)
      #expect(crossed.rows == rows)
      #expect((0..<crossed.columnCount).map { crossed.columns[$0] } == columns)
      #expect(crossed.copied() == view.copied())
    }
  }

  @Test func viewsOfOneMatrixShareIt() throws {
    try withSegments {
      let mailbox = Mailbox()
      let matrix = matrix()
      let views = [RangeSet(0..<50), RangeSet(50..<100)].map { matrix.view(rows: $0) }
      let crossed = try mailbox.cross(views)
      #expect(mailbox.sent.count == 1)
      #expect(crossed.map { $0.copied() } == views.map { $0.copied() })
    }
  }

  /// Without what cannot be seen.
  @Test(arguments: rows, columns) func elsewhereItsNumbersAreEncoded(rows: RangeSet<Int>, columns: [Int])
    throws
  {
    let view = view(rows, columns)
    let decoded = try JSONDecoder().decode(MatrixView<Double>.self, from: JSONEncoder().encode(view))
    #expect(decoded.copied() == view.copied())
    #expect(decoded.base.rowCount == view.rowCount)
    #expect(decoded.base.columnCount == columns.count)
  }

  @Test(
    arguments: ["rows", "columns"],
    [
      [1], [-1, 5], [0, 101], [5, 4], [0, 5, 4, 6], [0, 1, 1 << 62, 1 << 62], [20, 100], [.max],
      [.max, .min],
    ])
  func wrongRowsAndColumnsAreErrors(key: String, numbers: [Int]) throws {
    try withSegments {
      let mailbox = Mailbox()
      let data = try mailbox.encode(view(RangeSet(0..<10), [0, 1]))
      var value = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      value[key] = numbers
      let changed = try JSONSerialization.data(withJSONObject: value)
      let isRight = key == "rows" ? numbers == [20, 100] : numbers.allSatisfy((0..<20).contains)
      if isRight {
        #expect(throws: Never.self) { try mailbox.decode(MatrixView<Double>.self, from: changed) }
      } else {
        #expect(throws: DecodingError.self) { try mailbox.decode(MatrixView<Double>.self, from: changed) }
      }
    }
  }
}
