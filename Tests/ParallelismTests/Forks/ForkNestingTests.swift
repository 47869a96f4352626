#if os(Linux)
  @testable import Parallelism
  import Testing

  /// What calls find within a task that runs in a forked child.
  @Suite(
    .timeLimit(.minutes(10)),
    .disabled(if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
  struct ForkNestingTests {
    private let parallel = Parallel(workers: 2, on: .forks)

    @Test(arguments: [nil, .threads, .sequential, CooperativeBackend()] as [(any Backend)?])
    func callsRunTheirTasksOneAfterTheOther(backend: (any Backend)?) async throws {
      let found = try await parallel.map(0..<2) { _ in
        let setting = try Parallel(workers: 3, on: backend).resolved(for: .closures)
        return "\(setting.backend.name) \(setting.workers)"
      }
      #expect(found == ["sequential 1", "sequential 1"])
    }

    @Test func aScopeThatNamesOtherProcessesIsPassedOver() async throws {
      let found = try await withParallel(parallel) {
        try await Parallel().map(0..<1) { _ in try Parallel().resolved(for: .jobs).backend.name }
      }
      #expect(found == ["sequential"])
    }

    @Test(arguments: [.forks, .processes] as [any Backend])
    func otherProcessesAreRefused(backend: any Backend) async throws {
      let error = await #expect(throws: ParallelError.self) {
        _ = try await parallel.map(0..<1) { _ in try Parallel(on: backend).effectiveWorkers() }
      }
      let cause = try #require(error?.underlying as? RemoteError)
      #expect(cause.description.contains("forked child"))
      #expect(cause.description.contains(backend.name))
    }
  }
#endif
