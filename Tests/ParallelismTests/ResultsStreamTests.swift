import Parallelism
import Testing

@Suite(.timeLimit(.minutes(30)))
struct ResultsStreamTests {
  struct Mishap: Error {}

  @Test(arguments: backends, workerCounts)
  func resultsComeInTheOrderOfTheInputs(backend: any Backend, workers: WorkerCount) async throws {
    let parallel = Parallel(workers: workers, on: backend)
    for count in [0, 1, 2, 63, 1000] {
      let results = try await array(parallel.results(of: 0..<count) { "\($0)" })
      #expect(results == (0..<count).map { "\($0)" })
    }
  }

  @Test(arguments: backends, workerCounts)
  func inTheOrderOfCompletionEachResultComesOnce(backend: any Backend, workers: WorkerCount) async throws {
    let parallel = Parallel(workers: workers, on: backend)
    let results = try await array(parallel.results(of: 0..<1000, ordered: .completion) { -$0 })
    #expect(results.sorted() == (0..<1000).map { -$0 }.sorted())
  }

  @Test(arguments: [2, 5])
  func aSlowTaskComesLastInTheOrderOfCompletion(workers: Int) async throws {
    let delivered = Tally()
    var results: [Int] = []
    let stream = Parallel(workers: .exactly(workers)).results(of: 0..<10, ordered: .completion) { task in
      if task == 0 { wait { delivered.value == 9 } }
      return task
    }
    for try await result in stream {
      results.append(result)
      delivered.add(1)
    }
    #expect(results.last == 0)
    #expect(results.sorted() == Array(0..<10))
  }

  /// The reader of the inputs has to start another worker just when it has looked around for room in vain.
  @Test func noWorkerIsForgotten() async throws {
    for _ in 0..<30 {
      let delivered = Tally()
      let stream = Parallel(workers: 2).results(of: 0..<40, ordered: .completion) { task in
        if task == 0 { wait { delivered.value >= 39 } }
      }
      for try await _ in stream { delivered.add(1) }
      #expect(delivered.value == 40)
    }
  }

  @Test(arguments: backends, [ResultOrder.input, .completion])
  func inputsMayHaveNoEnd(backend: any Backend, order: ResultOrder) async throws {
    let living = Tally()
    let powers = sequence(first: 1) { (power: Int) in power &* 3 }
    var sum = 0
    let stream = Parallel(workers: 3, on: backend).results(of: powers, ordered: order) {
      Counted($0, in: living)
    }
    for try await result in stream {
      sum += 1
      #expect(result.number & 1 == 1)
      if sum == 500 { break }
    }
    #expect(sum == 500)
  }

  @Test(arguments: [1, 2, 5], [ResultOrder.input, .completion])
  func noMoreIsTakenThanTheLookaheadAllows(workers: Int, order: ResultOrder) async throws {
    let delivered = Tally()
    let taken = Tally()
    let worst = Tally()
    let inputs = AnyIterator { () -> Int? in
      let ahead = taken.add(1) - delivered.value
      if ahead > worst.value { worst.add(ahead - worst.value) }
      return taken.value <= 500 ? taken.value : nil
    }
    let stream = Parallel(workers: .exactly(workers)).results(
      of: inputs, ordered: order, lookahead: .perWorker(3)
    ) { $0 }
    for try await _ in stream { delivered.add(1) }
    #expect(delivered.value == 500)
    // The consumer counts a result only after it was delivered.
    #expect(worst.value <= workers * 3 + 1)
  }

  @Test func theLookaheadIsUsedWhileTheCallerIsBusy() async throws {
    let done = Tally()
    let stream = Parallel(workers: 2).results(of: 0..<100, lookahead: .count(4)) { _ in done.add(1) }
    var iterator = stream.makeAsyncIterator()
    _ = try await iterator.next()
    await wait { done.value >= 4 }
    // Inputs are taken again when half of the lookahead is free, at the latest.
    for delivered in 2..<20 {
      _ = try await iterator.next()
      await wait { done.value > delivered + 1 }
      #expect(done.value <= delivered + 4)
    }
  }

  @Test func theSequentialBackendTakesNothingAhead() async throws {
    let events = Tally()
    let inputs = AnyIterator { () -> Int? in events.add(1) > 100 ? nil : events.value }
    var results: [Int] = []
    for try await result in Parallel(on: .sequential).results(of: inputs, { $0 }) {
      #expect(events.value == result)
      results.append(events.add(1))
    }
    #expect(results == Array(stride(from: 2, through: 100, by: 2)))
  }

  @Test(arguments: backends)
  func asynchronousSequencesAreInputs(backend: any Backend) async throws {
    let (inputs, continuation) = AsyncStream<Int>.makeStream()
    let parallel = Parallel(workers: 2, on: backend)
    let stream = parallel.results(of: inputs) { $0 * 2 }
    var iterator = stream.makeAsyncIterator()
    for number in 0..<50 {
      continuation.yield(number)
      #expect(try await iterator.next() == number * 2)
    }
    continuation.finish()
    #expect(try await iterator.next() == nil)
    #expect(try await iterator.next() == nil)
  }

  @Test(arguments: backends, [0, 5, 19])
  func anErrorOfTheInputReachesTheCaller(backend: any Backend, failing: Int) async throws {
    let inputs = AsyncThrowingStream<Int, any Error> { continuation in
      for number in 0..<failing { continuation.yield(number) }
      continuation.finish(throwing: Mishap())
    }
    let parallel = Parallel(workers: 2, on: backend)
    let error = try await #require(throws: ParallelError.self) {
      _ = try await array(parallel.results(of: inputs) { $0 })
    }
    #expect(error.code == .inputFailed)
    #expect(error.underlying is Mishap)
    #expect(error.description.contains("after \(failing) elements"))
    #expect(try await array(parallel.results(of: 0..<3) { $0 }) == [0, 1, 2])
  }

  @Test(arguments: backends, workerCounts)
  func whatComesBeforeAFailureIsDelivered(backend: any Backend, workers: WorkerCount) async throws {
    let started = Tally()
    var results: [Int] = []
    var iterator = Parallel(workers: workers, on: backend).results(of: 0..<1000) { task in
      started.add(1)
      if task == 70 { throw Mishap() }
      return task
    }.makeAsyncIterator()
    let error = await #expect(throws: ParallelError.self) {
      while let result = try await iterator.next() { results.append(result) }
    }
    #expect(error?.taskIndex == 70)
    #expect(error?.underlying is Mishap)
    #expect(results == Array(0..<results.count))
    #expect(results.count <= 70)
    if backend is SequentialBackend { #expect(results.count == 70) }
    let startedInAll = started.value
    #expect(try await iterator.next() == nil)
    #expect(started.value == startedInAll)
  }

  @Test(arguments: [2, 5, 64])
  func aFailureCancelsWhatRunsAndWaitsForIt(workers: Int) async throws {
    let rendezvous = Rendezvous(of: workers)
    let running = Tally()
    let stream = Parallel(workers: .exactly(workers)).results(of: 0..<workers * 100) { task in
      running.add(1)
      defer { running.add(-1) }
      rendezvous.meet()
      if task == workers - 1 { throw Mishap() }
      wait { Task.isCancelled }
      throw CancellationError()
    }
    let error = try await #require(throws: ParallelError.self) { _ = try await array(stream) }
    #expect(running.value == 0)
    #expect(error.taskIndex == workers - 1)
  }

  @Test(arguments: [2, 5, 64], [ResultOrder.input, .completion])
  func aCancelledConsumerWaitsForWhatRuns(workers: Int, order: ResultOrder) async {
    let rendezvous = Rendezvous(of: workers)
    let running = Tally()
    let started = Tally()
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        let stream = Parallel(workers: .exactly(workers)).results(of: 0..<10_000, ordered: order) { task in
          started.add(1)
          running.add(1)
          defer { running.add(-1) }
          rendezvous.meet()
          if task == 0 { call.cancel() }
          wait { Task.isCancelled }
        }
        defer { #expect(running.value == 0) }
        for try await _ in stream {}
      }
    }
    #expect(started.value == workers)
  }

  @Test(arguments: backends)
  func aConsumerThatWasCancelledBeforeStartsNothing(backend: any Backend) async {
    let started = Tally()
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        call.cancel()
        for try await _ in Parallel(workers: 2, on: backend).results(of: 0..<10, { started.add($0) }) {}
      }
    }
    #expect(started.value == 0)
  }

  @Test(arguments: [1, 2, 5])
  func leavingTheLoopCancelsWhatRuns(workers: Int) async throws {
    let running = Tally()
    let living = Tally()
    let started = Tally()
    let stream = Parallel(workers: .exactly(workers)).results(of: 0...) { task in
      started.add(1)
      running.add(1)
      defer { running.add(-1) }
      if task >= 3 { wait { Task.isCancelled } }
      return Counted(task, in: living)
    }
    for try await result in stream where result.number == 2 { break }
    await wait { running.value == 0 && living.value == 0 }
    #expect(started.value <= 3 + workers)
  }

  @Test func waitingForAnInputEndsWithTheConsumer() async {
    let (inputs, continuation) = AsyncStream<Int>.makeStream()
    continuation.yield(1)
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        for try await _ in Parallel(workers: 2).results(of: inputs, { $0 }) { call.cancel() }
      }
    }
    if case .terminated = continuation.yield(2) {} else { Issue.record("the input is still read") }
  }

  @Test(arguments: backends)
  func severalStreamsInterleave(backend: any Backend) async throws {
    let parallel = Parallel(workers: 2, on: backend)
    var first = parallel.results(of: 0..<100) { $0 }.makeAsyncIterator()
    var second = parallel.results(of: 0..<100) { -$0 }.makeAsyncIterator()
    for number in 0..<100 {
      #expect(try await first.next() == number)
      #expect(try await second.next() == -number)
    }
    #expect(try await first.next() == nil)
    #expect(try await second.next() == nil)
  }

  @Test(arguments: backends)
  func aStreamMayFeedAnother(backend: any Backend) async throws {
    let parallel = Parallel(workers: 2, on: backend)
    let squares = parallel.results(of: 0..<100) { $0 * $0 }
    let roots = try await array(parallel.results(of: squares) { Double($0).squareRoot() })
    #expect(roots == (0..<100).map(Double.init))
  }

  @Test(arguments: backends)
  func bodiesFindTheTaskLocalValuesOfTheConsumer(backend: any Backend) async throws {
    let marks = try await ThreadPoolTests.$mark.withValue("here") {
      try await array(Parallel(workers: 2, on: backend).results(of: 0..<20) { _ in ThreadPoolTests.mark })
    }
    #expect(marks == Array(repeating: "here", count: 20))
  }

  @MainActor @Test(arguments: backends)
  func theMainActorMayIterate(backend: any Backend) async throws {
    var results: [Int] = []
    for try await result in Parallel(workers: 2, on: backend).results(of: 0..<100, { $0 }) {
      MainActor.assertIsolated()
      results.append(result)
    }
    #expect(results == Array(0..<100))
  }

  @Test(arguments: backends)
  func iteratingTwiceIsAnError(backend: any Backend) async throws {
    let stream = Parallel(workers: 2, on: backend).results(of: 0..<3) { $0 }
    var first = stream.makeAsyncIterator()
    #expect(try await first.next() == 0)
    var second = stream.makeAsyncIterator()
    let error = await #expect(throws: ParallelError.self) { try await second.next() }
    #expect(error?.code == .alreadyIterated)
    #expect(try await first.next() == 1)
  }

  @Test(arguments: backends)
  func aCountOrALookaheadBelowOneIsRefusedByTheFirstResult(backend: any Backend) async throws {
    let noWorkers = await #expect(throws: ParallelError.self) {
      _ = try await array(Parallel(workers: 0, on: backend).results(of: 0..<3) { $0 })
    }
    #expect(noWorkers?.code == .invalidWorkerCount)
    let noLookahead = await #expect(throws: ParallelError.self) {
      _ = try await array(Parallel(workers: 2, on: backend).results(of: 0..<3, lookahead: .count(0)) { $0 })
    }
    #expect(noLookahead?.code == .invalidArgument)
  }

  @Test func brokenBackendsAreNamed() async throws {
    for backend in [BrokenBackendTests.RefusingBackend(), BrokenBackendTests.IdleBackend()] as [any Backend] {
      let error = await #expect(throws: ParallelError.self) {
        _ = try await array(Parallel(workers: 2, on: backend).results(of: 0..<3) { $0 })
      }
      #expect(error?.code == .backendFailed)
    }
  }

  @Test(arguments: backends)
  func everythingIsReleasedOnce(backend: any Backend) async throws {
    let living = Tally()
    for failing in [3, 50, 1000] {
      var iterator = Parallel(workers: 3, on: backend).results(of: (0..<100).map { Counted($0, in: living) })
      {
        if $0.number == failing { throw Mishap() }
        return Counted(-$0.number, in: living)
      }.makeAsyncIterator()
      _ = try? await drain(&iterator)
    }
    await wait { living.value == 0 }
  }

  private func drain<Output>(_ iterator: inout ParallelResults<Output>.Iterator) async throws {
    while try await iterator.next() != nil {}
  }

  private func array<Output>(_ results: ParallelResults<Output>) async throws -> [Output] {
    try await results.reduce(into: []) { $0.append($1) }
  }
}
