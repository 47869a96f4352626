import Testing

@testable import Parallelism

@Suite struct AgingValueTests {
  private let start = ContinuousClock.now

  @Test func aValueIsLookedUpAgainWhenItIsOld() {
    var aging = AgingValue<Int, ContinuousClock.Instant>(lifetime: .seconds(1))
    var lookUps = 0
    func value(after time: Duration) -> Int {
      aging.value(at: start + time) {
        lookUps += 1
        return lookUps
      }
    }
    #expect(value(after: .zero) == 1)
    #expect(value(after: .milliseconds(999)) == 1)
    #expect(value(after: .seconds(1)) == 2)
    #expect(value(after: .milliseconds(1999)) == 2)
    #expect(value(after: .seconds(60)) == 3)
  }

  @Test func nothingIsAValueToo() {
    var aging = AgingValue<Int?, ContinuousClock.Instant>(lifetime: .seconds(1))
    #expect(aging.value(at: start) { nil } == nil)
    #expect(aging.value(at: start) { 1 } == nil)
  }
}
