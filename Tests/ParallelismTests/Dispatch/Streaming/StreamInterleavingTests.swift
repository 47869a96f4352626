import Testing

@testable import Parallelism

/// All parties of a stream, taking their turns at random.
///
/// Whenever none of them can go on by itself, nobody may be asleep who has something to do.
struct StreamInterleavingTests {
  @Test(arguments: [ResultOrder.input, .completion], [1, 2, 3])
  func nobodySleepsWhoHasSomethingToDo(order: ResultOrder, workers: Int) {
    for seed in 0..<500 {
      var stream = StreamRehearsal(seed: UInt64(seed), workers: workers, order: order)
      if let complaint = stream.play() {
        Issue.record("\(complaint)\nseed \(seed): \(stream.scenario)")
        return
      }
    }
  }
}

/// A stream without threads: what `WorkerStream` and `StreamConsumer` do with the machine, one call of it at a time.
private struct StreamRehearsal {
  /// What happens from outside.
  struct Scenario {
    let workers: Int
    let order: ResultOrder
    let lookahead: Int
    let batching: Batching
    let inputs: Int
    /// Tasks that end only when nothing else can happen.
    var slowTasks: Set<Int> = []
    /// Inputs that come only when nothing else can happen.
    var lateInputs: Set<Int> = []
    var failingTask: Int?
    var failingInput: Int?
    /// After how many results the consumer leaves.
    var abandonsAfter: Int?
    /// After how many results the consumer does something else until nothing else can happen.
    var pausesAfter: Int?
    /// Whether stopped work is cancelled by the consumer, as where it runs in child tasks of that.
    var consumerCancels = false
    /// Whether workers have their tasks done elsewhere.
    var isRemote = false
  }

  private enum Driver {
    case asks, isTold(StreamStateMachine.Step), looksAround, atGate, sleeps, waitsForWorkers, gone
  }

  private struct Worker {
    enum State {
      case claims(maySearch: Bool), looksAround, comesBack, leaves(failed: Bool)
      case runs(first: Int, slots: [Int], done: Int)
    }

    let number: Int
    var state = State.claims(maySearch: true)
  }

  private enum Consumer {
    case asks(mayLookAgain: Bool), looksAround, atGate, sleeps, pauses, gone
  }

  private struct Mishap: Error {}

  let scenario: Scenario
  private var random: SplitMix64
  private var machine: StreamStateMachine
  private var driver = Driver.asks
  private var driverGateIsOpen = false
  private var workers: [Worker] = []
  private var consumer = Consumer.asks(mayLookAgain: true)
  private var consumerGateIsOpen = false
  private var ready = StreamResults()
  private var isStopped = false
  private var isCancelled = false
  private var inputEnded = false
  private var releasedInputs: Set<Int> = []
  private var releasedTasks: Set<Int> = []
  private var delivered: [Int] = []

  init(seed: UInt64, workers: Int, order: ResultOrder) {
    var random = SplitMix64(state: seed)
    let inputs = Int.random(in: 0...9, using: &random)
    let some = { (random: inout SplitMix64) in
      Set((0..<inputs).filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
    }
    let one = { (random: inout SplitMix64) in
      Int.random(in: 0..<5, using: &random) == 0 ? Int.random(in: 0...inputs, using: &random) : nil
    }
    let batchings: [Batching] = [.size(1), .size(2), .automatic]
    var scenario = Scenario(
      workers: workers, order: order, lookahead: .random(in: 1...6, using: &random),
      batching: batchings.randomElement(using: &random) ?? .automatic, inputs: inputs)
    scenario.slowTasks = some(&random)
    scenario.lateInputs = some(&random)
    scenario.failingTask = one(&random)
    scenario.failingInput = one(&random)
    scenario.consumerCancels = .random(using: &random)
    scenario.isRemote = .random(using: &random)
    if !scenario.consumerCancels {
      scenario.abandonsAfter = one(&random)
      scenario.pausesAfter = one(&random)
    }
    self.scenario = scenario
    self.random = random
    machine = StreamStateMachine(
      workers: workers, order: order, lookahead: scenario.lookahead, batching: scenario.batching)
  }

  /// Goes on until the stream is over.
  ///
  /// - Returns: What is wrong, if something is.
  mutating func play() -> String? {
    for _ in 0..<10_000 {
      if let turn = turns.randomElement(using: &random) {
        take(turn)
      } else if isOver {
        return complaintAboutResults
      } else if let complaint {
        return complaint
      } else if !goOnFromOutside() {
        return "all are asleep: \(self)"
      }
    }
    return "there is no end to it"
  }

  private var isOver: Bool {
    if case .gone = consumer, case .gone = driver, workers.isEmpty { true } else { false }
  }

  // MARK: What must be true

  /// What is wrong though nobody can go on.
  private var complaint: String? {
    if isStopped, !scenario.consumerCancels, !isCancelled { return "what runs is not cancelled" }
    guard !isStopped else { return nil }
    let taken = machine.taken
    let running = workers.count
    let waiting = taken - begun
    if waiting > 0, running < scenario.workers { return "\(waiting) tasks wait beside an idle worker" }
    // What a consumer has not asked for takes up room.
    guard case .sleeps = consumer else { return nil }
    if !hasEnded(driver), !waitsForInput, running < scenario.workers,
      taken - delivered.count < scenario.lookahead
    {
      return "there is room for an input and nobody takes it"
    }
    if scenario.order == .completion, done > delivered.count {
      return "a result waits for a consumer that sleeps"
    }
    return nil
  }

  private var complaintAboutResults: String? {
    guard Set(delivered).count == delivered.count else { return "a result came twice: \(delivered)" }
    if scenario.order == .input, delivered != Array(0..<delivered.count) {
      return "out of order: \(delivered)"
    }
    let isWhole =
      scenario.failingTask ?? .max >= scenario.inputs && scenario.failingInput == nil
      && scenario.abandonsAfter == nil
    return isWhole && delivered.count != scenario.inputs ? "results are missing: \(delivered)" : nil
  }

  private func hasEnded(_ driver: Driver) -> Bool {
    switch driver {
    case .waitsForWorkers, .gone: true
    default: false
    }
  }

  private var waitsForInput: Bool {
    if case .isTold(.takeInput) = driver { true } else { false }
  }

  /// How many tasks workers have got.
  private var begun = 0

  /// How many results the machine was told of.
  private var done = 0

  // MARK: Turns

  private enum Turn {
    case driver, consumer
    case worker(Int)
  }

  /// Whose turn it may be.
  private var turns: [Turn] {
    var turns: [Turn] = []
    if driverCanGoOn { turns.append(.driver) }
    switch consumer {
    case .sleeps: if consumerGateIsOpen { turns.append(.consumer) }
    case .pauses, .gone: break
    default: turns.append(.consumer)
    }
    for (index, worker) in workers.enumerated() {
      if case .runs(let first, let slots, let done) = worker.state, done < slots.count, !isStopped,
        isHeldUp(first + done)
      {
        continue
      }
      turns.append(.worker(index))
    }
    return turns
  }

  private var driverCanGoOn: Bool {
    switch driver {
    case .isTold(.takeInput):
      let next = machine.taken
      return isCancelled || !scenario.lateInputs.contains(next) || releasedInputs.contains(next)
    case .sleeps: return driverGateIsOpen
    case .waitsForWorkers: return workers.isEmpty
    case .gone: return false
    default: return true
    }
  }

  private func isHeldUp(_ task: Int) -> Bool {
    scenario.slowTasks.contains(task) && !releasedTasks.contains(task) && !isCancelled
  }

  /// Lets happen what was held back.
  private mutating func goOnFromOutside() -> Bool {
    if case .pauses = consumer {
      consumer = .asks(mayLookAgain: true)
      return true
    }
    let heldTasks = workers.compactMap { worker -> Int? in
      if case .runs(let first, _, let done) = worker.state { first + done } else { nil }
    }
    if let task = heldTasks.randomElement(using: &random) {
      return releasedTasks.insert(task).inserted
    }
    if waitsForInput { return releasedInputs.insert(machine.taken).inserted }
    return false
  }

  private mutating func take(_ turn: Turn) {
    switch turn {
    case .driver: driver = goOn(driver)
    case .consumer: consumer = goOn(consumer)
    case .worker(let index):
      if let state = goOn(workers[index]) {
        workers[index].state = state
      } else {
        workers.remove(at: index)
      }
    }
  }

  private mutating func tell(_ wake: StreamStateMachine.Wake) {
    if wake.contains(.driver) { driverGateIsOpen = true }
    if wake.contains(.consumer) { consumerGateIsOpen = true }
    if wake.contains(.cancellation) {
      isStopped = true
      if !scenario.consumerCancels { isCancelled = true }
    }
  }

  private mutating func goOn(_ driver: Driver) -> Driver {
    switch driver {
    case .asks: return .isTold(machine.step())
    case .isTold(.takeInput(let slot)):
      if isCancelled || scenario.failingInput == machine.taken {
        tell(machine.failInput(Mishap()))
      } else if machine.taken < scenario.inputs {
        return .isTold(machine.push(slot: slot))
      } else {
        machine.endInput()
      }
      return .asks
    case .isTold(.startWorker(let number)):
      workers.append(Worker(number: number))
      return .asks
    case .isTold(.wait): return Bool.random(using: &random) ? .looksAround : .atGate
    case .looksAround:
      let step = machine.step()
      if step != .wait { return .isTold(step) }
      return Bool.random(using: &random) ? .looksAround : .atGate
    case .atGate, .sleeps:
      guard driverGateIsOpen else { return .sleeps }
      driverGateIsOpen = false
      return .asks
    case .isTold(.end): return .waitsForWorkers
    case .waitsForWorkers:
      tell(machine.end())
      return .gone
    case .gone: return .gone
    }
  }

  private mutating func goOn(_ worker: Worker) -> Worker.State? {
    switch worker.state {
    case .claims(let maySearch): return claim(worker, maySearch: maySearch)
    case .looksAround: return claim(worker, maySearch: .random(using: &random))
    case .comesBack:
      return machine.comeBack(worker: worker.number) ? .leaves(failed: false) : .claims(maySearch: true)
    case .runs(let first, let slots, let done):
      if done < slots.count, !isStopped {
        guard first + done == scenario.failingTask else {
          return .runs(first: first, slots: slots, done: done + 1)
        }
        finish(first, slots[..<done])
        tell(machine.fail(task: first + done, error: Mishap()))
        return .leaves(failed: true)
      }
      finish(first, slots[..<done])
      return .claims(maySearch: true)
    case .leaves(let failed):
      tell(machine.leave(worker: worker.number, sawEnd: true, error: failed ? Mishap() : nil))
      return nil
    }
  }

  private mutating func finish(_ first: Int, _ slots: ArraySlice<Int>) {
    done += slots.count
    tell(machine.finish(first: first, slots: slots, after: .zero))
  }

  private mutating func claim(_ worker: Worker, maySearch: Bool) -> Worker.State {
    var slots: [Int] = []
    if scenario.isRemote {
      let limit = Int.random(in: 1...3, using: &random)
      guard let first = machine.claim(&slots, worker: worker.number, atMost: limit, isIdle: true) else {
        return .comesBack
      }
      begun += slots.count
      return .runs(first: first, slots: slots, done: 0)
    }
    switch machine.claim(&slots, worker: worker.number, maySearch: maySearch) {
    case .run(let first):
      begun += slots.count
      return .runs(first: first, slots: slots, done: 0)
    case .lookAgain: return .looksAround
    case .leave: return .leaves(failed: false)
    }
  }

  private mutating func goOn(_ consumer: Consumer) -> Consumer {
    switch consumer {
    case .asks(let mayLookAgain):
      if let next = passOn() { return next }
      let (delivery, wake) = machine.take(&ready, mayLookAgain: mayLookAgain)
      tell(wake)
      switch delivery {
      case .results: return passOn() ?? .asks(mayLookAgain: true)
      case .wait where mayLookAgain:
        return Bool.random(using: &random) ? .looksAround : .asks(mayLookAgain: false)
      case .wait:
        if scenario.consumerCancels, isStopped { isCancelled = true }
        return .atGate
      case .end: return mayLookAgain ? .asks(mayLookAgain: false) : .gone
      }
    case .looksAround:
      return .asks(mayLookAgain: .random(using: &random))
    case .atGate, .sleeps:
      guard consumerGateIsOpen else { return .sleeps }
      consumerGateIsOpen = false
      return .asks(mayLookAgain: false)
    case .pauses, .gone: return consumer
    }
  }

  /// Passes a result on if one is at hand.
  ///
  /// - Returns: What the consumer does then.
  private mutating func passOn() -> Consumer? {
    if delivered.count == scenario.abandonsAfter {
      tell(machine.cancel())
      return .gone
    }
    guard let result = ready.popFirst() else { return nil }
    delivered.append(result.task)
    return delivered.count == scenario.pausesAfter ? .pauses : .asks(mayLookAgain: true)
  }
}
