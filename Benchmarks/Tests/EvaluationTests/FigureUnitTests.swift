import Testing

@testable import Evaluation

@Suite struct FigureUnitTests {
  @Test(arguments: [
    (FigureUnit.nanosecondsPerTask, 2500.0), (.microsecondsPerCall, 2.5), (.milliseconds, 0.0025),
    (.megabytes, 0.0025), (.speedUp, 1.6),
  ])
  func figureOfAnAmount(unit: FigureUnit, figure: Double) {
    #expect(unit.figure(of: 2500, baseline: 4000) == figure)
  }

  /// The medians are 4 and 10, which would be 2.5.
  @Test func ratioIsTakenPairByPair() {
    let (ours, theirs) = ([1.0, 8, 4], [10.0, 4, 12])
    #expect(FigureUnit.milliseconds.ratio(ours: ours, theirs: theirs) == 3)
    #expect(FigureUnit.speedUp.ratio(ours: theirs, theirs: ours) == 3)
  }

  @Test func ratioOfRoundsThatBothHave() {
    #expect(FigureUnit.milliseconds.ratio(ours: [1, 1, 1], theirs: [2]) == 2)
    #expect(FigureUnit.milliseconds.ratio(ours: [1], theirs: []) == nil)
  }
}
