import Logging
import MemoryMapping
import Testing

@testable import Parallelism

@Suite struct PlacementTests {
  private let closures = Parallel.Work.closures
  private let jobs = Parallel.Work.jobs

  private func backend(of parallel: Parallel, for work: Parallel.Work) throws -> String {
    try parallel.resolved(for: work).backend.name
  }

  @Test func nothingSaidMeansThreads() throws {
    #expect(try backend(of: Parallel(), for: closures) == "threads")
    #expect(try backend(of: Parallel(), for: jobs) == "threads")
  }

  @Test func aHintCountsWhereNoBackendIsNamed() throws {
    #expect(try backend(of: Parallel(placement: .prefer(.processes)), for: jobs) == "processes")
    #expect(try backend(of: Parallel(placement: .prefer(.threads)), for: jobs) == "threads")
    #expect(
      try backend(of: Parallel(on: .sequential, placement: .prefer(.processes)), for: jobs) == "sequential")
  }

  @Test func aClosureStaysInItsProcessWhateverTheHint() throws {
    #expect(try backend(of: Parallel(placement: .prefer(.processes)), for: closures) == "threads")
  }

  @Test func theBackendOfAScopeWinsOverAHint() throws {
    try withParallel(Parallel(on: .sequential)) {
      let name = try backend(of: Parallel(placement: .prefer(.processes)), for: jobs)
      #expect(name == "sequential")
    }
  }

  @Test func aHintKeepsTheWorkersOfItsScope() throws {
    try withParallel(Parallel(workers: 3, placement: .prefer(.threads))) {
      let workers = try Parallel().effectiveWorkers()
      #expect(workers == 3)
    }
  }

  @Test func aRequirementReplacesTheBackendOfAScope() throws {
    try withParallel(Parallel(workers: 3, on: .processes)) {
      let parallel = Parallel(placement: .require(.sharedMemory))
      let workers = try parallel.effectiveWorkers()
      #expect(workers == 3)
      let name = try backend(of: parallel, for: jobs)
      #expect(name == "threads")
    }
  }

  @Test func aRequirementThatContradictsTheCallIsRefused() {
    let error = #expect(throws: ParallelError.self) {
      _ = try Parallel(on: .processes, placement: .require(.sharedMemory)).resolved(for: jobs)
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.description.contains("processes") == true)
  }

  @Test func aRequirementOfAScopeBindsACallThatNamesABackend() throws {
    withParallel(Parallel(placement: .require(.sharedMemory))) {
      _ = #expect(throws: ParallelError.self) { _ = try Parallel(on: .processes).resolved(for: jobs) }
    }
  }

  @Test func aClosureInAScopeOfProcessesRunsOnThreads() async throws {
    let doubled = try await withParallel(Parallel(on: .processes)) {
      try await Parallel().map(0..<5) { $0 * 2 }
    }
    #expect(doubled == [0, 2, 4, 6, 8])
  }

  @Test func aClosureGivenToProcessesByTheCallIsRefused() async throws {
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(on: .processes).map(0..<5) { $0 }
    }
    #expect(error?.code == .closureNotSendable)
  }

  @Test(arguments: [Parallel(batching: .size(0)), Parallel(batching: .size(-3)), Parallel(innerThreads: 0)])
  func countsBelowOneAreRefused(parallel: Parallel) async throws {
    let error = await #expect(throws: ParallelError.self) { _ = try await parallel.map([1]) { $0 } }
    #expect(error?.code == .invalidArgument)
  }

  /// What a scope and a call say, and what runs the jobs of that call then.
  struct Scene: Sendable, CustomTestStringConvertible {
    var scope: Parallel
    var call: Parallel
    var backend: String
    var workers: Int

    init(_ scope: Parallel, _ call: Parallel, _ backend: String, _ workers: Int) {
      self.scope = scope
      self.call = call
      self.backend = backend
      self.workers = workers
    }

    var testDescription: String { "\(backend) with \(workers)" }
  }

  @Test(arguments: [
    Scene(Parallel(workers: 2), Parallel(), "threads", 2),
    Scene(Parallel(workers: 2), Parallel(placement: .prefer(.threads)), "threads", 2),
    Scene(Parallel(workers: 2), Parallel(placement: .prefer(.processes)), "processes", 2),
    Scene(Parallel(workers: 2), Parallel(placement: .require(.sharedMemory)), "threads", 2),
    Scene(Parallel(workers: 2, placement: .prefer(.processes)), Parallel(), "processes", 2),
    Scene(Parallel(workers: 2, placement: .prefer(.processes)), Parallel(on: .threads), "threads", 2),
    Scene(Parallel(workers: 2, on: .processes), Parallel(placement: .prefer(.threads)), "processes", 2),
    Scene(Parallel(workers: 2, on: .processes), Parallel(placement: .require(.sharedMemory)), "threads", 2),
    Scene(
      Parallel(workers: 2, on: .processes), Parallel(workers: 4, placement: .require(.sharedMemory)),
      "threads", 4),
    Scene(Parallel(on: .sequential), Parallel(placement: .require(.sharedMemory)), "sequential", 1),
    Scene(Parallel(workers: 2), Parallel(on: .processes, placement: .prefer(.threads)), "processes", 2),
    Scene(Parallel(placement: .require(.sharedMemory)), Parallel(workers: 3, on: .threads), "threads", 3),
  ])
  func hintsAndConstraintsCountInTheirOrder(scene: Scene) throws {
    try withParallel(scene.scope) {
      let setting = try scene.call.resolved(for: jobs)
      #expect(setting.backend.name == scene.backend)
      #expect(setting.workers == scene.workers)
    }
  }

  @Test func theMappingOfACallWinsOverThatOfItsScope() async throws {
    try await withParallel(Parallel(mapping: .never)) { () async throws in
      let call = Parallel(workers: 2, mapping: .above(.bytes(70_000)))
      #expect(try await Parallel().map(0..<2) { _ in SegmentPolicy.current.threshold } == [nil, nil])
      #expect(try await call.map(0..<2) { _ in SegmentPolicy.current.threshold } == [70_000, 70_000])
    }
  }

  @Test func scopesPassOnEachOfTheirSettings() throws {
    try withParallel(Parallel(batching: .size(7), innerThreads: 3)) {
      try withParallel(Parallel(innerThreads: 2)) {
        let setting = try Parallel().resolved(for: closures)
        #expect(setting.batching == .size(7))
        #expect(setting.innerThreads == 2)
      }
    }
  }

  @Test func aReplacedBackendIsLoggedOnce() async throws {
    struct Separate: Backend {
      let name = "separate-\(UInt64.random(in: 0 ... .max))"
      let memory = BackendMemory.separate
      func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {}
    }
    let log = CapturedLog(level: .notice)
    try await withParallel(Parallel(on: Separate(), logger: log.logger)) {
      for _ in 0..<3 { _ = try await Parallel().map(0..<2) { $0 } }
    }
    #expect(log.entries.count == 1)
  }
}
