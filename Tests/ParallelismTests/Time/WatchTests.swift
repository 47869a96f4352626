import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30))) struct WatchTests {
  /// A clock during the next reading of which something happens.
  private final class InterruptedClock: Clock, Sendable {
    let base = ManualClock()
    let interruption = Locked<(@Sendable () -> Void)?>(nil)

    var minimumResolution: Duration { .zero }

    var now: ManualClock.Instant {
      let now = base.now
      let interruption = interruption.withLock { interruption in
        defer { interruption = nil }
        return interruption
      }
      interruption?()
      return now
    }

    func sleep(until deadline: ManualClock.Instant, tolerance: Duration?) async throws {
      try await base.sleep(until: deadline, tolerance: tolerance)
    }
  }

  @Test func aResultThatComesWhileTheTimeIsReadDoesNotMakeTheLimitLonger() async throws {
    let clock = InterruptedClock()
    let watch = try #require(try Watch(TimeLimits(deadline: nil, stall: .seconds(2)), clock: clock))
    watch.beginWaiting()
    clock.base.advance(by: .seconds(1))
    clock.interruption.withLock { interruption in
      interruption = {
        clock.base.advance(by: .seconds(1))
        watch.beginWaiting()
      }
    }
    await watch.run {
      // One second is left of the first two.
      await wait { !clock.base.alarms.isEmpty || Task.isCancelled }
      #expect(clock.base.alarms == [.seconds(3)])
    } exceeded: { _ in
    }
  }
}
