import Testing

@testable import Parallelism

struct TimeLimitsTests {
  private func verdict(
    deadline: Duration? = nil, stall: Duration? = nil, elapsed: Duration, waiting: Duration
  ) -> TimeLimits.Verdict {
    TimeLimits(deadline: deadline, stall: stall).verdict(elapsed: elapsed, waitingSince: waiting)
  }

  @Test func withoutLimitsNothingIsExceeded() {
    #expect(verdict(elapsed: .seconds(1000), waiting: .zero) == .unlimited)
  }

  @Test func aDeadlineCountsFromTheStart() {
    #expect(
      verdict(deadline: .seconds(5), elapsed: .seconds(2), waiting: .seconds(2)) == .fine(for: .seconds(3)))
    #expect(
      verdict(deadline: .seconds(5), elapsed: .seconds(5), waiting: .seconds(5))
        == .exceeded(.deadline(.seconds(5))))
  }

  @Test func aStallCountsFromTheLastResult() {
    #expect(
      verdict(stall: .seconds(5), elapsed: .seconds(9), waiting: .seconds(7)) == .fine(for: .seconds(3)))
    #expect(
      verdict(stall: .seconds(5), elapsed: .seconds(9), waiting: .seconds(3))
        == .exceeded(.stall(.seconds(5))))
  }

  @Test func theEarlierOfBothCounts() {
    let both = { (elapsed: Duration, waiting: Duration) in
      verdict(deadline: .seconds(10), stall: .seconds(3), elapsed: elapsed, waiting: waiting)
    }
    #expect(both(.seconds(1), .zero) == .fine(for: .seconds(2)))
    #expect(both(.seconds(9), .seconds(9)) == .fine(for: .seconds(1)))
    #expect(both(.seconds(10), .seconds(9)) == .exceeded(.deadline(.seconds(10))))
    #expect(both(.seconds(8), .seconds(5)) == .exceeded(.stall(.seconds(3))))
  }

  @Test(arguments: [
    (TimeLimits.Verdict.unlimited, TimeLimits.Verdict.unlimited, TimeLimits.Verdict.unlimited),
    (.unlimited, .fine(for: .seconds(1)), .fine(for: .seconds(1))),
    (.fine(for: .seconds(2)), .fine(for: .seconds(1)), .fine(for: .seconds(1))),
    (.fine(for: .seconds(2)), .exceeded(.stall(.seconds(1))), .exceeded(.stall(.seconds(1)))),
    (.unlimited, .exceeded(.stall(.seconds(1))), .exceeded(.stall(.seconds(1)))),
  ])
  func ofTwoVerdictsTheStricterCounts(
    one: TimeLimits.Verdict, other: TimeLimits.Verdict, both: TimeLimits.Verdict
  ) {
    #expect(one.and(other) == both)
    #expect(other.and(one) == both)
  }
}
