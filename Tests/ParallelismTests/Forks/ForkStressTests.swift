#if os(Linux)
  import Dispatch
  @testable import Parallelism
  import Testing

  /// Forks of a process whose other threads are busy with what a child needs too.
  @Suite(
    .timeLimit(.minutes(30)),
    .disabled(if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
  struct ForkStressTests {
    /// Allocates, encodes, looks types up and locks for some milliseconds.
    private static func beBusy(_ shared: Locked<[String: Int]>, round: Int) {
      for step in 0..<60 {
        var writer = WireWriter()
        try? WireEncoder.write(["key \(step)": (0..<20).map { "value \($0)" }], to: &writer)
        shared.withLock { $0["\((round + step) % 50)", default: 0] += writer.count }
      }
    }

    @Test func childrenOfABusyProcessDoNotHang() async throws {
      let shared = Locked<[String: Int]>([:])
      let busy = DispatchGroup()
      for round in 0..<120 {
        // They are at it while the call forks, and end by themselves.
        for _ in 0..<2 { DispatchQueue.global().async(group: busy) { Self.beBusy(shared, round: round) } }
        let texts = try await Parallel(workers: 2, on: .forks).map(0..<4) { number in
          (0..<20).map { "\(round) \(number) \($0)" }
        }
        #expect(texts == (0..<4).map { number in (0..<20).map { "\(round) \(number) \($0)" } })
      }
      await withCheckedContinuation { continuation in busy.notify(queue: .global()) { continuation.resume() }
      }
    }
  }
#endif
