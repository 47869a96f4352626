import Parallelism
import Testing

/// Calls whose tasks share the memory of their caller, and what ten thousand of them leave.
@Suite(.timeLimit(.minutes(30)))
struct ThreadLitterTests {
  enum Call: String, Codable, CaseIterable {
    case map, blockingMap, failingMap, stream, streamThatIsLeft

    func make() async throws {
      let parallel = Parallel(workers: 2)
      switch self {
      case .map: _ = try await parallel.map(0..<4) { "\($0)" }
      case .blockingMap: try Self.makeBlocking(parallel)
      case .failingMap:
        _ = try? await parallel.map(0..<4) { try Destiny(fate: $0 == 2 ? .refuses : .fine).run() }
      case .stream: for try await _ in parallel.results(of: 0..<4, { "\($0)" }) {}
      case .streamThatIsLeft: for try await _ in parallel.results(of: 0..., { "\($0)" }) { break }
      }
    }

    private static func makeBlocking(_ parallel: Parallel) throws {
      _ = try parallel.map(0..<4) { "\($0)" }
    }
  }

  @Test(
    .disabled(if: Sanitizers.includeThreads, "the memory of the thread sanitizer itself grows"),
    arguments: Call.allCases)
  func neitherDescriptorsNorMemoryAddUp(call: Call) async {
    // In a process of its own, whose descriptors and memory are nobody else's.
    await #expect(processExitsWith: .success) { [call = call as Call] in
      for _ in 0..<100 { try await call.make() }
      let before = Holdings()
      for _ in 0..<9900 { try await call.make() }
      before.expectNoMore()
    }
  }
}
