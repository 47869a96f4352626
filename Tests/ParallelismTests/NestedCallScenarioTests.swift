import Dispatch
import Testing

@testable import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What users of other parallel maps count on, where calls are made within the tasks of others.
@Suite(.timeLimit(.minutes(30)))
struct NestedCallScenarioTests {
  @Test(arguments: backends, closureBackends)
  func callsWithinCallsComplete(outer: any Backend, inner: any Backend) async throws {
    let results = try await Parallel(workers: 2, on: outer).map(0..<4) { row in
      try Parallel(workers: 2, on: inner).map(0..<4) { $0 * row }
    }
    #expect(results == (0..<4).map { row in (0..<4).map { $0 * row } })
  }

  @Test(arguments: closureBackends + [.processes])
  func jobsWithCallsComplete(backend: any Backend) async throws {
    let jobs = (0..<4).map { SummingWithin(count: $0) }
    #expect(try await Parallel(workers: 2, on: backend).run(jobs) == [0, 0, 1, 3])
  }

  @Test func workersAreDividedAmongTheLevels() async throws {
    let workers = try await withParallel(Parallel(workers: 8)) {
      try await Parallel(workers: 2).map(0..<2) { _ in
        let first = try Parallel().effectiveWorkers()
        let deeper = try Parallel(workers: 2).map(0..<2) { _ in
          let second = try Parallel().effectiveWorkers()
          let deepest = try Parallel().map(0..<2) { _ in try Parallel().effectiveWorkers() }
          return [second] + deepest
        }
        return [[first]] + deeper
      }
    }
    #expect(workers == [[[4], [2, 1, 1], [2, 1, 1]], [[4], [2, 1, 1], [2, 1, 1]]])
  }

  @Test(arguments: [nil, 2, 5] as [Int?])
  func callsThatCallThemselvesDoNotExhaustThreads(workers: Int?) async {
    await #expect(processExitsWith: .success) { [workers = workers as Int?] in
      let depth = 100
      // The deepest task tells how many threads there are when all levels are open.
      @Sendable func descend(_ level: Int) throws -> Int {
        guard level < depth else { return threadCount() }
        let parallel = Parallel(workers: workers.map { .exactly($0) })
        return try parallel.map(0..<3) { $0 == 2 ? try descend(level + 1) : 0 }[2]
      }
      let before = threadCount()
      let deepest = try await Parallel(workers: 2).map(0..<1) { _ in try descend(0) }[0]
      #expect(before > 0)
      // A level may keep its workers waiting for it, but no more than it has asked for.
      let limit = workers.map { depth * $0 } ?? Hardware.processorCount
      #expect(deepest <= before + limit + 8, "\(before) threads before, \(deepest) at depth \(depth)")
    }
  }

  @Test(arguments: backends)
  func theErrorOfACallWithinACallNamesBothTasks(backend: any Backend) async throws {
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 2, on: backend).map(0..<4) { outer in
        _ = try Parallel(workers: 2).map(["a", "b", "c"]) { inner in
          if outer == 3, inner == "b" { throw Refusal(reason: "not at home") }
        }
      }
    }
    #expect(error?.taskIndex == 3)
    let inner = try #require(error?.underlying as? ParallelError)
    #expect(inner.taskIndex == 1)
    #expect(inner.underlying as? Refusal == Refusal(reason: "not at home"))
    let words = try #require(error?.description)
    for word in ["task 3", "task 1", "not at home"] { #expect(words.contains(word)) }
  }

  @Test func theErrorOfACallWithinAJobNamesBothTasks() async throws {
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 2, on: .processes).run(
        (0..<4).map { SummingWithin(count: $0, refused: 2) })
    }
    #expect(error?.taskIndex == 3)
    let words = try #require(error?.description)
    for word in ["task 3", "task 2", "not at home"] { #expect(words.contains(word)) }
  }

  @Test func aFailureBesideACallWithinACallEndsBoth() async throws {
    let begun = Tally()
    let running = Tally()
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 2).map(0..<2) { outer in
        if outer == 1 {
          await wait { begun.value == 1 }
          throw Refusal(reason: "enough")
        }
        _ = try await Parallel(workers: 2).map(0..<1000) { inner in
          running.add(1)
          defer { running.add(-1) }
          if inner == 0 { begun.add(1) }
          wait { Task.isCancelled }
        }
      }
    }
    #expect(error?.taskIndex == 1)
    #expect(running.value == 0)
  }

  @Test func aFailureBesideABlockingCallEndsItAfterItsCurrentTasks() async throws {
    let begun = Tally()
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 2).map(0..<2) { outer in
        if outer == 1 {
          wait { begun.value > 0 }
          throw Refusal(reason: "enough")
        }
        _ = try Parallel(workers: 2, batching: .size(1)).map(0..<1_000_000) { _ in
          begun.add(1)
          sched_yield()
        }
      }
    }
    #expect(error?.taskIndex == 1)
    #expect(begun.value < 1_000_000)
  }
}

/// Sums numbers by a call of its own, unless one is refused.
struct SummingWithin: Job {
  var count: Int
  var refused: Int?

  func run() throws -> Int {
    try Parallel(workers: 2).map(0..<count) {
      if $0 == refused { throw Refusal(reason: "not at home") }
      return $0
    }.reduce(0, +)
  }
}

/// How many threads this process has.
private func threadCount() -> Int {
  guard let folder = opendir("/proc/self/task") else { return 0 }
  defer { closedir(folder) }
  var count = -2  // itself and its parent
  while readdir(folder) != nil { count += 1 }
  return count
}
