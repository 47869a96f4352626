import Dispatch
import Testing

@testable import Parallelism

/// What users of other parallel maps count on, where it concerns one call.
@Suite(.timeLimit(.minutes(30)))
struct CallScenarioTests {
  /// As many tasks, workers, inputs taken ahead and tasks a batch as have once been lost or confused by some engine.
  struct Sizes: Sendable, CustomTestStringConvertible {
    var tasks: Int
    var workers: Int
    var lookahead: Lookahead
    var batching: Batching

    init(_ tasks: Int, _ workers: Int, _ lookahead: Lookahead, _ batching: Batching) {
      self.tasks = tasks
      self.workers = workers
      self.lookahead = lookahead
      self.batching = batching
    }

    var testDescription: String { "\(tasks) tasks, \(workers) workers, \(lookahead), \(batching)" }
  }

  static let sizes = [
    Sizes(2, 2, .all, .automatic), Sizes(2, 2, .perWorker(1), .automatic),
    Sizes(10, 2, .perWorker(1), .automatic), Sizes(517, 2, .perWorker(1), .automatic),
    Sizes(10, 2, .perWorker(2), .automatic), Sizes(10, 4, .perWorker(1), .automatic),
    Sizes(200, 12, .perWorker(1), .automatic), Sizes(25, 12, .perWorker(2), .size(1)),
    Sizes(250, 12, .all, .size(1)), Sizes(250, 12, .perWorker(2), .size(7)),
    Sizes(200, 12, .perWorker(2), .automatic),
  ]

  @Test(arguments: closureBackends, sizes)
  func noTaskIsLostOrMisplaced(backend: any Backend, sizes: Sizes) async throws {
    let parallel = Parallel(workers: .exactly(sizes.workers), on: backend, batching: sizes.batching)
    #expect(try await parallel.map(0..<sizes.tasks) { $0 * 3 } == (0..<sizes.tasks).map { $0 * 3 })
  }

  @Test(arguments: backends, sizes)
  func noResultOfAStreamIsLostOrMisplaced(backend: any Backend, sizes: Sizes) async throws {
    let parallel = Parallel(workers: .exactly(sizes.workers), on: backend, batching: sizes.batching)
    let results = parallel.results(of: 0..<sizes.tasks, lookahead: sizes.lookahead) { $0 * 3 }
    #expect(try await results.reduce(into: []) { $0.append($1) } == (0..<sizes.tasks).map { $0 * 3 })
  }

  @Test(arguments: closureBackends + [.processes], sizes)
  func noJobIsLostOrMisplaced(backend: any Backend, sizes: Sizes) async throws {
    let workers = min(sizes.workers, 4)
    let jobs = (0..<sizes.tasks).map { Squaring(value: Double($0)) }
    let results = try await Parallel(workers: .exactly(workers), on: backend, batching: sizes.batching)
      .run(jobs)
    #expect(results == jobs.map { $0.value * $0.value })
  }

  @Test(arguments: backends)
  func tasksChangeWhatTheCallerHas(backend: any Backend) async throws {
    let queue = Locked<[Int]>([])
    _ = try await Parallel(workers: 5, on: backend).map(0..<5) { number in
      queue.withLock { $0.append(number) }
    }
    #expect(queue.withLock { $0.sorted() } == [0, 1, 2, 3, 4])
  }

  @Test(arguments: closureBackends)
  func anExhaustedIteratorIsNoWork(backend: any Backend) async throws {
    var numbers = (0..<10).makeIterator()
    while numbers.next() != nil {}
    #expect(try await Parallel(workers: 2, on: backend).map(IteratorSequence(numbers)) { $0 } == [])
  }

  @Test(arguments: closureBackends)
  func aThreadOfTheProgramMayCall(backend: any Backend) async throws {
    let results = await withCheckedContinuation { continuation in
      DispatchQueue(label: "program").async {
        continuation.resume(
          returning: Result { try Parallel(workers: 2, on: backend).map(0..<100) { $0 + 1 } })
      }
    }
    #expect(try results.get() == Array(1...100))
  }

  @Test func aThreadOfTheProgramHasItsTasksDoneSideBySide() async throws {
    let rendezvous = Rendezvous(of: 3)
    let results = await withCheckedContinuation { continuation in
      DispatchQueue(label: "program").async {
        continuation.resume(
          returning: Result { try Parallel(workers: 3).map(0..<3) { _ in rendezvous.meet() }.count })
      }
    }
    #expect(try results.get() == 3)
  }

  @Test func aTypeOfErrorIsKeptWhateverItTakesToMakeIt() async throws {
    let unusual = UnusualError(first: ["a": 1], second: nil)
    for backend in closureBackends {
      let error = await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 2, on: backend).map(0..<3) { if $0 == 2 { throw unusual } }
      }
      #expect(error?.underlying as? UnusualError == unusual)
      #expect(error?.taskIndex == 2)
    }
  }
}

/// An error of several parts.
struct UnusualError: Error, Codable, Equatable {
  var first: [String: Int]
  var second: Int?
}
