import Logging
import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct ResultsOptionsTests {
  struct Mishap: Error {}

  // MARK: Failures

  @Test(arguments: backends, [ResultOrder.input, .completion])
  func aStreamCollectsFailures(backend: any Backend, order: ResultOrder) async throws {
    var failed: [Int] = []
    var succeeded: [Int] = []
    let stream = Parallel(workers: 3, on: backend).results(of: 0..<200, ordered: order, onFailure: .collect) {
      if $0 % 3 == 1 { throw Mishap() }
      return $0
    }
    for try await result in stream {
      switch result {
      case .success(let output): succeeded.append(output)
      case .failure(let error):
        #expect(error.code == .taskFailed)
        #expect(error.underlying is Mishap)
        failed.append(error.taskIndex ?? -1)
      }
    }
    if order == .completion {
      failed.sort()
      succeeded.sort()
    }
    #expect(failed == (0..<200).filter { $0 % 3 == 1 })
    #expect(succeeded == (0..<200).filter { $0 % 3 != 1 })
  }

  @Test(arguments: backends)
  func aCancellationErrorOfATaskIsCollected(backend: any Backend) async throws {
    var count = 0
    for try await result in Parallel(workers: 2, on: backend).results(
      of: 0..<3, onFailure: .collect,
      {
        await Task.yield()
        if $0 == 1 { throw CancellationError() }
      })
    {
      if case .failure(let error) = result {
        #expect(error.taskIndex == 1)
        #expect(error.underlying is CancellationError)
      }
      count += 1
    }
    #expect(count == 3)
  }

  @Test(arguments: backends)
  func attemptsAreListedInACollectedFailure(backend: any Backend) async throws {
    var iterator = Parallel(workers: 1, on: backend).results(
      of: 0..<1, onFailure: .collect, retries: .afterErrors(2), { _ in throw Mishap() }
    ).makeAsyncIterator()
    guard case .failure(let error) = try await iterator.next() else {
      Issue.record("the task has not failed")
      return
    }
    #expect(error.attempts == 3)
    #expect(error.earlierErrors.count == 2)
  }

  // MARK: Progress

  @Test(arguments: backends, workerCounts)
  func aStreamTellsItsProgress(backend: any Backend, workers: WorkerCount) async throws {
    let told = Locked<[ParallelProgress]>([])
    let stream = Parallel(workers: workers, on: backend).results(
      of: 0..<300, progress: { progress in told.withLock { $0.append(progress) } }, { $0 })
    for try await _ in stream {}
    let reports = told.withLock { $0 }
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.completed < $1.completed })
    #expect(reports.first?.completed == 0)
    #expect(reports.first?.taken == 0)
    #expect(reports.last?.completed == 300)
    #expect(reports.last?.taken == 300)
    #expect(reports.map(\.isFinal) == reports.indices.map { $0 == reports.count - 1 })
    #expect(reports.allSatisfy { $0.total == 300 && $0.completed <= $0.started && $0.started <= $0.taken })
  }

  @Test(arguments: backends)
  func workersThatNothingIsLeftForTakeNoRoom(backend: any Backend) async throws {
    let counts = Locked<Set<Int>>([])
    let parallel = Parallel(workers: .exactly(.max), on: backend, trace: ParallelTrace())
    let stream = parallel.results(
      of: 0..<10, taskLimit: .seconds(600),
      progress: { progress in counts.withLock { _ = $0.insert(progress.workers.count) } }, { $0 })
    #expect(try await stream.reduce(0, +) == 45)
    let expected: Set<Int> = backend is SequentialBackend ? [1] : [10]
    #expect(counts.withLock { $0 } == expected)
  }

  @Test func theLookaheadBoundsTheWorkersWhereInputsAreNotCounted() async throws {
    func inputs() -> AsyncStream<Int> {
      AsyncStream { continuation in
        for number in 0..<10 { continuation.yield(number) }
        continuation.finish()
      }
    }
    let counts = Locked<Set<Int>>([])
    let parallel = Parallel(workers: .exactly(.max))
    let stream = parallel.results(
      of: inputs(), lookahead: .count(3), taskLimit: .seconds(600),
      progress: { progress in counts.withLock { _ = $0.insert(progress.workers.count) } }, { $0 })
    #expect(try await stream.reduce(0, +) == 45)
    #expect(counts.withLock { $0 } == [3])
    let unbounded = parallel.results(of: inputs(), taskLimit: .seconds(600), { $0 })
    #expect(try await unbounded.reduce(0, +) == 45)
  }

  @Test(arguments: backends)
  func whatIsTakenStaysWithinTheLookahead(backend: any Backend) async throws {
    let told = Locked<[ParallelProgress]>([])
    let delivered = Tally()
    let stream = Parallel(workers: 2, on: backend).results(
      of: 0..<100, lookahead: .count(4),
      progress: { progress in
        // What is delivered later may be counted here, never less.
        #expect(progress.taken <= delivered.value + 4 + 1)
        told.withLock { $0.append(progress) }
      }, { $0 })
    for try await _ in stream { delivered.add(1) }
    #expect(told.withLock { $0.last?.taken } == 100)
  }

  @Test(arguments: backends)
  func theLastReportOfAStreamThatFailsComesBeforeTheError(backend: any Backend) async throws {
    let last = Locked<ParallelProgress?>(nil)
    let running = Tally()
    let stream = Parallel(workers: 2, on: backend).results(
      of: 0..<100,
      progress: { progress in
        if progress.isFinal { #expect(running.value == 0) }
        last.withLock { $0 = progress }
      }
    ) {
      running.add(1)
      defer { running.add(-1) }
      if $0 == 50 { throw Mishap() }
    }
    await #expect(throws: ParallelError.self) { for try await _ in stream {} }
    let report = try #require(last.withLock { $0 })
    #expect(report.isFinal)
    #expect(report.failed == 1)
    #expect(report.completed < 100)
    #expect(report.workers.allSatisfy { $0.isIdle })
  }

  @Test(arguments: [.sequential, .threads] as [any Backend])
  func aStreamThatIsLeftTellsSoWhenItsTasksHaveEnded(backend: any Backend) async throws {
    let last = Locked<ParallelProgress?>(nil)
    let running = Tally()
    let stream = Parallel(workers: 2, on: backend).results(
      of: 0...,
      progress: { progress in
        if progress.isFinal { #expect(running.value == 0) }
        last.withLock { $0 = progress }
      }
    ) { number in
      running.add(1)
      if number > 0 { wait { Task.isCancelled } }
      running.add(-1)
    }
    for try await _ in stream { break }
    await wait { last.withLock { $0?.isFinal == true } }
    #expect(running.value == 0)
  }

  @Test(arguments: backends)
  func collectedFailuresCountAsDone(backend: any Backend) async throws {
    let last = Locked<ParallelProgress?>(nil)
    let stream = Parallel(workers: 2, on: backend).results(
      of: 0..<30, onFailure: .collect, progress: { progress in last.withLock { $0 = progress } }
    ) { if $0 % 3 == 0 { throw Mishap() } }
    for try await _ in stream {}
    #expect(last.withLock { $0?.completed } == 30)
    #expect(last.withLock { $0?.failed } == 10)
  }

  // MARK: Log

  @Test(arguments: backends)
  func aStreamSaysWhenItBeginsAndEnds(backend: any Backend) async throws {
    let log = CapturedLog()
    let attempts = Tally()
    let stream = Parallel(workers: 1, on: backend, logger: log.logger).results(
      of: [5], retries: .afterErrors(1)
    ) { _ in if attempts.add(1) < 2 { throw Mishap() } }
    for try await _ in stream {}
    #expect(log.entries.map(\.message) == ["a call begins", "a task is tried again", "a call has ended"])
    #expect(log.entries.first?.metadata == ["backend": "\(backend.name)", "workers": "1", "tasks": "1"])
    #expect(log.entries.count { $0.metadata["attempt"] == "2" && $0.metadata["attempts"] == "2" } == 1)
  }

  @Test func theTotalIsKnownWhereTheInputHasACount() async throws {
    // At the end it is known anyway.
    func total<Inputs: Sequence<Int>>(of inputs: sending Inputs) async throws -> Int? {
      let total = Locked<Int?>(nil)
      let stream = Parallel(workers: 1).results(
        of: inputs,
        progress: { progress in if !progress.isFinal { total.withLock { $0 = progress.total } } },
        { $0 })
      for try await _ in stream {}
      return total.withLock { $0 }
    }
    #expect(try await total(of: [1, 2, 3]) == 3)
    #expect(try await total(of: Set([1, 2])) == 2)
    #expect(try await total(of: (0..<4).lazy.map { $0 }) == 4)
    #expect(try await total(of: (0..<4).lazy.filter { $0 > 1 }) == nil)
    #expect(try await total(of: AnySequence([1, 2, 3])) == nil)
  }

  // MARK: A limit for each task

  private func parallel(on backend: any Backend, workers: WorkerCount = 2, clock: ManualClock) -> Parallel {
    var parallel = Parallel(workers: workers, on: backend)
    parallel.clock = clock
    return parallel
  }

  @Test(arguments: backends, [ResultOrder.input, .completion])
  func aTaskThatTakesTooLongEndsTheStreamAndIsNamed(backend: any Backend, order: ResultOrder) async throws {
    // Those before it have been delivered when the time of one task is over, and those after it have time left.
    let clock = ManualClock()
    let running = Tally()
    let delivered = Tally()
    let late = Tally()
    let taken = Tally()
    let inputs = AsyncStream<Int> {
      let task = taken.add(1) - 1
      if task == 3 { await wait { delivered.value == 3 } }
      if task == 4 { await wait { late.value > 0 } }
      return task < 100 ? task : nil
    }
    let stream = parallel(on: backend, clock: clock).results(
      of: inputs, ordered: order, taskLimit: .seconds(2)
    ) { task in
      running.add(1)
      defer { running.add(-1) }
      if task == 3 {
        wait { clock.alarms.count == 1 }
        clock.advance(by: .seconds(2))
        late.add(1)
        wait { Task.isCancelled }
      } else if task > 3 {
        wait { Task.isCancelled }
      }
      return task
    }
    let error = try await #require(throws: ParallelError.self) {
      for try await _ in stream { delivered.add(1) }
    }
    #expect(error.code == .taskLimitExceeded)
    #expect(error.taskIndex == 3)
    #expect(error.taskType == "Int")
    #expect(error.description.contains("2.0 seconds"))
    #expect(running.value == 0)
    #expect(clock.alarms.isEmpty)
  }

  @Test(arguments: backends)
  func aBodyThatAwaitsTooLongIsNamedToo(backend: any Backend) async throws {
    let clock = ManualClock()
    let error = try await #require(throws: ParallelError.self) {
      try await parallel(on: backend, clock: clock).map(0..<3, taskLimit: .seconds(2)) { task in
        guard task == 0 else { return }
        await wait { !clock.alarms.isEmpty }
        clock.advance(by: .seconds(2))
        try await clock.sleep(until: .init(sinceStart: .seconds(1000)), tolerance: nil)
      }
    }
    #expect(error.code == .taskLimitExceeded)
    #expect(error.taskIndex == 0)
  }

  @Test(arguments: backends)
  func tasksWithinTheirLimitAreAsAnyOther(backend: any Backend) async throws {
    let clock = ManualClock()
    let stream = parallel(on: backend, workers: 1, clock: clock).results(
      of: 0..<100, taskLimit: .seconds(2)
    ) { task in
      clock.advance(by: .seconds(1))
      return task
    }
    #expect(try await stream.reduce(into: [Int]()) { $0.append($1) } == Array(0..<100))
    #expect(clock.alarms.isEmpty)
  }

  @Test(arguments: backends)
  func collectingPutsLatenessInThePlaceOfTheTask(backend: any Backend) async throws {
    let clock = ManualClock()
    let stream = parallel(on: backend, workers: 1, clock: clock).results(
      of: 0..<10, onFailure: .collect, retries: .afterErrors(3), taskLimit: .seconds(3)
    ) { task in
      clock.advance(by: .seconds(task == 6 ? 4 : 2))
      return task
    }
    var late: [Int] = []
    for try await result in stream {
      guard case .failure(let error) = result else { continue }
      #expect(error.code == .taskLimitExceeded)
      #expect(error.attempts == 1)
      late.append(error.taskIndex ?? -1)
    }
    #expect(late == [6])
  }

  @Test(arguments: [Duration.zero, .seconds(-1)])
  func aLimitThatLeavesNoTimeIsRefused(limit: Duration) async throws {
    for backend in backends {
      let error = await #expect(throws: ParallelError.self) {
        for try await _ in Parallel(workers: 2, on: backend).results(of: 0..<3, taskLimit: limit, { $0 }) {}
      }
      #expect(error?.code == .invalidArgument)
    }
  }

  // MARK: Batches

  @Test(arguments: backends, [Batching.automatic, .size(1), .size(7), .size(5000)])
  func batchesChangeNoResult(backend: any Backend, batching: Batching) async throws {
    let parallel = Parallel(workers: 3, on: backend, batching: batching)
    for lookahead in [Lookahead.perWorker(2), .count(100), .all] {
      let results = try await parallel.results(of: 0..<2000, lookahead: lookahead) { $0 }.reduce(into: []) {
        $0.append($1)
      }
      #expect(results == Array(0..<2000))
    }
  }

  @Test func aBatchIsTakenAtOnceAndDeliveredTogether() async throws {
    // One worker, whose first task is alone and waits until enough inputs for a batch wait for it.
    let started = Tally()
    let taken = Tally()
    let done = Tally()
    let inputs = AsyncStream<Int> {
      let number = taken.add(1)
      if number == 2 { await wait { started.value > 0 } }
      return number <= 9 ? number : nil
    }
    var iterator = Parallel(workers: 1, batching: .size(8)).results(of: inputs, lookahead: .all) { number in
      started.add(1)
      if number == 1 { wait { taken.value > 9 } }
      done.add(1)
      return number
    }.makeAsyncIterator()
    #expect(try await iterator.next() == 1)
    #expect(try await iterator.next() == 2)
    #expect(done.value == 9)
  }

  @Test(arguments: [1, 2, 5])
  func afterAFailureNoTaskOfABatchStarts(workers: Int) async throws {
    let started = Tally()
    let taken = Tally()
    let inputs = AnyIterator { () -> Int? in taken.add(1) <= 1000 ? taken.value : nil }
    let stream = Parallel(workers: .exactly(workers), batching: .size(100)).results(
      of: inputs, lookahead: .all
    ) { _ in
      wait { taken.value > 1000 }
      started.add(1)
      throw Mishap()
    }
    await #expect(throws: ParallelError.self) { for try await _ in stream {} }
    #expect(started.value <= workers)
  }
}
