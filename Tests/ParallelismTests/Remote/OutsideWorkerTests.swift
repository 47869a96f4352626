import Foundation
import Parallelism
import Testing

/// What backends need that have workers of their own on other machines.
struct OutsideWorkerTests {
  /// Does jobs here, tells how long they took, and has as many workers as it likes.
  private struct OutsideBackend: Backend {
    var allWorkers: Int?
    /// What a task is said to take.
    var pace: Duration?
    var aim = Duration.milliseconds(10)
    var told: @Sendable (_ workers: Int, _ batch: Range<Int>) -> Void = { _, _ in }

    var memory: BackendMemory { .separate }

    func run(_ tasks: RemoteTasks, workers: Int) async throws {
      while var batch = tasks.take(for: 0, lasting: aim) {
        told(workers, batch.tasks)
        guard let request = batch.request() else { continue }
        try batch.complete(with: RemoteTasks.perform(request), took: pace.map { $0 * batch.tasks.count })
      }
    }
  }

  struct Half: Job {
    var number: Int
    func run() -> Int { number / 2 }
  }

  @Test(arguments: [
    (WorkerCount?.none, 5), (.all, 5), (.all(except: 2), 3), (.all(except: 9), 1), (.exactly(7), 7),
  ])
  func allWorkersAreThoseOfTheBackend(asked: WorkerCount?, granted: Int) async throws {
    let counts = Recorder<Int>()
    let backend = OutsideBackend(allWorkers: 5, told: { workers, _ in counts.record(workers) })
    let results = try await Parallel(workers: asked, on: backend).run((0..<40).map(Half.init))
    #expect(results == (0..<40).map { $0 / 2 })
    #expect(Set(counts.all) == [granted])
  }

  @Test func batchesFollowFromWhatAWorkerSaysItTook() async throws {
    let sizes = Recorder<Int>()
    let backend = OutsideBackend(pace: .milliseconds(1), told: { sizes.record($1.count) })
    _ = try await Parallel(workers: 1, on: backend).run((0..<1000).map(Half.init))
    // Ten milliseconds at a millisecond each, however long it took in truth.
    #expect(sizes.all.prefix(10) == [1] + ArraySlice(repeating: 10, count: 9))
  }

  @Test func theEndOfAnOutsideWorkerIsToldAsAnyOther() async throws {
    let killed = WorkerDeath(
      processID: 17, host: "tcp://10.0.0.1:4", signal: 9, exitCode: nil, lastLines: ["Fatal error: it"])
    #expect(
      "\(killed)"
        == "its process 17 on tcp://10.0.0.1:4 was ended by signal 9 (SIGKILL), and wrote “Fatal error: it”")
    #expect(killed.signal == 9 && killed.exitCode == nil && killed.peakMemory == nil)
    let left = WorkerDeath(processID: 18, host: nil, signal: nil, exitCode: 3)
    #expect("\(left)" == "its process 18 exited with code 3")
    #expect(left.exitCode == 3 && left.host == nil)
  }
}

/// What was told, in order.
private final class Recorder<Value: Sendable>: Sendable {
  private let values = NSLock()
  // SAFETY: touched under the lock only.
  nonisolated(unsafe) private var list: [Value] = []

  var all: [Value] { values.withLock { list } }
  func record(_ value: Value) { values.withLock { list.append(value) } }
}
