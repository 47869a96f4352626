import Testing

@testable import Evaluation

@Suite struct SummaryTests {
  @Test(arguments: [
    ([3.0], 3.0, 3.0, 3.0),
    ([3, 1], 2, 1, 3),
    ([9, 1, 4], 4, 1, 9),
    ([10, 1, 2, 4], 3, 1, 10),
  ])
  func hasMedianAndRange(values: [Double], median: Double, least: Double, most: Double) throws {
    let summary = try #require(Summary(values))
    #expect(summary.median == median)
    #expect(summary.min == least)
    #expect(summary.max == most)
    #expect(summary.rounds == values.count)
  }

  @Test func isNotMadeOfNothing() {
    #expect(Summary([]) == nil)
  }

  @Test func isWrittenWithThreeDigitsThatCount() throws {
    #expect(try #require(Summary([4.1234, 0.5, 1234.5])).figures == "4.12 [0.500–1234]")
  }

  @Test(arguments: [
    (0.0, "0.000"), (0.99951, "1.00"), (9.996, "10.0"), (99.96, "100"), (-12.34, "-12.3"), (.infinity, "–"),
  ])
  func figure(value: Double, text: String) {
    #expect(value.figure == text)
  }

  @Test(arguments: [(123456.0, 123500.0), (0.00012345678, 0.0001235), (2.5, 2.5)])
  func shortened(value: Double, expected: Double) {
    #expect(value.shortened == expected)
  }
}
