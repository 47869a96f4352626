import Testing

@testable import Arrays

@Suite struct RowRangesTests {
  @Test func rowsAtPlacesAreThoseThatStandThere() {
    let rows = RowRanges([2..<5, 8..<9, 11..<20])
    #expect(rows.rows(at: RowRanges([])).ranges == [])
    #expect(rows.rows(at: RowRanges([0..<13])) == rows)
    #expect(rows.rows(at: RowRanges([0..<1, 2..<6])).ranges == [2..<3, 4..<5, 8..<9, 11..<13])
    #expect(rows.rows(at: RowRanges([3..<4, 12..<13])).ranges == [8..<9, 19..<20])
    let all = rows.ranges.flatMap { Array($0) }
    for first in 0..<13 {
      for last in (first + 1)..<14 where last < 13 {
        let found = rows.rows(at: RowRanges([first..<first + 1, last..<last + 1]))
        #expect(found.ranges.flatMap { Array($0) } == [all[first], all[last]])
      }
    }
  }

  @Test func placesAndRowsAreEachOthersInverse() {
    let rows = RowRanges([0..<1, 4..<6, 9..<12])
    #expect((0..<rows.count).map { rows.row(at: $0) } == [0, 4, 5, 9, 10, 11])
    for place in 0..<rows.count { #expect(rows.place(of: rows.row(at: place)) == place) }
  }
}
