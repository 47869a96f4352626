import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct WorkerEndTests {
  @Test func everyThreadThatWaitsIsTold() async {
    let end = WorkerEnd()
    let told = Tally()
    let threads = (0..<3).map { _ in
      PoolThread(name: "asking") { _ in told.add(end.final.signal ?? 0) }
    }
    #expect(threads.allSatisfy { $0 != nil })
    await wait { end.waiterCount == 3 || Task.isCancelled }
    #expect(!end.isKnown)
    end.complete(WorkerEnd.Status(signal: 9))
    await wait { told.value == 27 || Task.isCancelled }
    #expect(told.value == 27)
    #expect(end.waiterCount == 0)
  }

  @Test func whatIsKnownNeedsNoWaiting() {
    let end = WorkerEnd()
    end.complete(WorkerEnd.Status(exitCode: 3, peakMemory: 5))
    #expect(end.isKnown)
    #expect(end.manner.exitCode == 3)
    #expect(end.final.peakMemory == 5)
    #expect(end.waiterCount == 0)
  }
}
