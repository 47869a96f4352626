#if os(Linux)
  import Testing

  @testable import Parallelism

  /// A program in a group whose memory is limited, one of whose own workers takes more than there is.
  ///
  /// It is a job, so that the group is not that of the tests.
  struct ConfinedProgram: Job {
    struct Finding: Codable, Sendable, Equatable {
      var description: String
      var task: Int?
      var signal: Int?
      var peakMemory: Int?
      var wasOutOfMemory: Bool?
    }

    enum Backend: String, Codable, CaseIterable { case processes, forks }

    var backend: Backend
    /// The file by which it joins its group.
    var members: String
    /// How many bytes each task takes.
    var tasks: [Int]

    /// What became of each task; `nil` stands for its result.
    func run() throws -> [Finding?] {
      guard MemoryGroup.join(members) else { throw Refusal(reason: "there is no joining \(members)") }
      return try outcomes().map { outcome in
        guard case .failure(let error) = outcome else { return nil }
        let death = error.underlying as? WorkerDeath
        return Finding(
          description: "\(error)", task: error.taskIndex, signal: death?.signal,
          peakMemory: death?.peakMemory,
          wasOutOfMemory: death?.wasOutOfMemory)
      }
    }

    private func outcomes() throws -> [Result<Int, ParallelError>] {
      switch backend {
      case .forks:
        return try Parallel(workers: 1, on: .forks).map(tasks, onFailure: .collect) {
          Hoarding(count: $0).run()
        }
      case .processes:
        let outcomes = Locked<Result<[Result<Int, ParallelError>], any Error>?>(nil)
        let done = Gate()
        Task.detached { [tasks] in
          do {
            let results = try await Parallel(workers: 1, on: .processes).run(
              tasks.map(Hoarding.init), onFailure: .collect)
            outcomes.withLock { $0 = .success(results) }
          } catch {
            outcomes.withLock { $0 = .failure(error) }
          }
          done?.open()
        }
        done?.pass()
        return try outcomes.withLock { $0 }?.get() ?? []
      }
    }
  }

  /// Takes memory and writes to all of it.
  struct Hoarding: Job {
    var count: Int

    func run() -> Int {
      [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        for index in stride(from: 0, to: count, by: 4096) { buffer[index] = 1 }
        initializedCount = count
      }.count
    }
  }

  @Suite(.timeLimit(.minutes(30)), .serialized)
  struct OutOfMemoryTests {
    @Test(
      .enabled(if: MemoryGroup.isAvailable, "this process may not make control groups that limit memory"),
      .disabled(if: Sanitizers.includeThreads, "the thread sanitizer takes too much memory itself"),
      arguments: ConfinedProgram.Backend.allCases)
    func theSystemKillsForWantOfMemory(backend: ConfinedProgram.Backend) async throws {
      let limit = 256 << 20
      let group = try #require(MemoryGroup(limit: limit))
      let processes = ProcessBackend(environment: ["CONFINED": backend.rawValue])
      let program = ConfinedProgram(backend: backend, members: group.members, tasks: [4096, 1 << 30, 8192])
      let outcome: Result<[ConfinedProgram.Finding?], any Error>
      do {
        outcome = .success(try await Parallel(workers: 1, on: processes).run([program])[0])
      } catch {
        outcome = .failure(error)
      }
      // The group is left when the program and its workers have ended, whatever the outcome.
      processes.shutDown()
      await wait { group.remove() }

      let findings = try outcome.get()
      try #require(findings.count == 3)
      #expect(findings[0] == nil)
      #expect(findings[2] == nil)
      let finding = try #require(findings[1])
      #expect(finding.task == 1)
      #expect(finding.signal == 9)
      #expect(finding.wasOutOfMemory == true)
      let peak = try #require(finding.peakMemory)
      #expect((limit / 2..<2 * limit).contains(peak))
      #expect(finding.description.contains("task 1"))
      #expect(finding.description.contains("out of memory"))
      #expect(finding.description.contains("\(peak >> 20) MiB"))
    }
  }
#endif
