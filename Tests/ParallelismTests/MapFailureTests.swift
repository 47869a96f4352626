import Parallelism
import Testing

@Suite(.timeLimit(.minutes(30)))
struct MapFailureTests {
  struct Mishap: Error, Equatable, CustomStringConvertible {
    var task: Int
    var description: String { "mishap \(task)" }
  }

  @Test(arguments: backends, workerCounts)
  func theErrorTellsOfTheTask(backend: any Backend, workers: WorkerCount) async throws {
    let error = try await #require(throws: ParallelError.self) {
      try await Parallel(workers: workers, on: backend).map(0..<100) {
        if $0 == 70 { throw Mishap(task: $0) }
      }
    }
    #expect(error.code == .taskFailed)
    #expect(error.taskIndex == 70)
    #expect(error.taskType == "Int")
    #expect(error.attempts == 1)
    #expect(error.underlying as? Mishap == Mishap(task: 70))
    let worker = try #require(error.worker)
    #expect(0..<64 ~= worker)
    #expect(error.description == "task 70 (Int) failed on worker \(worker): mishap 70")
  }

  @Test(arguments: [2, 5, 64])
  func ofSeveralFailuresTheFirstByInputIsThrown(workers: Int) async throws {
    let rendezvous = Rendezvous(of: workers)
    let error = try await #require(throws: ParallelError.self) {
      try await Parallel(workers: .exactly(workers)).map(0..<workers) {
        rendezvous.meet()
        throw Mishap(task: $0)
      }
    }
    #expect(error.taskIndex == 0)
    #expect(error.underlying as? Mishap == Mishap(task: 0))
  }

  @Test(arguments: [2, 5, 64])
  func whatRunsIsCancelledAndAwaited(workers: Int) async throws {
    let rendezvous = Rendezvous(of: workers)
    let running = Tally()
    let started = Tally()
    let error = try await #require(throws: ParallelError.self) {
      try await Parallel(workers: .exactly(workers)).map(0..<workers * 100) { task in
        started.add(1)
        running.add(1)
        defer { running.add(-1) }
        rendezvous.meet()
        if task >= (workers - 1) * 100 { throw Mishap(task: task) }
        wait { Task.isCancelled }
        throw CancellationError()
      }
    }
    #expect(running.value == 0)
    #expect(started.value == workers)
    #expect(error.taskIndex == (workers - 1) * 100)
    #expect(error.worker == workers - 1)
  }

  @Test func nothingStartsAfterAFailureOfTheSequentialBackend() async throws {
    let started = Tally()
    await #expect(throws: ParallelError.self) {
      try await Parallel(workers: 2, on: .sequential).map(0..<100) {
        started.add(1)
        if $0 == 10 { throw Mishap(task: $0) }
      }
    }
    #expect(started.value == 11)
  }

  @Test(arguments: closureBackends, workerCounts)
  func aCancellationErrorOfATaskPassesBare(backend: any Backend, workers: WorkerCount) async throws {
    await #expect(throws: CancellationError.self) {
      try await Parallel(workers: workers, on: backend).map(0..<10) {
        if $0 == 3 { throw CancellationError() }
      }
    }
    #expect(!Task.isCancelled)
  }

  @Test(arguments: backends, workerCounts)
  func whatAFailedCallHasMadeIsReleasedOnce(backend: any Backend, workers: WorkerCount) async throws {
    let living = Tally()
    for failing in [0, 1, 50, 99] {
      await #expect(throws: ParallelError.self) {
        try await Parallel(workers: workers, on: backend).map((0..<100).map { Counted($0, in: living) }) {
          if $0.number == failing { throw Mishap(task: failing) }
          return Counted(-$0.number, in: living)
        }
      }
      #expect(living.value == 0)
    }
  }

  @Test(arguments: [0, -1, Int.min])
  func aCountBelowOneIsRefusedByTheCall(count: Int) async throws {
    for backend in closureBackends {
      let error = try await #require(throws: ParallelError.self) {
        try await Parallel(workers: .exactly(count), on: backend).map(0..<0) { $0 }
      }
      #expect(error.code == .invalidWorkerCount)
      #expect(error.taskIndex == nil)
      #expect(error.attempts == 0)
      #expect(error.description.contains("\(count) workers"))
      #expect(error.description.contains(".all"))
    }
  }
}

@Suite struct BrokenBackendTests {
  struct Refusal: Error {}

  struct RefusingBackend: Backend {
    func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {
      throw Refusal()
    }
  }

  struct IdleBackend: Backend {
    func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {}
  }

  struct OneLegBackend: Backend {
    func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws { try worker(1) }
  }

  struct MiserlyBackend: Backend {
    func workerCount(requested: Int) -> Int { 0 }
    func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {}
  }

  @Test func aBackendWithoutWorkersIsRefused() async throws {
    let error = try await #require(throws: ParallelError.self) {
      try await Parallel(workers: 2, on: MiserlyBackend()).map(0..<2) { $0 }
    }
    #expect(error.code == .backendFailed)
    #expect(error.description.contains("0 workers"))
  }

  @Test func whatABackendThrowsIsWrapped() async throws {
    let error = try await #require(throws: ParallelError.self) {
      try await Parallel(workers: 2, on: RefusingBackend()).map(0..<2) { $0 }
    }
    #expect(error.code == .backendFailed)
    #expect(error.underlying is Refusal)
  }

  @Test func missingResultsAreAnErrorAndNoGarbage() async throws {
    let error = try await #require(throws: ParallelError.self) {
      try await Parallel(workers: 2, on: IdleBackend()).map(0..<7) { "\($0)" }
    }
    #expect(error.code == .backendFailed)
    #expect(error.description.contains("0 of 7"))
  }

  @Test func oneWorkerDoesTheTasksOfThoseThatNeverCome() async throws {
    #expect(try await Parallel(workers: 3, on: OneLegBackend()).map(0..<9) { $0 } == Array(0..<9))
  }
}
