import Parallelism
import Testing

@Suite(.timeLimit(.minutes(30)))
struct RetryTests {
  struct Mishap: Error, Equatable {
    var attempt: Int
  }

  /// Fails at the first attempts of every task.
  private final class Flaky: Sendable {
    private let attempts: [Tally]
    private let failures: Int

    init(tasks: Int, failures: Int) {
      attempts = (0..<tasks).map { _ in Tally() }
      self.failures = failures
    }

    func callAsFunction(_ task: Int) throws -> Int {
      let attempt = attempts[task].add(1)
      if attempt <= failures { throw Mishap(attempt: attempt) }
      return task
    }

    var total: Int { attempts.reduce(0) { $0 + $1.value } }
  }

  @Test(arguments: backends, workerCounts)
  func aTaskThatFailsIsTriedAgain(backend: any Backend, workers: WorkerCount) async throws {
    let parallel = Parallel(workers: workers, on: backend)
    let mapped = Flaky(tasks: 50, failures: 2)
    #expect(try await parallel.map(0..<50, retries: .afterErrors(2)) { try mapped($0) } == Array(0..<50))
    #expect(mapped.total == 150)
    let streamed = Flaky(tasks: 50, failures: 2)
    let results = parallel.results(of: 0..<50, retries: .afterErrors(2)) { try streamed($0) }
    #expect(try await results.reduce(into: []) { $0.append($1) } == Array(0..<50))
    #expect(streamed.total == 150)
  }

  @Test(arguments: backends)
  func theErrorListsAllAttempts(backend: any Backend) async throws {
    let flaky = Flaky(tasks: 2, failures: 5)
    let parallel = Parallel(workers: 1, on: backend)
    let mapped = try await #require(throws: ParallelError.self) {
      try await parallel.map(0..<1, retries: .afterErrors(2)) { try flaky($0) }
    }
    let streamed = try await #require(throws: ParallelError.self) {
      for try await _ in parallel.results(of: 1..<2, retries: .afterErrors(2), { try flaky($0) }) {}
    }
    for error in [mapped, streamed] {
      #expect(error.taskIndex == 0)
      #expect(error.attempts == 3)
      #expect(error.earlierErrors as? [Mishap] == [Mishap(attempt: 1), Mishap(attempt: 2)])
      #expect(error.underlying as? Mishap == Mishap(attempt: 3))
      #expect(error.description.contains("failed 3 times, at last on worker 0"))
    }
  }

  @Test(arguments: backends)
  func cancellationIsNotTriedAgain(backend: any Backend) async throws {
    let attempts = Tally()
    await #expect(throws: CancellationError.self) {
      try await Parallel(workers: 1, on: backend).map(0..<1, retries: .afterErrors(5)) { _ in
        attempts.add(1)
        throw CancellationError()
      }
    }
    #expect(attempts.value == 1)
  }

  @Test(arguments: backends)
  func aStoppedCallTriesNothingAgain(backend: any Backend) async throws {
    let attempts = Tally()
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        _ = try await Parallel(workers: 1, on: backend).map(0..<1, retries: .afterErrors(.max)) { _ in
          attempts.add(1)
          call.cancel()
          throw Mishap(attempt: 0)
        }
      }
    }
    #expect(attempts.value == 1)
  }

  @Test(arguments: closureBackends)
  func fewerThanNoRetriesAreRefused(backend: any Backend) async throws {
    let error = try await #require(throws: ParallelError.self) {
      try await Parallel(on: backend).map(0..<1, retries: .afterErrors(-1)) { $0 }
    }
    #expect(error.code == .invalidArgument)
    #expect(error.description.contains("-1 times"))
  }
}
