#if os(Linux)
  import Parallelism
  import Synchronization
  import Testing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// A job whose type no other program could find.
  private struct HiddenJob: Job {
    var number: Int
    func run() -> String { "hidden \(number)" }
  }

  private enum Tag {
    @TaskLocal static var text = "none"
  }

  private final class Unsendable: Sendable {}

  @Suite(
    .timeLimit(.minutes(30)),
    .disabled(if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
  struct ForkMapTests {
    private let parallel = Parallel(workers: 2, on: .forks)

    @Test(arguments: [0, 1, 2, 3, 1000], [1, 2, 5] as [WorkerCount])
    func resultsStandInTheOrderOfTheInputs(count: Int, workers: WorkerCount) async throws {
      let parallel = Parallel(workers: workers, on: .forks)
      #expect(try await parallel.map(0..<count) { $0 * $0 } == (0..<count).map { $0 * $0 })
      #expect(try await parallel.map(0..<count) { "task \($0)" } == (0..<count).map { "task \($0)" })
    }

    @Test(arguments: [.automatic, .size(1), .size(7), .size(5000)] as [Batching])
    func manyTinyTasksAreDone(batching: Batching) async throws {
      let parallel = Parallel(workers: 2, on: .forks, batching: batching)
      #expect(try await parallel.map(0..<3000) { [$0, -$0] } == (0..<3000).map { [$0, -$0] })
    }

    @Test func closuresHaveAllThatTheyReferTo() async throws {
      let table = (0..<100_000).map { "row \($0)" }
      let offset = Counted(7, in: Tally())
      let lengths = try await parallel.map(0..<10) { table[$0 * offset.number].count }
      #expect(lengths == (0..<10).map { "row \($0 * 7)".count })
    }

    @Test func plainBytesComeBackAsTheyAre() async throws {
      struct Plain: Equatable { var one: Int8, two: Double, three: Bool }
      let tuples = try await parallel.map(1...3) { ($0, Double($0) / 2) }
      #expect(tuples.map(\.0) == [1, 2, 3])
      #expect(tuples.map(\.1) == [0.5, 1, 1.5])
      let plain = try await parallel.map([true, false]) { Plain(one: -1, two: .pi, three: $0) }
      #expect(plain == [true, false].map { Plain(one: -1, two: .pi, three: $0) })
      let nothing: [Void] = try await parallel.map(0..<5) { _ in () }
      #expect(nothing.count == 5)
      #expect(try await parallel.map(0..<4) { $0 % 2 == 0 ? $0 : nil } == [0, nil, 2, nil])
    }

    @Test func codableResultsComeBack() async throws {
      let results = try await parallel.map(0..<20) { ["number": [$0]] as [String: [Int]]? }
      #expect(results == (0..<20).map { ["number": [$0]] })
      let large = try await parallel.map([4 << 20, 1]) { count in
        (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      }
      #expect(large.map(\.count) == [4 << 20, 1])
      #expect(large[0].indices.allSatisfy { large[0][$0] == UInt8(truncatingIfNeeded: $0) })
    }

    @Test func whatCannotComeBackIsRefusedBeforeAnythingStarts() async {
      let error = await #expect(throws: ParallelError.self) {
        _ = try await parallel.map(0..<3) { _ in Unsendable() }
      }
      #expect(error?.code == .codingFailed)
      #expect(error?.taskIndex == nil)
      #expect(error?.description.contains("Unsendable") == true)
      await #expect(throws: ParallelError.self) {
        _ = try await parallel.map([Int](), onFailure: .collect) { _ in Unsendable() }
      }
    }

    @Test func tasksRunInChildrenOfThisProcess() async throws {
      let here = getpid()
      let places = try await parallel.map(0..<20) { _ in (getpid(), getppid()) }
      #expect(places.allSatisfy { $0.0 != here && $0.1 == here })
      #expect(Set(places.map(\.0)).count <= 2)
    }

    @Test func workIsSharedOut() async throws {
      let meeting = NamedPipe(isRead: false)
      let path = meeting.path
      let children = try await parallel.map([true, false]) {
        Encounter(path: path, reads: $0, isOnce: true).run()
      }
      #expect(Set(children).count == 2)
    }

    @Test func whatTasksChangeStaysInTheirChild() async throws {
      let tally = Tally()
      #expect(try await Parallel(workers: 1, on: .forks).map(0..<10) { _ in tally.add(1) } == Array(1...10))
      #expect(tally.value == 0)
    }

    @Test func eachCallSeesTheMemoryOfItsTime() async throws {
      let tally = Tally()
      for round in 0..<3 {
        #expect(try await parallel.map(0..<2) { _ in tally.value } == [round, round])
        tally.add(1)
      }
    }

    @Test func taskLocalValuesAreThere() async throws {
      let texts = try await Tag.$text.withValue("set") { try await parallel.map(0..<3) { _ in Tag.text } }
      #expect(texts == ["set", "set", "set"])
    }

    @Test func jobsRunWhateverTheirType() async throws {
      #expect(try await parallel.run((0..<3).map(HiddenJob.init)) == ["hidden 0", "hidden 1", "hidden 2"])
      #expect(try await parallel.run([1, 2, 3].map(Squaring.init)) == [1, 4, 9])
    }

    @Test func progressEndsWithAllTasks() async throws {
      let last = Tally()
      _ = try await parallel.map(
        0..<100,
        progress: {
          last.add($0.completed - last.value)
          #expect($0.total == 100)
        }, { $0 })
      #expect(last.value == 100)
    }

    @Test func severalCallsRunAtOnce() async throws {
      try await withThrowingTaskGroup(of: [String].self) { group in
        for number in 0..<6 {
          group.addTask { try await parallel.map(0..<50) { "\(number) \($0)" } }
        }
        for try await results in group { #expect(results.count == 50) }
      }
    }

    @Test func aScopeMayNameForks() async throws {
      let here = getpid()
      try await withParallel(parallel) {
        #expect(try await Parallel().map(0..<3) { _ in getpid() }.allSatisfy { $0 != here })
        // Inputs that come later are not there when a child is forked.
        for try await process in Parallel().results(of: 0..<3, { _ in getpid() }) { #expect(process == here) }
        // Nor would what a task changes be seen.
        let tally = Tally()
        _ = try await Parallel(placement: .require(.sharedMemory)).map(0..<3) { _ in tally.add(1) }
        #expect(tally.value == 3)
      }
    }

    @Test func whatForksCannotDoIsRefused() async throws {
      let stream = await #expect(throws: ParallelError.self) {
        for try await _ in parallel.results(of: 0..<3, { $0 }) {}
      }
      #expect(stream?.code == .closureNotSendable)
      #expect(stream?.description.contains("map") == true)
      let shared = await #expect(throws: ParallelError.self) {
        _ = try await Parallel(on: .forks, placement: .require(.sharedMemory)).map(0..<3) { $0 }
      }
      #expect(shared?.code == .invalidArgument)
    }

    @Test(arguments: [0, -1] as [WorkerCount])
    func countsBelowOneAreRefused(workers: WorkerCount) async throws {
      let error = await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: workers, on: .forks).map(0..<3) { $0 }
      }
      #expect(error?.code == .invalidWorkerCount)
    }
  }
#endif
