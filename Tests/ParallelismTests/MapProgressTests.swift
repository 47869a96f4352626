import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct MapProgressTests {
  @Test(arguments: backends, workerCounts)
  func progressIsToldSeriallyAndRises(backend: any Backend, workers: WorkerCount) async throws {
    let told = Locked<[ParallelProgress]>([])
    let telling = Tally()
    let overlaps = Tally()
    let progress = { @Sendable (progress: ParallelProgress) in
      if telling.add(1) > 1 { overlaps.add(1) }
      told.withLock { $0.append(progress) }
      telling.add(-1)
    }
    _ = try await Parallel(workers: workers, on: backend).map(0..<1000, progress: progress) { $0 }
    let reports = told.withLock { $0 }
    let counts = reports.map(\.completed)
    #expect(overlaps.value == 0)
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 })
    #expect(counts.last == 1000)
    #expect(counts.first == 0)
    #expect(reports.map(\.isFinal) == counts.map { $0 == 1000 })
    #expect(reports.last?.started == 1000)
    #expect(reports.last?.workers.allSatisfy(\.isIdle) == true)
    #expect(reports.last?.workers.reduce(0) { $0 + $1.completed } == 1000)
    #expect(reports.allSatisfy { $0.workers.count <= 64 && $0.backend?.name == backend.name })
    #expect(reports.allSatisfy { $0.total == 1000 })
    let times = [Duration.zero] + reports.map(\.elapsed)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func oneWorkerTellsOfEveryTask() async throws {
    let told = Locked<[Int]>([])
    _ = try await Parallel(workers: 1).map(
      0..<10, progress: { progress in told.withLock { $0.append(progress.completed) } }, { $0 })
    #expect(told.withLock { $0 } == Array(0...10))
  }

  @Test func tasksThatEndMeanwhileAreToldTogether() async throws {
    // The observer holds up one worker until the other has done all other tasks.
    let told = Locked<[Int]>([])
    let done = Tally()
    _ = try await Parallel(workers: 2).map(
      0..<100,
      progress: { progress in
        wait { progress.completed != 1 || done.value == 100 }
        told.withLock { $0.append(progress.completed) }
      },
      { _ in done.add(1) })
    let counts = told.withLock { $0 }
    #expect(counts.prefix(2) == [0, 1])
    #expect(counts.last == 100)
    #expect(counts.count <= 4)
  }

  @Test(arguments: backends)
  func failedTasksDoNotCount(backend: any Backend) async throws {
    struct Mishap: Error {}
    let last = Tally()
    await #expect(throws: ParallelError.self) {
      try await Parallel(workers: 1, on: backend).map(
        0..<10, progress: { last.add($0.completed - last.value) }
      ) {
        if $0 == 4 { throw Mishap() }
      }
    }
    #expect(last.value == 4)
  }

  @Test(arguments: backends, [true, false])
  func aCallThatIsCutShortHasALastReport(backend: any Backend, isCancelled: Bool) async throws {
    struct Mishap: Error {}
    let told = Locked<[ParallelProgress]>([])
    let call = CancellableCall()
    _ = try? await call.run {
      _ = try await Parallel(workers: 1, on: backend).map(
        0..<10, progress: { progress in told.withLock { $0.append(progress) } }
      ) { task in
        guard task == 4 else { return }
        if !isCancelled { throw Mishap() }
        call.cancel()
      }
    }
    let reports = told.withLock { $0 }
    #expect(reports.map(\.isFinal) == reports.indices.map { $0 == reports.count - 1 })
    #expect(reports.last?.completed == (isCancelled ? 5 : 4))
    #expect(reports.last?.failed == (isCancelled ? 0 : 1))
    #expect(reports.last?.total == 10)
  }

  @Test(arguments: backends)
  func collectedErrorsCountAsDoneAndAsFailed(backend: any Backend) async throws {
    struct Mishap: Error {}
    let told = Locked<[ParallelProgress]>([])
    _ = try await Parallel(workers: 2, on: backend).map(
      0..<10, onFailure: .collect, retries: .afterErrors(1),
      progress: { progress in told.withLock { $0.append(progress) } }
    ) {
      if $0.isMultiple(of: 2) { throw Mishap() }
    }
    #expect(told.withLock { $0.last?.completed } == 10)
    #expect(told.withLock { $0.last?.failed } == 5)
  }

  @Test(arguments: backends)
  func emptyInputTellsNothing(backend: any Backend) async throws {
    let told = Tally()
    _ = try await Parallel(workers: 2, on: backend).map([Int](), progress: { _ in told.add(1) }, { $0 })
    #expect(told.value == 0)
  }
}
