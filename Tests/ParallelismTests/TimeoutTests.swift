import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct TimeoutTests {
  private func parallel(workers: WorkerCount = 2, on backend: any Backend, clock: ManualClock) -> Parallel {
    var parallel = Parallel(workers: workers, on: backend)
    parallel.clock = clock
    return parallel
  }

  @Test(arguments: backends)
  func aCallThatIsFastEnoughIsAsAnyOther(backend: any Backend) async throws {
    let clock = ManualClock()
    let parallel = parallel(on: backend, clock: clock)
    let limit = Duration.seconds(30)
    #expect(try await parallel.map(0..<100, deadline: limit, stall: limit) { $0 } == Array(0..<100))
    #expect(
      try await parallel.results(of: 0..<100, deadline: limit, stall: limit) { $0 }.reduce(0, +) == 4950)
    #expect(clock.alarms.isEmpty)
  }

  /// What is meant by no limit at all.
  @Test(arguments: backends)
  func aLimitMayBeTheLongestThereIs(backend: any Backend) async throws {
    let parallel = Parallel(workers: 2, on: backend)
    let limit = Duration.seconds(Int.max)
    let results = try await parallel.map(0..<100, taskLimit: limit, deadline: limit, stall: limit) { $0 }
    #expect(results == Array(0..<100))
    let stream = parallel.results(of: 0..<100, taskLimit: limit, deadline: limit, stall: limit) { $0 }
    #expect(try await stream.reduce(0, +) == 4950)
  }

  @Test(arguments: backends, [1, 2, 5])
  func aCallThatIsLateStartsNothingElseAndWaitsForWhatRuns(backend: any Backend, workers: Int) async throws {
    let clock = ManualClock()
    let started = Tally()
    let running = Tally()
    let error = try await #require(throws: ParallelError.self) {
      try await parallel(workers: .exactly(workers), on: backend, clock: clock).map(
        0..<1000, deadline: .seconds(3)
      ) { task in
        started.add(1)
        running.add(1)
        defer { running.add(-1) }
        if task == 0 {
          wait { !clock.alarms.isEmpty }
          clock.advance(by: .seconds(3))
        }
        wait { Task.isCancelled }
      }
    }
    #expect(error.code == .deadlineExceeded)
    #expect(error.taskIndex == nil)
    #expect(error.description.contains("3.0 seconds: 0 of 1000 tasks were done"))
    #expect(running.value == 0)
    #expect(started.value <= workers)
    #expect(!Task.isCancelled)
  }

  @Test(arguments: backends)
  func aStallCountsFromTheLastResult(backend: any Backend) async throws {
    let clock = ManualClock()
    let error = try await #require(throws: ParallelError.self) {
      try await parallel(workers: 1, on: backend, clock: clock).map(0..<10, stall: .seconds(2)) { task in
        if task < 6 { return clock.advance(by: .seconds(1)) }
        wait { clock.alarms.contains { $0 > .seconds(6) } || Task.isCancelled }
        clock.advance(by: .seconds(2))
        wait { Task.isCancelled }
      }
    }
    #expect(error.code == .stalled)
    #expect(error.description.contains("2.0 seconds: 6 of 10 tasks were done"))
  }

  @Test(arguments: backends)
  func collectingKeepsWhatWasDoneInTime(backend: any Backend) async throws {
    let clock = ManualClock()
    let results = try await parallel(workers: 1, on: backend, clock: clock).map(
      0..<10, onFailure: .collect, deadline: .seconds(1)
    ) { task in
      if task == 4 {
        wait { !clock.alarms.isEmpty }
        clock.advance(by: .seconds(1))
        wait { Task.isCancelled }
      }
      return "\(task)"
    }
    #expect(try results[...4].map { try $0.get() } == ["0", "1", "2", "3", "4"])
    for result in results[5...] {
      #expect(throws: ParallelError.self) { try result.get() }
      if case .failure(let error) = result { #expect(error.code == .deadlineExceeded) }
    }
  }

  @Test(arguments: backends, [ResultOrder.input, .completion])
  func aLateStreamDeliversWhatThereIsAndThrows(backend: any Backend, order: ResultOrder) async throws {
    let clock = ManualClock()
    let running = Tally()
    var results: [Int] = []
    var iterator = parallel(workers: 1, on: backend, clock: clock).results(
      of: 0..., ordered: order, deadline: .seconds(1)
    ) { task in
      running.add(1)
      defer { running.add(-1) }
      if task == 3 {
        wait { !clock.alarms.isEmpty }
        clock.advance(by: .seconds(1))
        wait { Task.isCancelled }
        try Task.checkCancellation()
      }
      return task
    }.makeAsyncIterator()
    let error = await #expect(throws: ParallelError.self) {
      while let result = try await iterator.next() { results.append(result) }
    }
    #expect(error?.code == .deadlineExceeded)
    #expect(results == [0, 1, 2])
    #expect(running.value == 0)
    #expect(try await iterator.next() == nil)
  }

  // Not on a backend that blocks the threads that the consumer runs on.
  @Test(arguments: [.sequential, .threads] as [any Backend])
  func aStallOfAStreamCountsWhileItsConsumerWaits(backend: any Backend) async throws {
    let clock = ManualClock()
    var iterator = parallel(workers: 1, on: backend, clock: clock).results(
      of: 0..., lookahead: .count(1), stall: .seconds(2)
    ) { task in
      if task == 5 {
        wait { clock.alarms.contains { $0 > .seconds(15) } }
        clock.advance(by: .seconds(2))
        wait { Task.isCancelled }
        try Task.checkCancellation()
      }
      return task
    }.makeAsyncIterator()
    for task in 0..<5 {
      #expect(try await iterator.next() == task)
      // The consumer takes its time, which is nobody's fault.
      clock.advance(by: .seconds(3))
    }
    let error = await #expect(throws: ParallelError.self) { try await iterator.next() }
    #expect(error?.code == .stalled)
    #expect(error?.description.contains("5 results were delivered") == true)
  }
}
