import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct AsyncMapTests {
  struct Mishap: Error {}

  @Test(arguments: backends, workerCounts)
  func resultsAreInTheOrderOfTheInputs(backend: any Backend, workers: WorkerCount) async throws {
    for count in [0, 1, 2, 63, 3000] {
      let results = try await Parallel(workers: workers, on: backend).map(0..<count) { number in
        if number % 7 == 0 { await Task.yield() }
        return "\(number)"
      }
      #expect(results == (0..<count).map { "\($0)" })
    }
  }

  @Test(arguments: [1, 2, 5, 64])
  func noMoreBodiesRunThanThereAreWorkers(workers: Int) async throws {
    let running = Tally()
    let most = Locked(0)
    _ = try await Parallel(workers: .exactly(workers)).map(0..<500) { _ in
      let now = running.add(1)
      most.withLock { $0 = max($0, now) }
      await Task.yield()
      running.add(-1)
    }
    #expect(most.withLock { $0 } <= workers)
  }

  @Test(arguments: [2, 64])
  func asManyBodiesMayWaitForOneAnotherAsThereAreWorkers(workers: Int) async throws {
    // More than there are threads: waiting holds none.
    let begun = Tally()
    _ = try await Parallel(workers: .exactly(workers)).map(0..<workers) { _ in
      begun.add(1)
      await wait { begun.value == workers }
    }
    #expect(begun.value == workers)
  }

  @Test func onTheSequentialBackendOneRunsAfterTheOther() async throws {
    let events = Locked<[String]>([])
    _ = try await Parallel(on: .sequential).map(0..<3) { number in
      events.withLock { $0.append("begin \(number)") }
      await Task.yield()
      events.withLock { $0.append("end \(number)") }
    }
    #expect(events.withLock { $0 } == ["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"])
  }

  @Test(arguments: backends)
  func bodiesFindWhatBelongsToTheCaller(backend: any Backend) async throws {
    let found = try await ThreadPoolTests.$mark.withValue("here") {
      try await Parallel(workers: 2, on: backend).map(0..<20) { _ in
        await Task.yield()
        return ThreadPoolTests.mark
      }
    }
    #expect(found == Array(repeating: "here", count: 20))
  }

  @Test(arguments: backends)
  func callsWithinBodiesShareTheMachine(backend: any Backend) async throws {
    let parallel = Parallel(workers: 64, on: backend)
    let workers = try await parallel.map(0..<3) { _ in
      await Task.yield()
      return try Parallel().effectiveWorkers()
    }
    let outside = try Parallel().effectiveWorkers()
    #expect(workers.allSatisfy { backend is SequentialBackend ? $0 == outside : $0 == max(1, outside / 64) })
  }

  @Test(arguments: [2, 5, 64])
  func theFirstFailureCancelsTheRestAndWaitsForIt(workers: Int) async throws {
    let begun = Tally()
    let running = Tally()
    let error = try await #require(throws: ParallelError.self) {
      try await Parallel(workers: .exactly(workers)).map(0..<workers * 100) { task in
        running.add(1)
        defer { running.add(-1) }
        begun.add(1)
        await wait { begun.value == workers }
        if task == workers - 1 { throw Mishap() }
        await wait { Task.isCancelled }
        try Task.checkCancellation()
      }
    }
    #expect(error.taskIndex == workers - 1)
    #expect(error.underlying is Mishap)
    #expect(running.value == 0)
    #expect(begun.value == workers)
  }

  @Test(arguments: backends)
  func aCancelledCallerWaitsForWhatRuns(backend: any Backend) async {
    let call = CancellableCall()
    let running = Tally()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        defer { #expect(running.value == 0) }
        _ = try await Parallel(workers: 2, on: backend).map(0..<1000) { task in
          running.add(1)
          defer { running.add(-1) }
          if task == 1 { call.cancel() }
          if task > 0 { await wait { Task.isCancelled } }
        }
      }
    }
  }

  @Test(arguments: backends)
  func failuresAreCollected(backend: any Backend) async throws {
    let results = try await Parallel(workers: 3, on: backend).map(0..<100, onFailure: .collect) { task in
      await Task.yield()
      if task % 3 == 1 { throw Mishap() }
      return task
    }
    #expect(results.count == 100)
    for (task, result) in results.enumerated() {
      switch result {
      case .success(let output): #expect(output == task && task % 3 != 1)
      case .failure(let error):
        #expect(error.taskIndex == task && task % 3 == 1)
        #expect(error.underlying is Mishap)
      }
    }
  }

  @Test(arguments: backends)
  func aTaskThatFailedIsTriedAgain(backend: any Backend) async throws {
    let attempts = Tally()
    let results = try await Parallel(workers: 1, on: backend).map(0..<3, retries: .afterErrors(2)) { task in
      await Task.yield()
      if task == 1, attempts.add(1) < 3 { throw Mishap() }
      return task
    }
    #expect(results == [0, 1, 2])
    #expect(attempts.value == 3)
  }

  @Test(arguments: backends)
  func progressIsToldOfEveryTask(backend: any Backend) async throws {
    let told = Locked<[ParallelProgress]>([])
    _ = try await Parallel(workers: 3, on: backend).map(
      0..<50, progress: { progress in told.withLock { $0.append(progress) } },
      { _ in await Task.yield() })
    #expect(told.withLock { $0.last?.completed } == 50)
    #expect(told.withLock { $0.allSatisfy { $0.total == 50 } })
  }

  @Test(arguments: backends)
  func aLateCallIsStopped(backend: any Backend) async throws {
    let clock = ManualClock()
    var parallel = Parallel(workers: 1, on: backend)
    parallel.clock = clock
    let results = try await parallel.map(0..<5, onFailure: .collect, deadline: .seconds(1)) { task in
      if task == 2 {
        await wait { !clock.alarms.isEmpty }
        clock.advance(by: .seconds(1))
        await wait { Task.isCancelled }
        try Task.checkCancellation()
      }
      return task
    }
    #expect(results.prefix(2).map { try? $0.get() } == [0, 1])
    #expect(results.count == 5)
    for result in results.dropFirst(2) {
      guard case .failure(let error) = result else {
        Issue.record("a task that was not done has a result")
        continue
      }
      #expect(error.code == .deadlineExceeded)
    }
  }

  @MainActor @Test(arguments: backends)
  func theMainActorMayCall(backend: any Backend) async throws {
    let results = try await Parallel(workers: 2, on: backend).map(0..<100) { number in
      await Task.yield()
      return number
    }
    MainActor.assertIsolated()
    #expect(results == Array(0..<100))
  }

  // MARK: Which form a closure takes

  private func double(_ number: Int) throws -> Int { number * 2 }
  private func slowDouble(_ number: Int) async throws -> Int { number * 2 }

  @Test func aClosureThatAwaitsNothingTakesTheSynchronousForm() async {
    let parallel = Parallel(on: .processes)
    await expectRefusal("a closure cannot") { _ = try await parallel.map(0..<3) { $0 * 2 } }
    await expectRefusal("a closure cannot") { _ = try await parallel.map(0..<3, double) }
    await expectRefusal("a closure cannot") {
      _ = try await parallel.map(0..<3) { number in
        let half = number / 2
        if half > 1 { throw Mishap() }
        return half
      }
    }
    await expectRefusal("a closure cannot") {
      for try await _ in parallel.results(of: 0..<3, { try double($0) }) {}
    }
    await expectRefusal("a closure cannot") {
      _ = try await parallel.map(0..<3, onFailure: .collect) { try double($0) }
    }
  }

  @Test func aClosureThatAwaitsTakesTheAsynchronousForm() async {
    let parallel = Parallel(on: .processes)
    await expectRefusal("an asynchronous closure") { _ = try await parallel.map(0..<3, slowDouble) }
    await expectRefusal("an asynchronous closure") {
      _ = try await parallel.map(0..<3) { number in
        await Task.yield()
        return number
      }
    }
    await expectRefusal("an asynchronous closure") {
      for try await _ in parallel.results(of: 0..<3, { try await slowDouble($0) }) {}
    }
    await expectRefusal("an asynchronous closure") {
      _ = try await parallel.map(0..<3, onFailure: .collect) { try await slowDouble($0) }
    }
  }

  private func expectRefusal(_ words: String, _ call: () async throws -> Void) async {
    let error = await #expect(throws: ParallelError.self) { try await call() }
    #expect(error?.code == .closureNotSendable)
    #expect(error?.description.contains(words) == true)
  }

  @Test func aScopeOfProcessesLetsClosuresRunHere() async throws {
    let results = try await withParallel(Parallel(workers: 2, on: .processes)) {
      try await Parallel().map(0..<3, slowDouble)
    }
    #expect(results == [0, 2, 4])
  }
}
