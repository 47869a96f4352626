import Parallelism
import Testing

@Suite(.timeLimit(.minutes(30)))
struct MapCancellationTests {
  @Test(arguments: backends, workerCounts)
  func aCancelledCallerStartsNothing(backend: any Backend, workers: WorkerCount) async {
    let started = Tally()
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        call.cancel()
        _ = try await Parallel(workers: workers, on: backend).map(0..<100) { _ in started.add(1) }
      }
    }
    #expect(started.value == 0)
  }

  @Test(arguments: backends, [1, 2, 5, 64])
  func cancellingStopsTheCall(backend: any Backend, workers: Int) async {
    let living = Tally()
    let started = Tally()
    let late = Tally()
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        _ = try await Parallel(workers: .exactly(workers), on: backend).map(0..<10_000) {
          started.add(1)
          if $0 == 0 {
            call.cancel()
            if !Task.isCancelled { late.add(1) }
          }
          // Nobody gets past the first task of its own before that was cancelled.
          wait { Task.isCancelled || backend is CooperativeBackend }
          return Counted($0, in: living)
        }
      }
    }
    #expect(late.value == 0)
    #expect(living.value == 0)
    if !(backend is CooperativeBackend) { #expect(started.value <= workers) }
  }

  @Test(arguments: [2, 5, 64])
  func theCallWaitsForWhatRuns(workers: Int) async {
    let rendezvous = Rendezvous(of: workers)
    let running = Tally()
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        defer { #expect(running.value == 0) }
        _ = try await Parallel(workers: .exactly(workers)).map(0..<workers) {
          running.add(1)
          defer { running.add(-1) }
          rendezvous.meet()
          if $0 == 0 { call.cancel() }
          wait { Task.isCancelled }
        }
      }
    }
    #expect(running.value == 0)
  }

  @Test(arguments: backends)
  func errorsOfACancelledCallAreItsCancellation(backend: any Backend) async {
    struct Rudeness: Error {}
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        _ = try await Parallel(workers: 2, on: backend).map(0..<2) { _ in
          call.cancel()
          throw Rudeness()
        }
      }
    }
  }

  @Test(arguments: backends)
  func cancellingAfterTheCallChangesNothing(backend: any Backend) async throws {
    let call = CancellableCall()
    try await call.run {
      let results = try await Parallel(workers: 2, on: backend).map(0..<3) { $0 }
      call.cancel()
      #expect(results == [0, 1, 2])
    }
  }
}
