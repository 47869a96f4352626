import Testing

@testable import Parallelism

struct StreamStateMachineTests {
  struct Mishap: Error {}

  private func machine(
    workers: Int = 2, order: ResultOrder = .input, lookahead: Int = 4, batching: Batching = .size(1)
  ) -> StreamStateMachine {
    StreamStateMachine(workers: workers, order: order, lookahead: lookahead, batching: batching)
  }

  // MARK: The driver

  @Test func aWorkerIsStartedForEachInputUntilAllAreAtWork() {
    var machine = machine()
    #expect(machine.pushNext() == .startWorker(0))
    #expect(machine.pushNext() == .startWorker(1))
    #expect(machine.pushNext() == .takeInput(slot: 3))
    #expect(machine.claim(by: 1) == [0])
    #expect(machine.claim(by: 0) == [1])
    #expect(machine.claim(by: 1) == [2])
  }

  @Test func aWorkerThatHasLeftIsStartedAgain() {
    var machine = machine(workers: 1)
    #expect(machine.pushNext() == .startWorker(0))
    #expect(machine.claim(by: 0) == [0])
    #expect(machine.claim(by: 0) == nil)
    #expect(machine.pushNext() == .startWorker(0))
  }

  @Test func noWorkerIsStartedForAnInputThatASearchingOneWillFind() {
    var machine = machine(lookahead: 8)
    _ = machine.pushNext()
    #expect(machine.claim(by: 0) == [0])
    #expect(machine.search(by: 0) == .lookAgain)
    #expect(machine.pushNext() == .takeInput(slot: 2))
    // There are more inputs than workers that search.
    #expect(machine.pushNext() == .startWorker(1))
    #expect(machine.claim(by: 0) == [1])
  }

  @Test func aSearchingWorkerTakesWhatComesBeforeItLeaves() {
    var machine = machine(workers: 1)
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    #expect(machine.search(by: 0) == .lookAgain)
    _ = machine.pushNext()
    #expect(machine.claim(by: 0) == [1])
  }

  @Test func theDriverWaitsWhenAsManyAreTakenAsTheLookaheadAllows() {
    var machine = machine(workers: 1, lookahead: 2)
    var results = StreamResults()
    _ = machine.pushNext()
    #expect(machine.pushNext() == .wait)
    #expect(machine.claim(by: 0) == [0])
    #expect(machine.finish(first: 0, slots: [0], after: .zero) == [])
    #expect(machine.step() == .wait)
    let (delivery, wake) = machine.take(&results)
    #expect(delivery.hasResults)
    #expect(wake == .driver)
    #expect(machine.step() == .takeInput(slot: 2))
  }

  @Test func aDriverThatIsNotAsleepIsNotWoken() {
    var machine = machine()
    var results = StreamResults()
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    _ = machine.finish(first: 0, slots: [0], after: .zero)
    #expect(machine.take(&results).wake == [])
  }

  @Test func aDriverSleepsUntilHalfOfTheLookaheadIsFree() {
    var machine = machine(workers: 1, lookahead: 4)
    var results = StreamResults()
    for _ in 0..<4 { _ = machine.pushNext() }
    for task in 0..<4 {
      _ = machine.claim(by: 0)
      _ = machine.finish(first: task, slots: [task], after: .zero)
    }
    #expect(machine.step() == .wait)
    #expect(machine.take(&results).wake == [])
    #expect(machine.take(&results).wake == .driver)
    #expect(machine.take(&results).wake == [])
  }

  @Test func aDriverIsWokenForAWorkerWithoutInputHoweverLittleRoomThereIs() {
    var machine = machine(workers: 4, lookahead: 4)
    var results = StreamResults()
    for _ in 0..<4 { _ = machine.pushNext() }
    #expect(machine.step() == .wait)
    for worker in 0..<4 { #expect(machine.claim(by: worker) == [worker]) }
    #expect(machine.finish(first: 0, slots: [0], after: .zero) == [])
    #expect(machine.claim(by: 0) == nil)
    // There will be room when the consumer has taken what is there.
    #expect(machine.leave(worker: 0, sawEnd: true, error: nil) == [])
    #expect(machine.take(&results).wake == .driver)
    #expect(machine.pushNext() == .startWorker(0))
  }

  @Test func aWorkerThatLeavesWakesTheDriverIfThereIsRoom() {
    var machine = machine(workers: 1, lookahead: 3)
    var results = StreamResults()
    for _ in 0..<3 { _ = machine.pushNext() }
    _ = machine.claim(by: 0)
    _ = machine.finish(first: 0, slots: [0], after: .zero)
    // Two inputs wait, which is enough for one worker.
    #expect(machine.take(&results).wake == [])
    for _ in 1...2 { _ = machine.claim(by: 0) }
    #expect(machine.claim(by: 0) == nil)
    #expect(machine.leave(worker: 0, sawEnd: true, error: nil) == .driver)
  }

  @Test func slotsAreUsedAgainWhenTheirResultsAreDelivered() {
    var machine = machine(workers: 1, lookahead: 2)
    var results = StreamResults()
    for task in 0..<100 {
      if case .startWorker = machine.pushNext() {}
      let slots = machine.claim(by: 0)
      #expect(slots?.allSatisfy { $0 < 3 } == true)
      _ = machine.finish(first: task, slots: slots ?? [], after: .zero)
      _ = machine.take(&results)
      #expect(results.popFirst()?.task == task)
    }
  }

  // MARK: The workers

  @Test func aBatchOfFixedSizeTakesWhatWaits() {
    var machine = machine(lookahead: 10, batching: .size(3))
    for _ in 0..<5 { _ = machine.pushNext() }
    #expect(machine.claim(by: 0) == [0, 1, 2])
    #expect(machine.claim(by: 1) == [3, 4])
  }

  @Test func anAutomaticBatchGrowsWithFastTasksAndLeavesSomeToTheOthers() {
    var machine = machine(lookahead: 1000, batching: .automatic)
    for _ in 0..<100 { _ = machine.pushNext() }
    var sizes: [Int] = []
    var first = 0
    while let slots = machine.claim(by: 0) {
      sizes.append(slots.count)
      _ = machine.finish(first: first, slots: slots, after: .nanoseconds(slots.count))
      first += slots.count
    }
    #expect(sizes.prefix(5) == [1, 2, 4, 8, 16])
    #expect(sizes.max() == 17)
    #expect(sizes.last == 1)
    #expect(sizes.reduce(0, +) == 100)
  }

  // MARK: Workers whose tasks are done elsewhere

  @Test func aBatchForElsewhereHasWhatIsAskedForAndLeavesHalf() {
    var machine = machine(workers: 1, lookahead: 100, batching: .automatic)
    for _ in 0..<40 { _ = machine.pushNext() }
    #expect(machine.claim(by: 0, atMost: 3) == Array(0..<3))
    #expect(machine.claim(by: 0, atMost: 100)?.count == 18)
    #expect(machine.claim(by: 0, atMost: 1)?.count == 1)
  }

  @Test func aBatchForElsewhereOfFixedSizeTakesWhatWaits() {
    var machine = machine(workers: 2, lookahead: 100, batching: .size(7))
    for _ in 0..<10 { _ = machine.pushNext() }
    #expect(machine.claim(by: 0, atMost: 7) == Array(0..<7))
    #expect(machine.claim(by: 1, atMost: 7) == [7, 8, 9])
  }

  @Test func aWorkerOnItsWayBackCountsForAnInput() {
    var machine = machine(lookahead: 8)
    _ = machine.pushNext()
    #expect(machine.claim(by: 0, atMost: 1) == [0])
    #expect(machine.claim(by: 0, atMost: 1) == nil)
    #expect(machine.pushNext() == .takeInput(slot: 2))
    #expect(machine.pushNext() == .startWorker(1))
    let leaves = machine.comeBack(worker: 0)
    #expect(!leaves)
    #expect(machine.claim(by: 0, atMost: 1) == [1])
  }

  @Test func aWorkerThatIsStillAtWorkCountsForNone() {
    var machine = machine(lookahead: 8)
    _ = machine.pushNext()
    #expect(machine.claim(by: 0, atMost: 1) == [0])
    // It has asked for another batch meanwhile.
    #expect(machine.claim(by: 0, atMost: 1, isIdle: false) == nil)
    #expect(machine.pushNext() == .startWorker(1))
  }

  @Test func aWorkerThatComesBackForNothingLeaves() {
    var machine = machine(workers: 1)
    _ = machine.pushNext()
    #expect(machine.claim(by: 0, atMost: 1) == [0])
    #expect(machine.claim(by: 0, atMost: 1) == nil)
    let leaves = machine.comeBack(worker: 0)
    #expect(leaves)
    #expect(machine.pushNext() == .startWorker(0))
  }

  // MARK: Results

  @Test func resultsWaitForThoseBeforeThem() {
    var machine = machine(lookahead: 12)
    var results = StreamResults()
    for _ in 0..<3 { _ = machine.pushNext() }
    for worker in [0, 1, 0] { _ = machine.claim(by: worker) }
    #expect(machine.take(&results).delivery.waits)
    #expect(machine.finish(first: 2, slots: [2], after: .zero) == [])
    #expect(machine.finish(first: 1, slots: [1], after: .zero) == [])
    #expect(machine.finish(first: 0, slots: [0], after: .zero) == .consumer)
    #expect(machine.take(&results).delivery.hasResults)
    #expect(results.rest.map(\.task) == [0, 1, 2])
    #expect(machine.take(&results).delivery.waits)
  }

  @Test func inTheOrderOfCompletionNothingWaits() {
    var machine = machine(order: .completion)
    var results = StreamResults()
    for _ in 0..<3 { _ = machine.pushNext() }
    for worker in [0, 1, 0] { _ = machine.claim(by: worker) }
    for task in [2, 0, 1] {
      #expect(machine.take(&results).delivery.waits)
      #expect(machine.finish(first: task, slots: [task], after: .zero) == .consumer)
      #expect(machine.take(&results).delivery.hasResults)
      #expect(results.rest == [StreamResult(task: task, slot: task)])
    }
  }

  @Test func aConsumerThatLooksAroundIsNotWoken() {
    var machine = machine()
    var results = StreamResults()
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    #expect(machine.take(&results, mayLookAgain: true).delivery.waits)
    #expect(machine.finish(first: 0, slots: [0], after: .zero) == [])
    #expect(machine.take(&results).delivery.hasResults)
  }

  @Test func aConsumerThatLooksAroundIsNotToldOfTheEnd() {
    var machine = machine()
    var results = StreamResults()
    _ = machine.failInput(Mishap())
    _ = machine.end()
    #expect(machine.take(&results, mayLookAgain: true).delivery.endsQuietly)
    #expect((machine.take(&results).delivery.error as? ParallelError)?.code == .inputFailed)
  }

  @Test func aConsumerIsWokenOnceForManyResults() {
    var machine = machine(lookahead: 100)
    var results = StreamResults()
    for _ in 0..<3 { _ = machine.pushNext() }
    _ = machine.take(&results)
    for task in 0..<3 {
      _ = machine.claim(by: 0)
      #expect(machine.finish(first: task, slots: [task], after: .zero) == (task == 0 ? .consumer : []))
    }
  }

  @Test func whatTheConsumerHasNotPassedOnCountsAsNotDelivered() {
    var machine = machine(workers: 1, lookahead: 8)
    var results = StreamResults()
    for _ in 0..<8 { _ = machine.pushNext() }
    for task in 0..<8 {
      _ = machine.claim(by: 0)
      _ = machine.finish(first: task, slots: [task], after: .zero)
    }
    _ = machine.take(&results)
    // A quarter of the lookahead, of which one is as good as delivered.
    #expect(results.rest.map(\.task) == [0, 1])
    #expect(machine.pushNext() == .wait)
  }

  // MARK: The end

  @Test func theEndComesWhenEverythingHasEnded() {
    var machine = machine()
    var results = StreamResults()
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    machine.endInput()
    #expect(machine.step() == .end)
    _ = machine.finish(first: 0, slots: [0], after: .zero)
    #expect(machine.take(&results).delivery.hasResults)
    #expect(machine.take(&results).delivery.waits)
    #expect(machine.end() == .consumer)
    #expect(machine.take(&results).delivery.endsQuietly)
  }

  @Test func aWorkerIsStartedForTheLastInputBeforeTheDriverEnds() {
    var machine = machine()
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    _ = machine.search(by: 0)
    _ = machine.pushNext()
    machine.endInput()
    #expect(machine.step() == .end)
    #expect(machine.search(by: 0) == .run(first: 1))
    #expect(machine.search(by: 0) == .leave)
  }

  @Test func afterAFailureNothingStartsAndWhatIsThereComesFirst() throws {
    var machine = machine()
    var results = StreamResults()
    for _ in 0..<4 { _ = machine.pushNext() }
    for worker in [0, 1, 0] { _ = machine.claim(by: worker) }
    _ = machine.finish(first: 0, slots: [0], after: .zero)
    #expect(machine.step() == .wait)
    #expect(machine.fail(task: 1, error: Mishap()) == [.driver, .cancellation])
    #expect(machine.claim(by: 0) == nil)
    #expect(machine.step() == .end)
    #expect(machine.finish(first: 2, slots: [2], after: .zero) == [])
    #expect(machine.take(&results).delivery.hasResults)
    #expect(results.rest.map(\.task) == [0])
    #expect(machine.take(&results).delivery.waits)
    _ = machine.end()
    #expect(machine.take(&results).delivery.error is Mishap)
    #expect(machine.take(&results).delivery.endsQuietly)
  }

  @Test func aConsumerThatSleepsIsToldOfTheStop() {
    // It may be the one who cancels the work.
    var machine = machine()
    var results = StreamResults()
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    _ = machine.take(&results)
    #expect(machine.fail(task: 0, error: Mishap()) == [.consumer, .cancellation])
  }

  @Test func theFirstFailureByInputIsToldAndTheOthersWakeNobody() throws {
    struct Other: Error {}
    var machine = machine()
    var results = StreamResults()
    for _ in 0..<2 { _ = machine.pushNext() }
    for worker in [0, 1] { _ = machine.claim(by: worker) }
    _ = machine.fail(task: 1, error: Other())
    #expect(machine.fail(task: 0, error: Mishap()) == [])
    _ = machine.end()
    #expect(machine.take(&results).delivery.error is Mishap)
  }

  @Test func aLimitWinsOverWhatFailsBecauseOfIt() throws {
    var machine = machine()
    var results = StreamResults()
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    let wake = machine.timeOut { ParallelError(code: .stalled, reason: $0) }
    #expect(wake.contains(.cancellation))
    _ = machine.fail(task: 0, error: Mishap())
    _ = machine.end()
    let error = try #require(machine.take(&results).delivery.error as? ParallelError)
    #expect(error.code == .stalled)
    #expect(error.description == "0 results were delivered")
  }

  @Test func anInputThatFailsStopsTheRest() throws {
    var machine = machine()
    var results = StreamResults()
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    #expect(machine.failInput(Mishap()) == .cancellation)
    _ = machine.end()
    let error = try #require(machine.take(&results).delivery.error as? ParallelError)
    #expect(error.code == .inputFailed)
    #expect(error.underlying is Mishap)
    #expect(error.description.contains("after 1 element"))
  }

  @Test func anInputThatFailsBecauseTheWorkWasStoppedIsNoNews() throws {
    var machine = machine()
    var results = StreamResults()
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    _ = machine.fail(task: 0, error: Mishap())
    #expect(machine.failInput(CancellationError()) == [])
    _ = machine.end()
    #expect(machine.take(&results).delivery.error is Mishap)
  }

  @Test func cancellingDropsWhatIsThere() {
    var machine = machine()
    var results = StreamResults()
    for _ in 0..<3 { _ = machine.pushNext() }
    for worker in [0, 1] { _ = machine.claim(by: worker) }
    _ = machine.finish(first: 0, slots: [0], after: .zero)
    #expect(machine.cancel() == .cancellation)
    #expect(machine.cancel() == [])
    #expect(machine.claim(by: 0) == nil)
    #expect(machine.finish(first: 1, slots: [1], after: .zero) == [])
    #expect(machine.take(&results).delivery.waits)
    _ = machine.end()
    #expect(machine.take(&results).delivery.error is CancellationError)
    #expect(machine.take(&results).delivery.endsQuietly)
  }

  @Test func aWorkerThatItsBackendNeverRanIsAFailure() throws {
    var machine = machine()
    var results = StreamResults()
    _ = machine.pushNext()
    #expect(machine.leave(worker: 0, sawEnd: false, error: nil) == .cancellation)
    _ = machine.end()
    let error = try #require(machine.take(&results).delivery.error as? ParallelError)
    #expect(error.code == .backendFailed)
  }

  @Test func aWorkerThatLeavesAfterItWasStartedAgainIsNone() {
    var machine = machine(workers: 1)
    _ = machine.pushNext()
    _ = machine.claim(by: 0)
    #expect(machine.claim(by: 0) == nil)
    #expect(machine.pushNext() == .startWorker(0))
    #expect(machine.leave(worker: 0, sawEnd: true, error: nil) == [])
    #expect(machine.claim(by: 0) == [1])
  }
}

extension StreamStateMachine {
  /// Takes an input, as the driver does when it has started the workers that it was told to start.
  fileprivate mutating func pushNext() -> Step {
    while true {
      switch step() {
      case .takeInput(let slot): return push(slot: slot)
      case .startWorker: continue
      case .wait: return .wait
      case .end: return .end
      }
    }
  }

  /// The slots of the tasks that a worker gets which leaves without any.
  fileprivate mutating func claim(by worker: Int) -> [Int]? {
    var slots: [Int] = []
    return claim(&slots, worker: worker, maySearch: false) == .leave ? nil : slots
  }

  /// The slots of the tasks that a worker gets to be done elsewhere.
  fileprivate mutating func claim(by worker: Int, atMost limit: Int, isIdle: Bool = true) -> [Int]? {
    var slots: [Int] = []
    return claim(&slots, worker: worker, atMost: limit, isIdle: isIdle) == nil ? nil : slots
  }

  fileprivate mutating func search(by worker: Int) -> Claim {
    var slots: [Int] = []
    return claim(&slots, worker: worker, maySearch: true)
  }
}

extension StreamResults {
  fileprivate var rest: [StreamResult] {
    var copy = self
    return Array(sequence(state: ()) { _ in copy.popFirst() })
  }
}

extension StreamStateMachine.Delivery {
  fileprivate var hasResults: Bool {
    if case .results = self { true } else { false }
  }

  fileprivate var waits: Bool {
    if case .wait = self { true } else { false }
  }

  fileprivate var error: (any Error)? {
    if case .end(let error) = self { error } else { nil }
  }

  fileprivate var endsQuietly: Bool {
    if case .end(nil) = self { true } else { false }
  }
}
