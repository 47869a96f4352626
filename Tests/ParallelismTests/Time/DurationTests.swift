import Testing

@testable import Parallelism

struct DurationTests {
  @Test(
    arguments: [
      (.zero, 0), (.seconds(-1), 0), (.seconds(Int.min), 0), (.nanoseconds(1), 1), (.milliseconds(5), 5),
      (.microseconds(5001), 6), (.milliseconds(Int32.max - 1), Int32.max - 1),
      (.milliseconds(Int32.max), Int32.max), (.seconds(Int.max), Int32.max),
    ] as [(Duration, Int32)])
  func theSystemWaitsNoShorterAndNeverForever(duration: Duration, milliseconds: Int32) {
    #expect(duration.roundedUpMilliseconds == milliseconds)
  }

  /// A duration may be longer than the standard library can say in seconds.
  @Test func theLongestDurationsAreWaitedForTooAtTimes() {
    let milliseconds = (Duration.seconds(Int.max) + Duration.seconds(1)).roundedUpMilliseconds
    #expect(milliseconds == Int32.max)
  }

  @Test func aClockCanBeAskedToSleepAnyTime() {
    #expect(Duration.milliseconds(1).sleepable == .milliseconds(1))
    #expect(Duration.seconds(-1).sleepable == .seconds(-1))
    #expect(Duration.seconds(Int.max).sleepable == .seconds(1_000_000_000))
  }
}
