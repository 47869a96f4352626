import Testing

@testable import Parallelism

struct StreamStateMachineTests {
  typealias Machine = StreamStateMachine<String, String>

  struct Mishap: Error {}

  private func machine(workers: Int = 2, order: ResultOrder = .input, lookahead: Int = 4) -> Machine {
    Machine(workers: workers, order: order, lookahead: lookahead)
  }

  @Test func aWorkerIsStartedForEachInputUntilAllAreAtWork() {
    var machine = machine()
    #expect(["a", "b", "c"].map { machine.push($0) } == [0, 1, nil])
    #expect(machine.claimed(by: 1) == "0a")
    #expect(machine.claimed(by: 0) == "1b")
    #expect(machine.claimed(by: 1) == "2c")
    #expect(machine.claimed(by: 1) == nil)
    #expect(machine.push("d") == 1)
  }

  @Test func theDriverWaitsWhenAsManyAreTakenAsTheLookaheadAllows() {
    var machine = machine(lookahead: 2)
    for input in ["a", "b"] {
      #expect(machine.pull() == .takeInput)
      _ = machine.push(input)
    }
    #expect(machine.pull() == .wait)
    #expect(machine.claimed(by: 0) == "0a")
    #expect(machine.finish(task: 0, "A") == .consumer)
    #expect(machine.pull() == .wait)
    let (delivery, wake) = machine.next()
    #expect(delivery.result == "A")
    #expect(wake == .driver)
    #expect(machine.pull() == .takeInput)
  }

  @Test func nobodyIsWokenForInputsThatNobodyWaitsFor() {
    var machine = machine()
    _ = machine.push("a")
    _ = machine.claim(worker: 0)
    _ = machine.finish(task: 0, "A")
    #expect(machine.next().wake == [])
  }

  @Test func resultsWaitForThoseBeforeThem() {
    var machine = machine()
    for input in ["a", "b", "c"] { _ = machine.push(input) }
    for worker in [0, 1, 0] { _ = machine.claim(worker: worker) }
    #expect(machine.finish(task: 2, "C") == [])
    #expect(machine.finish(task: 1, "B") == [])
    #expect(machine.next().delivery.waits)
    #expect(machine.finish(task: 0, "A") == .consumer)
    #expect((0..<3).map { _ in machine.next().delivery.result } == ["A", "B", "C"])
    #expect(machine.next().delivery.waits)
  }

  @Test func inTheOrderOfCompletionNothingWaits() {
    var machine = machine(order: .completion)
    for input in ["a", "b", "c"] { _ = machine.push(input) }
    for worker in [0, 1, 0] { _ = machine.claim(worker: worker) }
    for (task, output) in [(2, "C"), (0, "A"), (1, "B")] {
      #expect(machine.finish(task: task, output) == .consumer)
      #expect(machine.next().delivery.result == output)
    }
  }

  @Test func theEndComesWhenEverythingHasEnded() {
    var machine = machine()
    _ = machine.push("a")
    _ = machine.claim(worker: 0)
    machine.endInput()
    #expect(machine.pull() == .end)
    _ = machine.finish(task: 0, "A")
    #expect(machine.next().delivery.result == "A")
    #expect(machine.next().delivery.waits)
    #expect(machine.end() == .consumer)
    #expect(machine.next().delivery.endsQuietly)
  }

  @Test func afterAFailureNothingStartsAndWhatIsThereComesFirst() throws {
    var machine = machine()
    for input in ["a", "b", "c", "d"] { _ = machine.push(input) }
    for worker in [0, 1, 0] { _ = machine.claim(worker: worker) }
    _ = machine.finish(task: 0, "A")
    let wake = machine.fail(task: 1, type: String.self, worker: 1, error: Mishap())
    #expect(wake == [.driver, .cancellation])
    #expect(machine.claimed(by: 0) == nil)
    #expect(machine.push("e") == nil)
    #expect(machine.pull() == .end)
    #expect(machine.finish(task: 2, "C") == [])
    #expect(machine.next().delivery.result == "A")
    #expect(machine.next().delivery.waits)
    _ = machine.end()
    let error = try #require(machine.next().delivery.error as? ParallelError)
    #expect(error.taskIndex == 1)
    #expect(machine.next().delivery.endsQuietly)
  }

  @Test func theFirstFailureByInputIsToldAndTheOthersWakeNobody() throws {
    var machine = machine()
    for input in ["a", "b"] { _ = machine.push(input) }
    for worker in [0, 1] { _ = machine.claim(worker: worker) }
    _ = machine.fail(task: 1, type: String.self, worker: 1, error: Mishap())
    #expect(machine.fail(task: 0, type: String.self, worker: 0, error: Mishap()) == [])
    _ = machine.end()
    let error = try #require(machine.next().delivery.error as? ParallelError)
    #expect(error.taskIndex == 0)
  }

  @Test func anInputThatFailsStopsTheRest() throws {
    var machine = machine()
    _ = machine.push("a")
    _ = machine.claim(worker: 0)
    #expect(machine.failInput(Mishap()) == [.driver, .cancellation])
    _ = machine.end()
    let error = try #require(machine.next().delivery.error as? ParallelError)
    #expect(error.code == .inputFailed)
    #expect(error.underlying is Mishap)
    #expect(error.description.contains("after 1 element"))
  }

  @Test func anInputThatFailsBecauseTheWorkWasStoppedIsNoNews() throws {
    var machine = machine()
    _ = machine.push("a")
    _ = machine.claim(worker: 0)
    _ = machine.fail(task: 0, type: String.self, worker: 0, error: Mishap())
    #expect(machine.failInput(CancellationError()) == [])
    _ = machine.end()
    #expect(machine.next().delivery.error is ParallelError)
  }

  @Test func cancellingDropsWhatIsThere() {
    var machine = machine()
    for input in ["a", "b", "c"] { _ = machine.push(input) }
    for worker in [0, 1] { _ = machine.claim(worker: worker) }
    _ = machine.finish(task: 0, "A")
    #expect(machine.cancel() == [.driver, .cancellation])
    #expect(machine.cancel() == [])
    #expect(machine.claimed(by: 0) == nil)
    #expect(machine.finish(task: 1, "B") == [])
    #expect(machine.next().delivery.waits)
    _ = machine.end()
    #expect(machine.next().delivery.error is CancellationError)
    #expect(machine.next().delivery.endsQuietly)
  }

  @Test func aWorkerThatItsBackendNeverRanIsAFailure() throws {
    var machine = machine()
    _ = machine.push("a")
    #expect(machine.leave(worker: 0, sawEnd: false, error: nil) == [.driver, .cancellation])
    _ = machine.end()
    let error = try #require(machine.next().delivery.error as? ParallelError)
    #expect(error.code == .backendFailed)
  }

  @Test func aWorkerThatLeavesAfterItWasStartedAgainIsNone() {
    var machine = machine(workers: 1)
    #expect(machine.push("a") == 0)
    _ = machine.claim(worker: 0)
    #expect(machine.claimed(by: 0) == nil)
    #expect(machine.push("b") == 0)
    #expect(machine.leave(worker: 0, sawEnd: true, error: nil) == [])
    #expect(machine.claimed(by: 0) == "1b")
  }

  @Test func resultsMayBeOptionals() {
    var machine = StreamStateMachine<Int, Int?>(workers: 1, order: .input, lookahead: 2)
    _ = machine.push(1)
    _ = machine.claim(worker: 0)
    _ = machine.finish(task: 0, nil)
    guard case .result(nil) = machine.next().delivery else {
      Issue.record("the result was lost")
      return
    }
  }
}

extension StreamStateMachine<String, String> {
  fileprivate mutating func claimed(by worker: Int) -> String? {
    claim(worker: worker).map { "\($0.task)\($0.input)" }
  }
}

extension StreamStateMachine.Delivery {
  fileprivate var result: Output? {
    if case .result(let output) = self { output } else { nil }
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
