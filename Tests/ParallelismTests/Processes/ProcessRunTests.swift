import Parallelism
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite(.timeLimit(.minutes(30)))
struct ProcessRunTests {
  private let parallel = Parallel(workers: 2, on: .processes)

  @Test(arguments: [0, 1, 2, 3, 1000])
  func resultsStandInTheOrderOfTheJobs(count: Int) async throws {
    let values = (0..<count).map(Double.init)
    #expect(try await parallel.run(values.map(Squaring.init)) == values.map { $0 * $0 })
    #expect(
      try await parallel.run((0..<count).map { Greeting(name: "\($0)") }) == (0..<count).map { "hello \($0)" }
    )
  }

  @Test func manyTinyJobsAreDone() async throws {
    let names = (0..<20_000).map { "\($0)" }
    #expect(try await parallel.run(names.map(Greeting.init)) == names.map { "hello \($0)" })
    let values = (0..<20_000).map(Double.init)
    #expect(try await parallel.run(values.map(Squaring.init)) == values.map { $0 * $0 })
  }

  @Test(arguments: closureBackends + [.processes])
  func everyBackendRunsJobs(backend: any Backend) async throws {
    let jobs = ["a", "b", "c"].map(Greeting.init)
    #expect(try await Parallel(workers: 2, on: backend).run(jobs) == ["hello a", "hello b", "hello c"])
  }

  @Test(arguments: closureBackends + [.processes])
  func progressEndsWithAllJobs(backend: any Backend) async throws {
    let last = Tally()
    _ = try await Parallel(workers: 2, on: backend).run((0..<100).map { Greeting(name: "\($0)") }) {
      last.add($0.completed - last.value)
      #expect($0.total == 100)
    }
    #expect(last.value == 100)
  }

  @Test func jobsRunElsewhere() async throws {
    let here = try await Parallel(on: .sequential).run([Identification()])
    let there = try await parallel.run((0..<10).map(Identification.init))
    #expect(!there.contains(here[0]))
  }

  @Test func workersAreKeptForTheSameEnvironment() async throws {
    let parallel = Parallel(workers: 1, on: ProcessBackend(environment: ["KEPT_FOR": "one"]))
    let other = Parallel(workers: 1, on: ProcessBackend(environment: ["KEPT_FOR": "another"]))
    let first = try await parallel.run([Identification()])
    #expect(try await parallel.run([Identification()]) == first)
    #expect(try await other.run([Identification()]) != first)
    #expect(try await parallel.run([ReadingVariable(name: "KEPT_FOR")]) == ["one"])
    #expect(try await other.run([ReadingVariable(name: "KEPT_FOR")]) == ["another"])
  }

  @Test func aSmallerCallLeavesTheOtherWorkersWarm() async throws {
    let backend = ProcessBackend(environment: ["TESTS": "resizing"])
    func pair() async throws -> Set<Int> {
      let meeting = NamedPipe(isRead: false)
      let path = meeting.path
      return Set(
        try await Parallel(workers: 2, on: backend).run(
          [true, false].map { Encounter(path: path, reads: $0) }))
    }
    let both = try await pair()
    #expect(both.count == 2)
    let one = try await Parallel(workers: 1, on: backend).run((0..<5).map(Identification.init))
    #expect(Set(one).count == 1 && both.isSuperset(of: one))
    #expect(try await pair() == both)
    backend.shutDown()
  }

  @Test(arguments: [nil, 1, 3] as [Int?])
  func mathLibrariesUseAsManyThreadsAsTheCallSays(innerThreads: Int?) async throws {
    let parallel = Parallel(workers: 1, on: .processes, innerThreads: innerThreads)
    let inherited = getenv("MKL_NUM_THREADS").map { String(cString: $0) }
    let expected = innerThreads.map { "\($0)" } ?? inherited ?? "1"
    #expect(try await parallel.run([ReadingVariable(name: "MKL_NUM_THREADS")]) == [expected])
  }

  @Test(arguments: [.sequential, .threads, .processes] as [any Backend])
  func everyBackendCollectsFailures(backend: any Backend) async throws {
    let jobs = (0..<10).map { Destiny(fate: $0 == 4 ? .refuses : .fine, text: "\($0)") }
    let outcomes = try await Parallel(workers: 2, on: backend).run(
      jobs, onFailure: .collect, retries: .afterErrors(1))
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .success(let text): #expect(text == "\(index)")
      case .failure(let error):
        #expect(index == 4)
        #expect(error.taskIndex == 4)
        #expect(error.attempts == 2)
        #expect(error.underlying as? Refusal == Refusal(reason: "4"))
      }
    }
  }

  @Test func shuttingDownEndsIdleWorkers() async throws {
    let backend = ProcessBackend(environment: ["ENDED_BY": "shutDown"])
    let pipe = NamedPipe()
    let first = try await Parallel(workers: 1, on: backend).run([Presence(path: pipe.path)])
    backend.shutDown()
    #expect(await pipe.awaitEnd() == 1)
    let second = try await Parallel(workers: 1, on: backend).run([Identification()])
    #expect(first != second)
    backend.shutDown()
    backend.shutDown()
  }

  @Test func idleWorkersEndByThemselves() async throws {
    let backend = ProcessBackend(environment: ["ENDED_BY": "time"], idleTimeout: .milliseconds(1))
    let pipe = NamedPipe()
    _ = try await Parallel(workers: 2, on: backend).run([
      Presence(path: pipe.path), Presence(path: pipe.path),
    ])
    #expect(await pipe.awaitEnd() == 2)
    #expect(try await Parallel(workers: 1, on: backend).run([Greeting(name: "again")]) == ["hello again"])
  }

  @Test func mathLibrariesOfWorkersUseOneThread() async throws {
    let backend = ProcessBackend(environment: ["OMP_NUM_THREADS": "3"])
    let variables = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"].map(ReadingVariable.init)
    #expect(try await Parallel(workers: 1, on: backend).run(variables) == ["3", "1"])
  }

  @Test func workersInheritNoDescriptorsButTheirOwn() async throws {
    let pipe = NamedPipe()
    let backend = ProcessBackend(environment: ["TESTS": "descriptors"])
    let lists = try await Parallel(workers: 1, on: backend).run([ListingDescriptors()])
    // Standard ones, the channel, and what watches the parent.
    #expect(lists[0].filter { $0 < 4 } == [0, 1, 2, 3])
    #expect(lists[0].count <= 5)
    withExtendedLifetime(pipe.path) {}
  }

  @Test func largeResultsComeBack() async throws {
    let count = 8 << 20
    let results = try await parallel.run([LargeResult(count: count), LargeResult(count: 1)])
    #expect(results[0].count == count)
    #expect(results[0].indices.allSatisfy { results[0][$0] == Double($0) })
    #expect(results[1] == [0])
  }

  @Test func whatJobsPrintIsNoneOfTheChannelsBusiness() async throws {
    #expect(try await parallel.run((0..<3).map(Chatter.init)) == [0, 1, 2])
  }

  @Test func severalCallsRunAtOnce() async throws {
    try await withThrowingTaskGroup(of: [String].self) { group in
      for number in 0..<8 {
        group.addTask { try await parallel.run((0..<50).map { Greeting(name: "\(number) \($0)") }) }
      }
      for try await results in group { #expect(results.count == 50) }
    }
  }

  @Test func closuresAreRefused() async throws {
    let error = await #expect(throws: ParallelError.self) { _ = try await parallel.map(0..<3) { $0 } }
    #expect(error?.code == .closureNotSendable)
    #expect(error?.description.contains("Job") == true)
  }

  @Test(arguments: [0, -1] as [WorkerCount])
  func countsBelowOneAreRefused(workers: WorkerCount) async throws {
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: workers, on: .processes).run([Greeting(name: "")])
    }
    #expect(error?.code == .invalidWorkerCount)
  }
}
