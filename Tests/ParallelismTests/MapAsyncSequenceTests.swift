import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct MapAsyncSequenceTests {
  struct Mishap: Error {}

  private func stream(_ count: Int, throwing error: (any Error)? = nil) -> AsyncThrowingStream<Int, any Error>
  {
    AsyncThrowingStream { continuation in
      for number in 0..<count { continuation.yield(number) }
      continuation.finish(throwing: error)
    }
  }

  @Test(arguments: backends, workerCounts)
  func resultsAreInTheOrderOfTheInputs(backend: any Backend, workers: WorkerCount) async throws {
    let parallel = Parallel(workers: workers, on: backend)
    for count in [0, 1, 2, 63, 1000] {
      #expect(try await parallel.map(stream(count)) { $0 * 2 } == (0..<count).map { $0 * 2 })
      let others = try await parallel.map(stream(count)) { number in
        await Task.yield()
        return "\(number)"
      }
      #expect(others == (0..<count).map { "\($0)" })
    }
  }

  @Test(arguments: backends, [0, 5, 19])
  func anErrorOfTheInputReachesTheCaller(backend: any Backend, failing: Int) async throws {
    let parallel = Parallel(workers: 2, on: backend)
    let error = try await #require(throws: ParallelError.self) {
      try await parallel.map(stream(failing, throwing: Mishap())) { $0 }
    }
    #expect(error.code == .inputFailed)
    #expect(error.underlying is Mishap)
    let collecting = try await #require(throws: ParallelError.self) {
      try await parallel.map(stream(failing, throwing: Mishap()), onFailure: .collect) { number in
        await Task.yield()
        return number
      }
    }
    #expect(collecting.code == .inputFailed)
    #expect(collecting.description.contains("after \(failing) elements"))
  }

  @Test(arguments: [1, 2, 5])
  func noMoreIsTakenThanTheLookaheadAllows(workers: Int) async throws {
    let taken = Tally()
    let done = Tally()
    let worst = Locked(0)
    let inputs = AsyncStream<Int>(unfolding: {
      let ahead = taken.add(1) - done.value
      worst.withLock { $0 = max($0, ahead) }
      return taken.value <= 500 ? taken.value : nil
    })
    let results = try await Parallel(workers: .exactly(workers)).map(inputs, lookahead: .perWorker(2)) {
      number in
      done.add(1)
      return number
    }
    #expect(results == Array(1...500))
    #expect(worst.withLock { $0 } <= workers * 2 + 1)
  }

  @Test func aSlowTaskHoldsUpNoInputs() async throws {
    let done = Tally()
    let results = try await Parallel(workers: 2).map(stream(100), lookahead: .count(2)) { number in
      if number == 0 { wait { done.value == 99 } }
      done.add(1)
      return number
    }
    #expect(results == Array(0..<100))
  }

  @Test func eachInputIsWorkedOnAsItComes() async throws {
    let (inputs, continuation) = AsyncStream<Int>.makeStream()
    let done = Tally()
    async let results = Parallel(workers: 2).map(inputs) { number in
      done.add(1)
      return number
    }
    for number in 1...10 {
      continuation.yield(number)
      await wait { done.value == number }
    }
    continuation.finish()
    #expect(try await results == Array(1...10))
  }

  @Test(arguments: backends)
  func failuresAreCollected(backend: any Backend) async throws {
    let results = try await Parallel(workers: 2, on: backend).map(stream(10), onFailure: .collect) {
      if $0 == 4 { throw Mishap() }
      return $0
    }
    #expect(results.map { try? $0.get() } == [0, 1, 2, 3, nil, 5, 6, 7, 8, 9])
  }

  @Test func waitingForAnInputEndsWithTheCaller() async {
    let (inputs, continuation) = AsyncStream<Int>.makeStream()
    continuation.yield(1)
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        _ = try await Parallel(workers: 2).map(inputs) { _ in call.cancel() }
      }
    }
    if case .terminated = continuation.yield(2) {} else { Issue.record("the input is still read") }
  }

  @Test(arguments: backends)
  func theCallersTaskLocalValuesAreFound(backend: any Backend) async throws {
    let marks = try await ThreadPoolTests.$mark.withValue("here") {
      try await Parallel(workers: 2, on: backend).map(stream(20)) { _ in ThreadPoolTests.mark }
    }
    #expect(marks == Array(repeating: "here", count: 20))
  }
}
