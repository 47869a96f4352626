import Dispatch
import Testing

@testable import Parallelism

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@Suite(.timeLimit(.minutes(30)))
struct BlockingMapTests {
  struct Mishap: Error, Equatable {
    var task: Int
  }

  @TaskLocal static var mark = "none"

  @Test(arguments: backends, workerCounts)
  func resultsStandInTheOrderOfTheInputs(backend: any Backend, workers: WorkerCount) throws {
    let parallel = Parallel(workers: workers, on: backend)
    for count in [0, 1, 2, 3, 63, 64, 65, 1000] {
      let results = try parallel.map(0..<count) { "\($0)" }
      #expect(results == (0..<count).map { "\($0)" })
    }
  }

  @Test(arguments: backends, workerCounts)
  func everyTaskLeavesAResultOrAnError(backend: any Backend, workers: WorkerCount) throws {
    let results = try Parallel(workers: workers, on: backend).map(0..<200, onFailure: .collect) { task in
      if task % 3 == 1 { throw Mishap(task: task) }
      return task
    }
    for (task, result) in results.enumerated() {
      switch result {
      case .success(let output):
        #expect(task % 3 != 1)
        #expect(output == task)
      case .failure(let error):
        #expect(error.underlying as? Mishap == Mishap(task: task))
      }
    }
  }

  @Test(arguments: backends, workerCounts)
  func theErrorTellsOfTheTask(backend: any Backend, workers: WorkerCount) throws {
    let error = try #require(throws: ParallelError.self) {
      try Parallel(workers: workers, on: backend).map(0..<100) {
        if $0 == 70 { throw Mishap(task: $0) }
      }
    }
    #expect(error.code == .taskFailed)
    #expect(error.taskIndex == 70)
    #expect(error.underlying as? Mishap == Mishap(task: 70))
  }

  @Test(arguments: [2, 5])
  func whatRunsIsCancelledAndAwaited(workers: Int) async throws {
    // Every worker fails once, that of the caller too, and all others must hear of it.
    for failing in 0..<workers {
      let error = try await onBareThread {
        let rendezvous = Rendezvous(of: workers)
        let running = Tally()
        return try #require(throws: ParallelError.self) {
          defer { #expect(running.value == 0) }
          _ = try Parallel(workers: .exactly(workers)).map(0..<workers) { task in
            running.add(1)
            defer { running.add(-1) }
            rendezvous.meet()
            if task == failing { throw Mishap(task: task) }
            wait { Task.isCancelled }
            throw CancellationError()
          }
        }
      }
      #expect(error.taskIndex == failing)
    }
  }

  @Test(arguments: [1, 2, 5, 64])
  func theCallerIsOneOfTheWorkers(workers: Int) async throws {
    let (caller, names) = try await onBareThread {
      let rendezvous = Rendezvous(of: workers)
      let names = try Parallel(workers: .exactly(workers)).map(0..<workers) { _ in
        rendezvous.meet()
        return threadName()
      }
      return (threadName(), names)
    }
    #expect(names.filter { $0 == caller }.count == 1)
    #expect(names.filter { $0.hasPrefix("parallel-") }.count == workers - 1)
  }

  @MainActor @Test(arguments: backends)
  func theMainThreadMayCall(backend: any Backend) throws {
    #expect(try Parallel(workers: 2, on: backend).map(0..<100) { -$0 } == (0..<100).map { -$0 })
  }

  @Test(arguments: backends)
  func aTaskMayCall(backend: any Backend) async throws {
    let results = try await withThrowingTaskGroup(of: [Int].self) { group in
      for call in 0..<20 {
        group.addTask { try Self.products(of: call, on: backend) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(results.map { $0[1] }) == Set(0..<20))
    #expect(results.allSatisfy { $0 == [0, $0[1], $0[1] * 2] })
  }

  private static func products(of factor: Int, on backend: any Backend) throws -> [Int] {
    try Parallel(workers: 3, on: backend).map(0..<3) { $0 * factor }
  }

  @Test(arguments: [nil, 2] as [WorkerCount?], [SequentialBackend(), ThreadBackend()] as [any Backend])
  func callsWithinCallsEndAtAnyDepth(workers: WorkerCount?, backend: any Backend) async throws {
    @Sendable func leaves(below depth: Int) throws -> Int {
      if depth == 0 { return 1 }
      return try Parallel(workers: workers, on: backend).map(0..<2) { _ in try leaves(below: depth - 1) }
        .reduce(0, +)
    }
    #expect(try leaves(below: 6) == 64)
    #expect(try await Parallel(workers: 2).map(0..<2) { _ in try leaves(below: 5) } == [32, 32])
  }

  @Test(arguments: backends, workerCounts)
  func taskLocalValuesReachTheBodies(backend: any Backend, workers: WorkerCount) async throws {
    let marks = try Self.$mark.withValue("here") {
      try Parallel(workers: workers, on: backend).map(0..<100) { _ in Self.mark }
    }
    #expect(marks == Array(repeating: "here", count: 100))
    let bare = try await onBareThread {
      try Self.$mark.withValue("there") {
        try Parallel(workers: workers, on: backend).map(0..<100) { _ in Self.mark }
      }
    }
    #expect(bare == Array(repeating: "there", count: 100))
  }

  @Test(arguments: [TaskPriority.high, .low])
  func bodiesHaveThePriorityOfTheCaller(priority: TaskPriority) async throws {
    let priorities = try await Task.detached(priority: priority) {
      try Self.priorities()
    }.value
    #expect(priorities.allSatisfy { $0 == priority })
  }

  private static func priorities() throws -> [TaskPriority?] {
    try Parallel(workers: 2).map(0..<10) { _ in Task.basePriority }
  }

  @Test(arguments: backends)
  func aCancelledTaskStartsNothing(backend: any Backend) async {
    let started = Tally()
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        call.cancel()
        try Self.count(in: started, on: backend)
      }
    }
    #expect(started.value == 0)
  }

  private static func count(in started: Tally, on backend: any Backend) throws {
    _ = try Parallel(workers: 2, on: backend).map(0..<100) { _ in started.add(1) }
  }

  @Test(arguments: backends, [1, 2, 5])
  func cancellingTheTaskAroundStopsTheCall(backend: any Backend, workers: Int) async {
    let started = Tally()
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run { try Self.cancel(call, counting: started, workers: workers, on: backend) }
    }
    #expect(started.value < 1_000_000)
  }

  private static func cancel(
    _ call: CancellableCall, counting started: Tally, workers: Int, on backend: any Backend
  ) throws {
    _ = try Parallel(workers: .exactly(workers), on: backend, batching: .size(1)).map(0..<1_000_000) { _ in
      if started.add(1) == 100 { call.cancel() }
    }
  }

  @Test(
    arguments: backends,
    [(1, nil), (2, nil), (5, nil), (1, .seconds(3600)), (2, .seconds(3600))] as [(Int, Duration?)])
  func bodiesHearThatTheTaskAroundIsCancelled(
    backend: any Backend, asks: (workers: Int, deadline: Duration?)
  ) async throws {
    let (workers, deadline) = asks
    let side = backend.workerCount(requested: workers)
    let call = CancellableCall()
    let heard = Tally()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        try Self.awaitCancellation(
          of: call, by: side, counting: heard,
          in: Parallel(workers: .exactly(workers), on: backend), deadline: deadline)
      }
    }
    #expect(heard.value == side)
  }

  private static func awaitCancellation(
    of call: CancellableCall, by workers: Int, counting heard: Tally, in parallel: Parallel,
    deadline: Duration?
  ) throws {
    let started = Tally()
    _ = try parallel.map(0..<100, deadline: deadline) { _ in
      if started.add(1) == workers { call.cancel() }
      wait { Task.isCancelled }
      heard.add(1)
    }
  }

  @Test func theCallerHearsWhileItWorksItself() async throws {
    let call = CancellableCall()
    let parallel = Parallel(workers: 2)
    await #expect(throws: CancellationError.self) {
      try await call.run { try Self.cancelElsewhere(call, within: parallel) }
    }
  }

  /// Cancels a call from a thread that has nothing to do with it.
  private static func cancelElsewhere(_ call: CancellableCall, within parallel: Parallel) throws {
    let rendezvous = Rendezvous(of: 3)
    #expect(
      PoolThread(name: "canceller") { _ in
        rendezvous.meet()
        call.cancel()
      } != nil)
    _ = try parallel.map(0..<2) { _ in
      rendezvous.meet()
      wait { Task.isCancelled }
    }
  }

  @Test func bodiesOfACallWithinACallHear() async throws {
    let call = CancellableCall()
    let started = Tally()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        _ = try await Parallel(workers: 2).map(0..<2) { _ in
          try Parallel(workers: 2).map(0..<2) { _ in
            if started.add(1) == 4 { call.cancel() }
            wait { Task.isCancelled }
          }
        }
      }
    }
    #expect(started.value == 4)
  }

  #if os(Linux)
    @Test(
      .disabled(
        if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
    func forkedChildrenEndWhenTheTaskAroundIsCancelled() async throws {
      let call = CancellableCall()
      await #expect(throws: CancellationError.self) {
        try await call.run { try Self.cancelForks(call) }
      }
    }

    private static func cancelForks(_ call: CancellableCall) throws {
      _ = try Parallel(workers: 2, on: .forks).map(
        0..<3, progress: { if $0.completed == 1 { call.cancel() } }
      ) { task in
        if task > 0 { wait { false } }
      }
    }
  #endif

  @Test(arguments: backends)
  func timeIsLimitedAsForAnyCall(backend: any Backend) async throws {
    let clock = ManualClock()
    var parallel = Parallel(workers: 2, on: backend)
    parallel.clock = clock
    let error = try await onBareThread { [parallel] in
      try #require(throws: ParallelError.self) {
        try parallel.map(0..<1000, deadline: .seconds(3)) { task in
          if task == 0 {
            wait { !clock.alarms.isEmpty }
            clock.advance(by: .seconds(3))
          }
          wait { Task.isCancelled }
        }
      }
    }
    #expect(error.code == .deadlineExceeded)
  }

  @Test(arguments: backends)
  func progressIsTold(backend: any Backend) throws {
    let last = Tally()
    _ = try Parallel(workers: 1, on: backend).map(
      0..<10, retries: .afterErrors(1), progress: { last.add($0.completed - last.value) }
    ) { $0 }
    #expect(last.value == 10)
  }

  @Test func aBackendThatRefusesIsTheError() throws {
    struct Refusal: Error {}
    struct RefusingBackend: Backend {
      func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {
        throw Refusal()
      }
    }
    let error = try #require(throws: ParallelError.self) {
      try Parallel(workers: 2, on: RefusingBackend()).map(0..<2) { $0 }
    }
    #expect(error.code == .backendFailed)
    #expect(error.underlying is Refusal)
  }
}

/// Runs an operation on a thread without a task.
private func onBareThread<Output: Sendable>(_ operation: @escaping @Sendable () throws -> Output) async throws
  -> Output
{
  try await withCheckedThrowingContinuation { continuation in
    let thread = PoolThread(name: "bare") { _ in
      continuation.resume(with: Result { try operation() })
    }
    if thread == nil { continuation.resume(throwing: CancellationError()) }
  }
}
