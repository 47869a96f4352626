/// What happens next in a stream of results: the decisions, without tasks, threads or clocks.
///
/// Four parties report to it and ask it. The *driver* takes inputs, one after the other, and starts workers. The
/// *workers* run tasks, a batch at a time, and look for others a little while before they leave. The *consumer*
/// takes results, as many as there are. The *supervisor* tells when driver and workers have ended. Inputs and results
/// stay in slots, which are all that is spoken of here.
struct StreamStateMachine {
  /// Who must be told after an event.
  struct Wake: OptionSet, Hashable {
    let rawValue: UInt8
    /// The driver: it sleeps, and may take an input now or shall end.
    static var driver: Wake { Wake(rawValue: 1) }
    /// The consumer: it sleeps, and there is something for it.
    static var consumer: Wake { Wake(rawValue: 2) }
    /// Everything that runs: it is not wanted any more and shall be cancelled.
    static var cancellation: Wake { Wake(rawValue: 4) }
  }

  /// What the driver shall do.
  enum Step: Hashable {
    /// Put the next input in this slot.
    case takeInput(slot: Int)
    case startWorker(Int)
    case wait
    case end
  }

  /// What a worker shall do.
  enum Claim: Hashable {
    /// Run the tasks whose slots it was given; the first has this number.
    case run(first: Int)
    /// Look again soon: nothing waits at the moment.
    case lookAgain
    case leave

    /// The first task that it was given.
    var first: Int? {
      if case .run(let first) = self { first } else { nil }
    }
  }

  /// What there is for the consumer.
  enum Delivery {
    case results
    case wait
    case end((any Error)?)
  }

  private let workers: Int
  private let order: ResultOrder
  private let lookahead: Int
  private var batchSize: BatchSize

  /// Slots of the tasks that were taken last.
  private var waiting = FIFO<Int>()
  /// Workers that were started before and have left.
  private var idleWorkers: [Int] = []
  private var startedWorkers = 0
  /// Workers that look for something to do, or were told to begin and will.
  private var searches: [Bool] = []
  private var searchingWorkers = 0
  /// In the order of delivery; if that is the order of the inputs, with a place for every task taken and not handed
  /// over.
  private var results = FIFO<StreamResult?>()
  private var freeSlots: [Int] = []
  private var slotCount = 0
  private var driverSlot: Int?
  /// How many inputs were taken.
  private(set) var taken = 0
  /// Results that the consumer was given, and how many of these it has passed on.
  private var handedOver = 0
  private var delivered = 0

  private var outcome = Outcome()
  private var isCancelled = false
  /// Whether no task may start any more and no input is wanted.
  private(set) var isStopped = false
  private var inputEnded = false
  private var everythingEnded = false
  private var endDelivered = false
  private var driverSleeps = false
  private var consumerSleeps = false

  init(workers: Int, order: ResultOrder, lookahead: Int, batching: Batching = .size(1)) {
    self.workers = workers
    self.order = order
    self.lookahead = lookahead
    batchSize = BatchSize(batching)
  }

  /// How many inputs may be taken now.
  private var room: Int { lookahead - (taken - delivered) }

  // MARK: The driver

  /// What the driver shall do next; if that is to wait, it is woken when something has changed.
  mutating func step() -> Step {
    driverSleeps = false
    if isStopped { return .end }
    // No input waits while a worker is idle, whatever the size of a batch; but one that looks around will come.
    if waiting.count > searchingWorkers, let worker = nextWorker() {
      setSearching(worker, true)
      return .startWorker(worker)
    }
    if inputEnded { return .end }
    driverSleeps = room <= 0
    return driverSleeps ? .wait : .takeInput(slot: slotOfDriver())
  }

  /// The slot for the next input, which stays the same until that has come.
  private mutating func slotOfDriver() -> Int {
    if let driverSlot { return driverSlot }
    let slot = freeSlots.popLast() ?? slotCount
    slotCount = max(slotCount, slot + 1)
    driverSlot = slot
    return slot
  }

  private mutating func nextWorker() -> Int? {
    if let worker = idleWorkers.popLast() { return worker }
    guard startedWorkers < workers else { return nil }
    startedWorkers += 1
    searches.append(false)
    return startedWorkers - 1
  }

  private mutating func setSearching(_ worker: Int, _ searching: Bool) {
    guard searches[worker] != searching else { return }
    searches[worker] = searching
    searchingWorkers += searching ? 1 : -1
  }

  /// Accepts the input in the slot that the driver was given.
  ///
  /// - Returns: What the driver shall do next.
  mutating func push(slot: Int) -> Step {
    guard !isStopped else { return .end }
    driverSlot = nil
    waiting.append(slot)
    if order == .input { results.append(nil) }
    taken += 1
    return step()
  }

  /// Takes note that there are no more inputs.
  mutating func endInput() {
    inputEnded = true
  }

  /// Takes note that the input could not give its next element.
  mutating func failInput(_ error: any Error) -> Wake {
    inputEnded = true
    // Reading an input that honours cancellation fails because of it, which is no news.
    guard !isStopped else { return [] }
    outcome.fail(task: taken, error: ParallelError.inputFailure(error, after: taken))
    return stop()
  }

  // MARK: The workers

  /// Gives a worker its next tasks.
  ///
  /// - Parameters:
  ///   - batch: Is empty, and gets their slots.
  ///   - worker: The worker.
  ///   - maySearch: Whether the worker will ask again if nothing waits. Otherwise it leaves.
  /// - Returns: What the worker shall do.
  mutating func claim(_ batch: inout [Int], worker: Int, maySearch: Bool) -> Claim {
    setSearching(worker, false)
    if !isStopped, waiting.count > 0 {
      let first = taken - waiting.count
      for _ in 0..<batchLimit {
        if let slot = waiting.popFirst() { batch.append(slot) }
      }
      return .run(first: first)
    }
    if maySearch, !isStopped, !inputEnded {
      setSearching(worker, true)
      return .lookAgain
    }
    idleWorkers.append(worker)
    return .leave
  }

  /// How many of the tasks that wait a worker gets.
  private var batchLimit: Int { min(batchSize.tasks, fairShare) }

  /// How many of the tasks that wait a worker may get.
  ///
  /// If nobody has set a size, the workers share them, and half are left for the time when they are through with their
  /// parts.
  private var fairShare: Int {
    batchSize.isAutomatic ? max(1, waiting.count / 2 / workers) : waiting.count
  }

  /// Gives a worker the next tasks that it has done elsewhere.
  ///
  /// - Parameters:
  ///   - batch: Is empty, and gets their slots.
  ///   - worker: The worker.
  ///   - limit: How many there may be.
  ///   - isIdle: Whether the worker has no others. It is about to come back then, and will see what comes meanwhile.
  /// - Returns: The number of the first task, or `nil` if none waits.
  mutating func claim(_ batch: inout [Int], worker: Int, atMost limit: Int, isIdle: Bool) -> Int? {
    guard !isStopped, waiting.count > 0 else {
      setSearching(worker, isIdle)
      return nil
    }
    setSearching(worker, false)
    let first = taken - waiting.count
    for _ in 0..<min(limit, fairShare) {
      if let slot = waiting.popFirst() { batch.append(slot) }
    }
    return first
  }

  /// Takes note that a worker is back that has its tasks done elsewhere.
  ///
  /// - Returns: Whether it leaves, since no task waits.
  mutating func comeBack(worker: Int) -> Bool {
    if !isStopped, waiting.count > 0 { return false }
    setSearching(worker, false)
    idleWorkers.append(worker)
    return true
  }

  /// Takes note that tasks with consecutive numbers have left their results in their slots.
  ///
  /// - Parameters:
  ///   - first: The first of the tasks.
  ///   - slots: Their slots.
  ///   - time: How long these tasks took together.
  /// - Returns: Who must be told.
  mutating func finish(first: Int, slots: some Collection<Int>, after time: Duration) -> Wake {
    guard !isCancelled else { return [] }
    if batchSize.isAutomatic, !slots.isEmpty {
      batchSize.adapt(to: slots.count, took: UInt64(max(0, time.nanoseconds)))
    }
    for (task, slot) in zip(first..., slots) {
      switch order {
      case .completion: results.append(StreamResult(task: task, slot: slot))
      // After a failure, results behind the gap can never be delivered; they go with the stream.
      case .input: results[task - handedOver] = StreamResult(task: task, slot: slot)
      }
    }
    return hasResult ? wakeOfConsumer() : []
  }

  /// Takes note that a task has failed; no other is started.
  mutating func fail(task: Int, error: any Error) -> Wake {
    outcome.fail(task: task, error: error)
    return stop()
  }

  /// Takes note that a worker is gone, after it saw that no task waits or because its backend threw.
  mutating func leave(worker: Int, sawEnd: Bool, error: (any Error)?) -> Wake {
    guard !isStopped else { return [] }
    if let error {
      outcome.fail(task: taken, error: ParallelError.backendFailure(error))
    } else if !sawEnd {
      outcome.fail(task: taken, error: ParallelError.backendReturned(beforeWorker: worker))
    } else {
      return wakeOfDriver()
    }
    return stop()
  }

  // MARK: The supervisor

  /// Takes note that a result, a task or the whole stream has taken too long.
  mutating func timeOut(_ error: (_ progress: String) -> ParallelError) -> Wake {
    outcome.timeOut(error("\(delivered) results were delivered"))
    return stop()
  }

  /// Why the stream has not done all that it was asked for, if so.
  var failure: (any Error)? { isCancelled ? CancellationError() : outcome.error }

  /// Takes note that driver and workers have ended.
  mutating func end() -> Wake {
    everythingEnded = true
    return wakeOfConsumer()
  }

  // MARK: The consumer

  /// What there is for the consumer now, who has passed on all that it was given before.
  ///
  /// The end comes when nothing runs any more. Results that were there before a failure come before it.
  ///
  /// - Parameters:
  ///   - batch: Is what the consumer was given before, and becomes what it passes on now, the first of it at once.
  ///   - mayLookAgain: Whether the consumer will ask again if there is nothing. Otherwise it sleeps, and only then is
  ///     it told why the stream has ended.
  /// - Returns: What there is, and who must be told.
  mutating func take(
    _ batch: inout StreamResults, mayLookAgain: Bool = false
  ) -> (delivery: Delivery, wake: Wake) {
    delivered = handedOver
    freeSlots.append(contentsOf: batch.removeAll())
    consumerSleeps = false
    if !isCancelled, hasResult {
      // What the consumer has not passed on counts as not delivered: too much of it would hold up the driver.
      let limit = max(1, min(lookahead / 4, 64))
      while handedOver - delivered < limit, hasResult, let result = results.popFirst() ?? nil {
        batch.append(result)
        handedOver += 1
      }
      delivered += 1
      return (.results, wakeOfDriver())
    }
    guard everythingEnded else {
      consumerSleeps = !mayLookAgain
      return (.wait, wakeOfDriver())
    }
    // Only a consumer that does not look again is sure to listen.
    guard !endDelivered, !mayLookAgain else { return (.end(nil), []) }
    endDelivered = true
    return (.end(failure), [])
  }

  private var hasResult: Bool {
    guard results.count > 0, let first = results[0] else { return false }
    return first != nil
  }

  private mutating func wakeOfConsumer() -> Wake {
    defer { consumerSleeps = false }
    return consumerSleeps ? .consumer : []
  }

  private mutating func wakeOfDriver() -> Wake {
    // Not before there is room for several inputs: to wake the driver costs more than a small task.
    guard driverSleeps, room > 0, room >= lookahead - lookahead / 2 || lacksInput else { return [] }
    driverSleeps = false
    return .driver
  }

  /// Whether a worker has nothing to do, and the consumer nothing that would make more room.
  private var lacksInput: Bool {
    waiting.count == 0 && !hasResult && (!idleWorkers.isEmpty || startedWorkers < workers)
  }

  /// Takes note that the consumer wants nothing more.
  mutating func cancel() -> Wake {
    guard !isCancelled else { return [] }
    isCancelled = true
    results = FIFO()
    return stop()
  }

  private mutating func stop() -> Wake {
    guard !isStopped else { return [] }
    isStopped = true
    waiting = FIFO()
    defer { driverSleeps = false }
    // The consumer may have to cancel what runs.
    return wakeOfConsumer().union(driverSleeps ? [.driver, .cancellation] : .cancellation)
  }
}
