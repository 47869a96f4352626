import Logging
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
