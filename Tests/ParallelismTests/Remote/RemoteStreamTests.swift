import Testing

@testable import Parallelism

/// Streams of jobs on a backend that carries bytes, without processes.
@Suite(.timeLimit(.minutes(30)))
struct RemoteStreamTests {
  private static let orders: [ResultOrder] = [.input, .completion]
  private static let batchings: [Batching] = [.automatic, .size(1), .size(7), .size(100)]

  @Test(arguments: batchings, orders)
  func everyJobIsDoneOnce(batching: Batching, order: ResultOrder) async throws {
    let done = Tally()
    let backend = LoopbackBackend { request in
      RemoteTasks.perform(request) { _ in done.add(1) }
    }
    for (count, lookahead) in [
      (0, Lookahead.all), (1, .all), (500, .all), (500, .count(1)), (500, .count(20)),
    ] {
      let jobs = (0..<count).map { Squaring(value: Double($0)) }
      let stream = Parallel(workers: 3, on: backend, batching: batching).results(
        of: jobs, ordered: order, lookahead: lookahead)
      let squares = try await stream.reduce(into: []) { $0.append($1) }
      let expected = jobs.map { $0.value * $0.value }
      #expect((order == .input ? squares : squares.sorted()) == expected)
    }
    #expect(done.value == 1501)
  }

  @Test func jobsThatWaitGoTogether() async throws {
    let requests = Tally()
    let backend = LoopbackBackend { request in
      requests.add(1)
      return RemoteTasks.perform(request)
    }
    let jobs = (0..<1000).map { Squaring(value: Double($0)) }
    let sizes = Parallel(workers: 1, on: backend, batching: .size(50)).results(of: jobs, lookahead: .all)
    #expect(try await sizes.reduce(0) { count, _ in count + 1 } == 1000)
    // An input that comes while the worker is away goes alone.
    #expect(requests.value < 1000)
  }

  @Test(arguments: orders)
  func noMoreIsTakenThanTheLookaheadAllows(order: ResultOrder) async throws {
    let delivered = Tally()
    let taken = Tally()
    let excess = Tally()
    let jobs = (0..<300).lazy.map { number in
      // One is delivered while the consumer has not counted it.
      if taken.add(1) - delivered.value > 8 + 1 { excess.add(1) }
      return Squaring(value: Double(number))
    }
    let stream = Parallel(workers: 2, on: LoopbackBackend()).results(
      of: jobs, ordered: order, lookahead: .count(8))
    for try await _ in stream { delivered.add(1) }
    #expect(delivered.value == 300)
    #expect(excess.value == 0)
  }

  @Test(arguments: batchings, orders)
  func failuresAreCollected(batching: Batching, order: ResultOrder) async throws {
    let fates: [Fate] = [.fine, .refuses, .isSilent, .isCancelled]
    let jobs = (0..<100).map { Destiny(fate: fates[$0 % 4], text: "\($0)") }
    var texts: Set<String> = []
    var failed: Set<Int?> = []
    let stream = Parallel(workers: 2, on: LoopbackBackend(), batching: batching).results(
      of: jobs, ordered: order, lookahead: .count(20), onFailure: .collect)
    for try await result in stream {
      switch result {
      case .success(let text): texts.insert(text)
      case .failure(let error):
        #expect(error.code == .taskFailed)
        failed.insert(error.taskIndex)
      }
    }
    #expect(texts == Set((0..<100).filter { $0 % 4 == 0 }.map { "\($0)" }))
    #expect(failed == Set((0..<100).filter { $0 % 4 != 0 }))
  }

  @Test(arguments: batchings)
  func whatWasDoneComesBeforeAFailure(batching: Batching) async throws {
    let jobs = (0..<50).map { Destiny(fate: $0 == 20 ? .refuses : .fine, text: "\($0)") }
    var texts: [String] = []
    var iterator = Parallel(workers: 1, on: LoopbackBackend(), batching: batching).results(
      of: jobs, lookahead: .all
    ).makeAsyncIterator()
    let error = try await #require(throws: ParallelError.self) {
      while let text = try await iterator.next() { texts.append(text) }
    }
    #expect(error.code == .taskFailed)
    #expect(error.taskIndex == 20)
    #expect(texts == (0..<20).map { "\($0)" })
  }

  @Test func whatCannotBeCodedFailsAlone() async throws {
    let jobs = (0..<40).map { Contraband(secret: $0 % 5 == 1, riddle: $0 % 5 == 2, enigma: $0 % 5 == 3) }
    let stream = Parallel(workers: 1, on: LoopbackBackend(), batching: .size(10)).results(
      of: jobs, lookahead: .all, onFailure: .collect)
    var index = 0
    for try await result in stream {
      if case .failure(let error) = result {
        #expect([1, 2, 3].contains(index % 5))
        #expect(error.code == .codingFailed)
        #expect(error.taskIndex == index)
      } else {
        #expect([0, 4].contains(index % 5))
      }
      index += 1
    }
    #expect(index == 40)
  }

  @Test func onlyTheRunningJobIsChargedWithALostWorker() async throws {
    let losses = Tally()
    let backend = LoopbackBackend { request in
      if losses.add(1) <= 3 { throw LoopbackBackend.Loss(running: 0) }
      return RemoteTasks.perform(request)
    }
    let jobs = (0..<30).map { Greeting(name: "\($0)") }
    let parallel = Parallel(workers: 2, on: backend, batching: .size(10))
    let greetings = try await parallel.results(of: jobs, lookahead: .all, retries: .afterLostWorkers(3))
      .reduce(into: []) { $0.append($1) }
    #expect(greetings == jobs.map { $0.run() })

    losses.add(-losses.value)
    var failed: [ParallelError] = []
    for try await result in parallel.results(of: jobs, lookahead: .all, onFailure: .collect) {
      if case .failure(let error) = result { failed.append(error) }
    }
    #expect(failed.map(\.code) == Array(repeating: .workerDied, count: 3))
    #expect(Set(failed.map(\.taskIndex)).count == 3)
  }

  @Test func workersThatNeverBeginAreGivenUp() async {
    let parallel = Parallel(workers: 2, on: LoopbackBackend { _ in throw LoopbackBackend.Loss() })
    let error = await #expect(throws: ParallelError.self) {
      for try await _ in parallel.results(of: [Greeting(name: "")]) {}
    }
    #expect(error?.code == .backendFailed)
  }

  @Test func aBackendThatLeavesJobsIsFound() async {
    struct LazyBackend: Backend {
      let takes: Bool
      var memory: BackendMemory { .separate }
      func run(_ tasks: RemoteTasks, workers: Int) async throws {
        if takes { _ = tasks.take(for: 0, lasting: .zero) }
      }
    }
    for takes in [true, false] {
      let error = await #expect(throws: ParallelError.self) {
        for try await _ in Parallel(on: LazyBackend(takes: takes)).results(of: [Greeting(name: "")]) {}
      }
      #expect(error?.code == .backendFailed)
    }
  }

  @Test func anAnswerThatComesTwiceIsRefused() async {
    struct StutteringBackend: Backend {
      var memory: BackendMemory { .separate }
      func run(_ tasks: RemoteTasks, workers: Int) async throws {
        while var batch = tasks.take(for: 0, lasting: .zero) {
          guard let request = batch.request() else { continue }
          let reply = RemoteTasks.perform(request)
          for _ in 0..<2 { try batch.complete(with: reply) }
        }
      }
    }
    let error = await #expect(throws: ParallelError.self) {
      let jobs = [Greeting(name: "a"), Greeting(name: "b")]
      for try await _ in Parallel(workers: 1, on: StutteringBackend()).results(of: jobs) {}
    }
    #expect(error?.code == .backendFailed)
  }

  /// A worker that is away with one batch must not be waited for by jobs that others could do.
  @Test func jobsGoToWhoeverIsFree() async throws {
    let delivered = Tally()
    let backend = LoopbackBackend(before: { first in
      if first == 0 { wait { delivered.value == 9 } }
    })
    let jobs = (0..<10).map { Squaring(value: Double($0)) }
    let stream = Parallel(workers: 2, on: backend).results(
      of: jobs, ordered: .completion, lookahead: .count(4))
    var squares: [Double] = []
    for try await square in stream {
      squares.append(square)
      delivered.add(1)
    }
    #expect(squares.last == 0)
    #expect(squares.sorted() == (0..<10).map { Double($0 * $0) })
  }

  @Test func leavingTheLoopStopsTheBackend() async throws {
    let stopped = Tally()
    let backend = LoopbackBackend(
      before: { first in if first > 0 { wait { stopped.value > 0 } } },
      whenStopped: { stopped.add(1) })
    let numbers = sequence(first: 0.0) { $0 + 1 }.lazy.map { Squaring(value: $0) }
    for try await square in Parallel(workers: 2, on: backend, batching: .size(1)).results(of: numbers) {
      #expect(square == 0)
      break
    }
    await wait { stopped.value > 0 }
  }

  @Test func progressCountsEveryJob() async throws {
    let last = Locked<ParallelProgress?>(nil)
    let jobs = (0..<100).map { Squaring(value: Double($0)) }
    let stream = Parallel(workers: 2, on: LoopbackBackend(), batching: .size(7)).results(
      of: jobs, lookahead: .all, progress: { progress in last.withLock { $0 = progress } })
    for try await _ in stream {}
    await wait { last.withLock { $0?.isFinal == true } }
    #expect(last.withLock { $0?.completed } == 100)
  }
}
