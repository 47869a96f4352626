#if os(Linux)
  @testable import Parallelism
  import Testing

  /// What calls find within a task that runs in a forked child.
  @Suite(
    .timeLimit(.minutes(30)),
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

    /// What becomes of a call of three tasks that take a second each, and how many of them were begun.
    private func outcome(
      taskLimit: Duration? = nil, deadline: Duration? = nil, stall: Duration? = nil
    ) async throws -> [String] {
      try await parallel.map(0..<1) { _ in
        let clock = ManualClock()
        var inner = Parallel(workers: 3)
        inner.clock = clock
        let begun = Tally()
        do {
          _ = try inner.map(0..<3, taskLimit: taskLimit, deadline: deadline, stall: stall) { _ in
            begun.add(1)
            clock.advance(by: .seconds(1))
          }
          return "fine, \(begun.value) begun"
        } catch let error as ParallelError {
          return "\(error.code), \(begun.value) begun"
        }
      }
    }

    @Test func limitsOfTimeCountWhenATaskHasEnded() async throws {
      #expect(try await outcome() == ["fine, 3 begun"])
      #expect(try await outcome(deadline: .seconds(4)) == ["fine, 3 begun"])
      #expect(try await outcome(deadline: .seconds(2)) == ["deadlineExceeded, 2 begun"])
      #expect(try await outcome(stall: .seconds(2)) == ["fine, 3 begun"])
      #expect(try await outcome(stall: .milliseconds(500)) == ["stalled, 1 begun"])
      #expect(try await outcome(taskLimit: .seconds(2)) == ["fine, 3 begun"])
      #expect(try await outcome(taskLimit: .milliseconds(500)) == ["taskLimitExceeded, 1 begun"])
      #expect(
        try await outcome(taskLimit: .seconds(2), deadline: .seconds(1)) == ["deadlineExceeded, 1 begun"])
    }

    @Test func whatWasDoneInTimeIsCollected() async throws {
      let found = try await parallel.map(0..<1) { _ in
        let clock = ManualClock()
        var inner = Parallel()
        inner.clock = clock
        let results = try inner.map(0..<3, onFailure: .collect, deadline: .seconds(2)) { task in
          clock.advance(by: .seconds(1))
          return task
        }
        return results.map { result in
          switch result {
          case .success(let output): "\(output)"
          case .failure(let error): "\(error.code)"
          }
        }
      }
      #expect(found == [["0", "1", "deadlineExceeded"]])
    }

    @Test func noTimeIsRefused() async throws {
      let found = try await parallel.map(0..<1) { _ in
        #expect(throws: ParallelError.self) {
          try Parallel().map(0..<1, taskLimit: .zero) { _ in }
        }?.code.description
      }
      #expect(found == ["invalidArgument"])
    }
  }
#endif
