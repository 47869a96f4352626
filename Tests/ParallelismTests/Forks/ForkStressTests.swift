#if os(Linux)
  import Dispatch
  @testable import Parallelism
  import Synchronization
  import Testing

  /// Forks of a process whose other threads are busy with what a child needs too.
  @Suite(
    .timeLimit(.minutes(3)),
    .disabled(if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
  struct ForkStressTests {
    @Test func childrenOfABusyProcessDoNotHang() async throws {
      let isOver = Atomic(false)
      let shared = Locked<[String: Int]>([:])
      let busy = DispatchGroup()
      for number in 0..<3 {
        DispatchQueue(label: "busy-\(number)").async(group: busy) { [shared] in
          var round = 0
          while !isOver.load(ordering: .relaxed) {
            round += 1
            var writer = WireWriter()
            try? WireEncoder.write(["key \(round)": (0..<20).map { "value \($0)" }], to: &writer)
            shared.withLock { $0["\(round % 50)", default: 0] += writer.count }
          }
        }
      }
      defer {
        isOver.store(true, ordering: .relaxed)
        busy.wait()
      }
      for round in 0..<150 {
        let texts = try await Parallel(workers: 2, on: .forks).map(0..<4) { number in
          (0..<20).map { "\(round) \(number) \($0)" }
        }
        #expect(texts == (0..<4).map { number in (0..<20).map { "\(round) \(number) \($0)" } })
      }
    }
  }
#endif
