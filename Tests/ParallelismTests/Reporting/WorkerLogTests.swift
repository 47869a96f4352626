#if os(Linux)
  import Logging
  import Parallelism
  import Testing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// What a call's logger hears of processes and threads.
  @Suite(.timeLimit(.minutes(30)))
  struct WorkerLogTests {
    private func endings(in log: CapturedLog) -> [Logger.Metadata] {
      log.entries.filter { $0.message == "a worker has ended" }.map(\.metadata)
    }

    private func started(in log: CapturedLog) -> [Logger.MetadataValue?] {
      log.entries.filter { $0.message == "a worker has started" }.map { $0.metadata["process"] }
    }

    @Test func aWorkerThatIsShutDownHasEnded() async throws {
      let log = CapturedLog()
      let backend = ProcessBackend(environment: ["LOGGED": "shut down"])
      _ = try await Parallel(workers: 1, on: backend, logger: log.logger).run([Greeting(name: "one")])
      // Another call's log is not told of the end of a worker that it has not started.
      let other = CapturedLog()
      _ = try await Parallel(workers: 1, on: backend, logger: other.logger).run([Greeting(name: "two")])
      #expect(endings(in: log).isEmpty)
      backend.shutDown()
      #expect(endings(in: log).map { $0["process"] } == started(in: log))
      #expect(endings(in: log).map { $0["reason"] } == ["its backend was shut down"])
      #expect(endings(in: other).isEmpty)
    }

    @Test func aWorkerThatWasIdleForLongHasEnded() async throws {
      let log = CapturedLog()
      let backend = ProcessBackend(environment: ["LOGGED": "idle"], idleTimeout: .milliseconds(1))
      _ = try await Parallel(workers: 1, on: backend, logger: log.logger).run([Greeting(name: "one")])
      await wait { !endings(in: log).isEmpty }
      #expect(endings(in: log).map { $0["reason"] } == ["it was idle for long"])
    }

    @Test(arguments: [
      (Fate.isKilled, "was ended by signal 9"), (.exits, "exited with code 3"),
      (.traps, "was ended by signal"),
    ])
    func aWorkerThatDiesHasEnded(fate: Fate, manner: String) async throws {
      let log = CapturedLog()
      let backend = ProcessBackend(environment: ["LOGGED": "\(fate)"])
      await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 1, on: backend, logger: log.logger).run([Destiny(fate: fate)])
      }
      await wait { !endings(in: log).isEmpty }
      #expect(endings(in: log).map { $0["process"] } == started(in: log))
      #expect(endings(in: log).allSatisfy { "\($0["reason"] ?? "")".contains(manner) })
    }

    @Test func aWorkerOfAStoppedCallHasEnded() async throws {
      let log = CapturedLog()
      let backend = ProcessBackend(environment: ["LOGGED": "stopped"])
      await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 2, on: backend, batching: .size(1), logger: log.logger).run(
          [Destiny(fate: .stays), Destiny(fate: .refuses)])
      }
      backend.shutDown()
      let reasons = endings(in: log).map { "\($0["reason"] ?? "")" }
      #expect(reasons.contains("the call that it worked for was stopped"))
    }

    @Test func aWorkerWhoseTaskTakesTooLongHasEnded() async throws {
      let log = CapturedLog()
      let backend = ProcessBackend(environment: ["LOGGED": "late"])
      await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 1, on: backend, logger: log.logger).run(
          [Destiny(fate: .stays)], taskLimit: .milliseconds(1))
      }
      await wait { !endings(in: log).isEmpty }
      #expect(endings(in: log).map { $0["reason"] } == ["its task took longer than the limit"])
    }

    @Test(.disabled(if: Sanitizers.includeThreads, "the thread sanitizer needs all addresses that there are"))
    func threadsThatTheSystemRefusesAreToldOf() async throws {
      let backend = ProcessBackend(environment: ["LOGGED": "crowd"])
      let found = try await Parallel(workers: 1, on: backend).run([Crowding(threads: 40)])
      backend.shutDown()
      #expect(found.map(\.results) == [Array(0..<80)])
      #expect(found.map(\.messages) == [["the system refuses to start more threads"]])
      let refused = try #require(found.first?.refused)
      #expect((1..<40).contains(refused))
    }
  }

  /// Asks for more threads than there is room for.
  struct Crowding: Job {
    struct Finding: Codable, Sendable {
      var results: [Int]
      var messages: [String]
      var refused: Int?
    }

    var threads: Int

    func run() throws -> Finding {
      AddressSpace.limit(growthTo: 64 << 20)
      let log = CapturedLog(level: .notice)
      let results = try Parallel(workers: .exactly(threads), logger: log.logger).map(0..<2 * threads) { $0 }
      let refused = log.entries.first?.metadata["threads"].flatMap { Int("\($0)") }
      return Finding(results: results, messages: log.entries.map(\.message), refused: refused)
    }
  }
#endif
