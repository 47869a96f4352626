import Ensembles
import Testing

@Suite struct SpreadTests {
  @Test func theDeviationIsThatOfTheNumbersThemselves() {
    let spread = Spread(of: [2, 4, 4, 4, 5, 5, 7, 9])
    #expect(spread?.mean == 5 && spread?.deviation == 2)
    #expect(Spread(of: [3.5])?.deviation == 0)
    #expect(Spread(of: [Double]()) == nil)
    #expect(Spread(of: [Duration.seconds(1), .seconds(3)])?.mean == 2)
  }
}
