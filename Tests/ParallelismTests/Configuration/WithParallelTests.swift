import Dispatch
import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct WithParallelTests {
  @Test func withoutAScopeAllProcessorsAreUsed() throws {
    #expect(try Parallel().effectiveWorkers() == Hardware.processorCount)
    #expect(try Parallel(workers: 3).effectiveWorkers() == 3)
  }

  @Test func theInnermostScopeThatSetsAValueWins() async throws {
    try await withParallel(Parallel(workers: 4)) { () async throws in
      #expect(try Parallel().effectiveWorkers() == 4)
      try await withParallel(Parallel(on: .sequential)) { () async throws in
        #expect(try Parallel().effectiveWorkers() == 1)
        #expect(try Parallel(on: .threads).effectiveWorkers() == 4)
        try await withParallel(Parallel(workers: 7, on: .threads)) { () async throws in
          #expect(try Parallel().effectiveWorkers() == 7)
        }
        #expect(try Parallel().effectiveWorkers() == 1)
      }
      #expect(try Parallel(workers: 2).effectiveWorkers() == 2)
      #expect(try Parallel().effectiveWorkers() == 4)
    }
    #expect(try Parallel().effectiveWorkers() == Hardware.processorCount)
  }

  @Test func aScopeThatThrowsIsLeft() async throws {
    struct Mishap: Error {}
    await #expect(throws: Mishap.self) {
      try await withParallel(Parallel(workers: 5)) { () async throws in throw Mishap() }
    }
    #expect(throws: Mishap.self) {
      try withParallel(Parallel(workers: 5)) { () throws in throw Mishap() }
    }
    #expect(try Parallel().effectiveWorkers() == Hardware.processorCount)
  }

  @Test func aScopeOfSynchronousCodeIsAsAnyOther() throws {
    try withParallel(Parallel(workers: 4)) {
      let outer = try Parallel().effectiveWorkers()
      let inner = try withParallel(Parallel(on: .sequential)) { try Parallel().effectiveWorkers() }
      #expect((outer, inner) == (4, 1))
      let shares = try Parallel(workers: 2).map(0..<2) { _ in try Parallel().effectiveWorkers() }
      #expect(shares == [2, 2])
    }
    #expect(try Parallel().effectiveWorkers() == Hardware.processorCount)
  }

  @Test func aScopeMayContainACountThatCallsRefuse() async throws {
    await withParallel(Parallel(workers: 0)) {
      let error = await #expect(throws: ParallelError.self) { try await Parallel().map(0..<3) { $0 } }
      #expect(error?.code == .invalidWorkerCount)
    }
  }

  @Test func callsTakeBackendAndCountFromTheScope() async throws {
    let running = Tally()
    let peaks = try await withParallel(Parallel(workers: 2, on: CooperativeBackend())) {
      try await Parallel().map(0..<1000) { _ in
        defer { running.add(-1) }
        return running.add(1)
      }
    }
    #expect(peaks.max() ?? 0 <= 2)
  }

  @Test func tasksInheritTheScope() async throws {
    try await withParallel(Parallel(workers: 4)) { () async throws in
      async let child = Parallel().effectiveWorkers()
      #expect(try await child == 4)
      #expect(try await Task { try Parallel().effectiveWorkers() }.value == 4)
      #expect(try await Task.detached { try Parallel().effectiveWorkers() }.value == Hardware.processorCount)
    }
  }

  @Test func scopesOfTasksSideBySideDoNotMix() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for workers in 1...50 {
        group.addTask {
          try await withParallel(Parallel(workers: .exactly(workers))) { () async throws in
            await Task.yield()
            #expect(try Parallel().effectiveWorkers() == workers)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(arguments: [(1, 8), (2, 4), (3, 2), (8, 1), (9, 1), (.max, 1)])
  func bodiesShareWhatTheScopeAllows(workers: Int, share: Int) async throws {
    try await withParallel(Parallel(workers: 8)) { () async throws in
      let parallel = Parallel(workers: .exactly(workers))
      let shares = try await parallel.map(0..<100) { _ in try Parallel().effectiveWorkers() }
      #expect(Set(shares) == [share])
      for try await streamed in parallel.results(
        of: 0..<10, lookahead: .count(3), { _ in try Parallel().effectiveWorkers() })
      {
        #expect(streamed == share)
      }
    }
  }

  @Test func tasksThatAreFewLeaveMoreToEach() async throws {
    try await withParallel(Parallel(workers: 8)) { () async throws in
      let shares = try await Parallel().map(0..<2) { _ in try Parallel().effectiveWorkers() }
      #expect(shares == [4, 4])
    }
  }

  @Test(arguments: backends)
  func bodiesOfACallThatUsesAllWorkersHaveOneOfTheirOwn(backend: any Backend) async throws {
    let shares = try await Parallel(on: backend).map(0..<100) { _ in
      try Parallel(on: .threads).effectiveWorkers()
    }
    let expected = backend is SequentialBackend ? Hardware.processorCount : 1
    #expect(Set(shares) == [expected])
  }

  @Test func bodiesMayAskForMore() async throws {
    let counts = try await Parallel(workers: 2).map(0..<2) { _ in try Parallel(workers: 5).effectiveWorkers()
    }
    #expect(counts == [5, 5])
  }

  @Test func aScopeWithinABodyHoldsThere() async throws {
    let parallel = Parallel(workers: 1)
    let counts = try await withParallel(Parallel(workers: 1)) {
      try await parallel.map(0..<2) { _ in
        try blocking {
          try await withParallel(Parallel(workers: 6)) {
            try await Parallel().map(0..<6) { _ in try Parallel().effectiveWorkers() }.count
              + Parallel().effectiveWorkers()
          }
        }
      }
    }
    #expect(counts == [12, 12])
  }

  @Test(arguments: [nil, 2] as [WorkerCount?])
  func callsWithinCallsEndAtAnyDepth(workers: WorkerCount?) async throws {
    @Sendable func leaves(below depth: Int) async throws -> Int {
      if depth == 0 { return 1 }
      return try await Parallel(workers: workers).map(0..<2) { _ in
        try blocking { try await leaves(below: depth - 1) }
      }.reduce(0, +)
    }
    #expect(try await leaves(below: 6) == 64)
  }
}

/// Waits for an asynchronous operation in a task of its own, as synchronous code must.
private func blocking<Output: Sendable>(_ operation: @escaping @Sendable () async throws -> Output) throws
  -> Output
{
  let result = Locked<Result<Output, any Error>?>(nil)
  let done = DispatchSemaphore(value: 0)
  Task {
    do {
      let output = try await operation()
      result.withLock { $0 = .success(output) }
    } catch {
      result.withLock { $0 = .failure(error) }
    }
    done.signal()
  }
  done.wait()
  return try #require(result.withLock { $0 }).get()
}
