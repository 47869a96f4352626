import Testing

@testable import Parallelism

/// A backend of closures whose results come back as bytes, without the forking.
private struct CopyingBackend: Backend {
  var memory: BackendMemory { .copied }

  func run(_ tasks: RemoteTasks, workers: Int) async throws {
    while let batch = tasks.take(for: 0, lasting: .milliseconds(1)) {
      try batch.complete(with: tasks.performInCopy(batch.tasks))
    }
  }
}

struct CopiedBackendTests {
  private let parallel = Parallel(workers: 2, on: CopyingBackend())

  private func map<Output: Sendable>(_ body: @escaping @Sendable (Int) throws -> Output) async throws
    -> [Output]
  {
    try await parallel.mapInCopies(
      Array(0..<10), setting: parallel.resolved(for: .closures), retries: .none,
      limits: TimeLimits(deadline: nil, stall: nil), progress: nil, body)
  }

  @Test func plainAndCodableResultsComeBack() async throws {
    #expect(try await map { Double($0) } == (0..<10).map(Double.init))
    #expect(try await map { "\($0)" } == (0..<10).map { "\($0)" })
    #expect(try await map { [$0: [$0, nil]] } == (0..<10).map { [$0: [$0, nil]] })
    let pairs = try await map { (number: $0, half: Double($0) / 2) }
    #expect(pairs.map(\.half) == (0..<10).map { Double($0) / 2 })
    #expect(try await map { _ in }.count == 10)
  }

  @Test func resultsThatCannotComeBackAreRefused() async {
    final class Handle: Sendable {}
    let began = Tally()
    let error = await #expect(throws: ParallelError.self) {
      _ = try await map { _ in
        began.add(1)
        return Handle()
      }
    }
    #expect(error?.code == .codingFailed)
    #expect(error?.description.contains("Handle") == true)
    #expect(began.value == 0)
  }

  @Test func failuresAreCollected() async throws {
    let outcomes = try await parallel.collectInCopies(
      Array(0..<10), setting: parallel.resolved(for: .closures), retries: .none,
      limits: TimeLimits(deadline: nil, stall: nil), progress: nil
    ) { number in
      if number == 3 { throw Refusal(reason: "three") }
      return "\(number)"
    }
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .success(let text): #expect(text == "\(index)")
      case .failure(let error):
        #expect(index == 3)
        #expect(error.underlying as? Refusal == Refusal(reason: "three"))
        #expect(error.taskDescription == "3")
      }
    }
  }
}
