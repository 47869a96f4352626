import Arrays
import Testing

@Suite struct ColumnSelectionTests {
  @Test(arguments: [[], [0], [3, 4, 5], [5, 4], [1, 1], [0, 2]])
  func keepsTheColumnsInOrder(columns: [Int]) {
    let selection = ColumnSelection(columns)
    #expect((0..<selection.count).map { selection[$0] } == columns)
  }

  @Test func knowsNeighbours() {
    #expect(ColumnSelection([3, 4, 5]).contiguous == 3..<6)
    #expect(ColumnSelection([3, 4, 5]) == ColumnSelection(3..<6))
    #expect(ColumnSelection([3, 5]).contiguous == nil)
    #expect(ColumnSelection([4, 3]).contiguous == nil)
    #expect(ColumnSelection([3, 3]).contiguous == nil)
  }
}
