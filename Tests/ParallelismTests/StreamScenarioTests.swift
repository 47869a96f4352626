import Testing

@testable import Parallelism

/// What users of other parallel maps count on, where it concerns inputs and results one by one.
@Suite(.timeLimit(.minutes(30)))
struct StreamScenarioTests {
  @Test func oneWorkerProducesAndConsumesInTurn() async throws {
    let events = Locked<[String]>([])
    let inputs = (0..<6).lazy.map { number in
      events.withLock { $0.append("produced \(number)") }
      return number
    }
    for try await number in Parallel(on: .sequential).results(of: inputs, { $0 }) {
      events.withLock { $0.append("consumed \(number)") }
    }
    #expect(events.withLock { $0 } == (0..<6).flatMap { ["produced \($0)", "consumed \($0)"] })
  }

  @Test(arguments: [ResultOrder.input, .completion])
  func theFourthInputIsProducedAfterTheFirstResultWasConsumed(order: ResultOrder) async throws {
    let produced = Tally()
    let done = Tally()
    let inputs = AnyIterator { () -> Int? in produced.add(1) <= 10 ? produced.value : nil }
    var iterator = Parallel(workers: 2).results(of: inputs, ordered: order, lookahead: .count(3)) {
      // Nothing is delivered before all three are on their way.
      wait { produced.value >= 3 }
      done.add(1)
      return $0
    }.makeAsyncIterator()
    // The iterator has not been asked, so nothing has begun.
    #expect(produced.value == 0)
    _ = try await iterator.next()
    #expect(produced.value <= 4)
    await wait { done.value >= 3 }
    var count = 1
    while try await iterator.next() != nil { count += 1 }
    #expect(count == 10)
  }

  @Test(arguments: [2, 5, 10])
  func inTheOrderOfCompletionTheFastestComeFirst(workers: Int) async throws {
    let delivered = Tally()
    var results: [Int] = []
    let stream = Parallel(workers: .exactly(workers)).results(of: 0..<10, ordered: .completion) { task in
      if task == 4 { wait { delivered.value == 9 } }
      return task
    }
    for try await result in stream {
      results.append(result)
      delivered.add(1)
    }
    #expect(results.last == 4)
    #expect(Set(results) == Set(0..<10))
  }

  @Test(arguments: backends)
  func largeResultsMayBeDroppedHalfWay(backend: any Backend) async throws {
    let living = Tally()
    do {
      var iterator = Parallel(workers: 2, on: backend).results(of: 0..<100) {
        (Counted($0, in: living), [UInt8](repeating: 1, count: 1 << 20))
      }.makeAsyncIterator()
      #expect(try await iterator.next()?.0.number == 0)
      #expect(try await iterator.next()?.0.number == 1)
    }
    await wait { living.value == 0 }
    #expect(try await Parallel(workers: 2, on: backend).map(0..<10) { $0 } == Array(0..<10))
  }

  @Test func droppingOneStreamLeavesTheOthers() async throws {
    let parallel = Parallel(workers: 2)
    let started = Tally()
    let stopped = Tally()
    var first: ParallelResults<Int>.Iterator? = parallel.results(of: 0..<10) { task in
      if task > 0 {
        started.add(1)
        wait { Task.isCancelled }
        stopped.add(1)
      }
      return task
    }.makeAsyncIterator()
    #expect(try await first?.next() == 0)
    await wait { started.value == 2 }
    var second = parallel.results(of: 0..<1000) { $0 }.makeAsyncIterator()
    #expect(try await second.next() == 0)
    first = nil
    for number in 1..<1000 { #expect(try await second.next() == number) }
    #expect(try await second.next() == nil)
    await wait { stopped.value == 2 }
    #expect(started.value == 2)
  }

  @Test(arguments: backends)
  func resultsAreThereAfterTheInputHasEnded(backend: any Backend) async throws {
    let done = Tally()
    var iterator = Parallel(workers: 2, on: backend).results(of: 0..<50, lookahead: .all) { task in
      done.add(1)
      return task
    }.makeAsyncIterator()
    #expect(try await iterator.next() == 0)
    if !(backend is SequentialBackend) { await wait { done.value == 50 } }
    for number in 1..<50 { #expect(try await iterator.next() == number) }
    for _ in 0..<3 { #expect(try await iterator.next() == nil) }
  }

  @Test func anInputThatBlocksHoldsUpOnlyItself() async throws {
    let mayGoOn = Tally()
    let inputs = sequence(state: 0) { (number: inout Int) -> Int? in
      number += 1
      if number == 3 { wait { mayGoOn.value == 1 } }
      return number <= 4 ? number : nil
    }
    var iterator = Parallel(workers: 2).results(of: inputs) { $0 }.makeAsyncIterator()
    #expect(try await iterator.next() == 1)
    #expect(try await iterator.next() == 2)
    mayGoOn.add(1)
    #expect(try await iterator.next() == 3)
    #expect(try await iterator.next() == 4)
    #expect(try await iterator.next() == nil)
  }

  @Test(arguments: [Batching.automatic, .size(100)])
  func aRareInputIsWorkedOnWhenItComes(batching: Batching) async throws {
    let (inputs, continuation) = AsyncStream<Int>.makeStream()
    var iterator = Parallel(workers: 2, batching: batching).results(of: inputs, lookahead: .all) { $0 }
      .makeAsyncIterator()
    // Fast tasks first, so that batches have grown.
    for number in 0..<1000 { continuation.yield(number) }
    for number in 0..<1000 { #expect(try await iterator.next() == number) }
    for number in 0..<10 {
      continuation.yield(number)
      #expect(try await iterator.next() == number)
    }
    continuation.finish()
    #expect(try await iterator.next() == nil)
  }

  @Test(
    arguments: [
      (517, 2, Lookahead.perWorker(1)), (10, 2, .perWorker(2)), (200, 12, .perWorker(1)),
      (250, 12, .perWorker(2)),
      (51, 12, .all), (1, 12, .count(3)), (200, 12, .count(1)),
    ] as [(Int, Int, Lookahead)], [Batching.automatic, .size(1), .size(7)])
  func nothingIsLostWhateverTheSizes(
    of call: (tasks: Int, workers: Int, lookahead: Lookahead), batching: Batching
  ) async throws {
    let parallel = Parallel(workers: .exactly(call.workers), batching: batching)
    let results = try await parallel.results(of: 0..<call.tasks, lookahead: call.lookahead) { $0 }
      .reduce(into: []) { $0.append($1) }
    #expect(results == Array(0..<call.tasks))
  }

  @Test func asynchronousBodiesStreamTheirResults() async throws {
    for order in [ResultOrder.input, .completion] {
      let stream = Parallel(workers: 8).results(of: 0..<500, ordered: order) { number in
        await Task.yield()
        return number
      }
      let results = try await stream.reduce(into: [Int]()) { $0.append($1) }
      #expect(order == .input ? results == Array(0..<500) : Set(results) == Set(0..<500))
    }
  }

  @Test func asynchronousBodiesThatWaitHoldNoThread() async throws {
    let begun = Tally()
    let stream = Parallel(workers: 50).results(of: 0..<50) { number in
      begun.add(1)
      await wait { begun.value == 50 }
      return number
    }
    #expect(try await stream.reduce(0, +) == 1225)
  }

  @Test func leavingTheLoopCancelsAsynchronousBodies() async throws {
    let running = Tally()
    let stream = Parallel(workers: 3).results(of: 0...) { number in
      running.add(1)
      defer { running.add(-1) }
      if number > 0 { await wait { Task.isCancelled } }
      return number
    }
    for try await _ in stream { break }
    await wait { running.value == 0 }
  }
}
