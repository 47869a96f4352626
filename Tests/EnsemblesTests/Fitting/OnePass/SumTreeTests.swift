import Testing

@testable import Ensembles

@Suite struct SumTreeTests {
  // Texts show which values were added, and in which order.
  @Test(arguments: 0...20) func everyRangeIsAddedInOrder(count: Int) throws {
    let values: [String] = (0..<count).map { "\($0)," }
    let tree = SumTree(values, sum: +)
    for start in 0...count {
      for end in start...count {
        let sum = try tree.sum(of: [start..<end])
        #expect((sum ?? "") == values[start..<end].joined())
        #expect((sum == nil) == (start == end))
        let others = try tree.sum(of: [0..<start, end..<count])
        let expected = values[..<start].joined() + values[end...].joined()
        #expect((others ?? "") == expected)
      }
    }
  }

  @Test func fewSumsAreNeeded() throws {
    var sums = 0
    let tree = SumTree(Array(0..<1000)) {
      sums += 1
      return $0 + $1
    }
    #expect(sums == 999)
    for place in 0..<1000 {
      sums = 0
      #expect(try tree.sum(of: [0..<place, place + 1..<1000]) == 499_500 - place)
      #expect(sums < 20)
    }
  }
}
