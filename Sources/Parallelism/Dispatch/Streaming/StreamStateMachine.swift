/// What happens next in a stream of results: the decisions, without tasks, threads or clocks.
///
/// Four parties report to it and ask it. The *driver* takes inputs, one after the other. The *workers* run tasks;
/// a worker is started for an input and stays while inputs wait. The *consumer* takes results. The *supervisor*
/// tells when driver and workers have ended.
struct StreamStateMachine<Input, Output> {
  /// Who must be told after an event.
  struct Wake: OptionSet, Hashable {
    let rawValue: UInt8
    /// The driver: it may take an input now, or shall end.
    static var driver: Wake { Wake(rawValue: 1) }
    /// The consumer: there is something for it.
    static var consumer: Wake { Wake(rawValue: 2) }
    /// Everything that runs: it is not wanted any more and shall be cancelled.
    static var cancellation: Wake { Wake(rawValue: 4) }
  }

  /// What the driver shall do.
  enum Pull {
    case takeInput, wait, end
  }

  /// What the consumer gets.
  enum Delivery {
    case result(Output)
    case wait
    case end((any Error)?)
  }

  private let workers: Int
  private let order: ResultOrder
  private let lookahead: Int

  private var waiting = FIFO<(task: Int, input: Input)>()
  /// Workers that were started before and have returned.
  private var idleWorkers: [Int] = []
  private var startedWorkers = 0
  /// In the order of delivery; if that is the order of the inputs, with a place for every task taken and not delivered.
  private var results = FIFO<Output?>()
  private var taken = 0
  private var delivered = 0

  private var outcome = Outcome()
  private var isCancelled = false
  /// Whether no task may start any more and no input is wanted.
  private(set) var isStopped = false
  private var inputEnded = false
  private var everythingEnded = false
  private var endDelivered = false
  private var driverWaits = false

  init(workers: Int, order: ResultOrder, lookahead: Int) {
    self.workers = workers
    self.order = order
    self.lookahead = lookahead
  }

  private var mayTake: Bool { taken - delivered < lookahead }

  // MARK: The driver

  /// Whether to take another input.
  mutating func pull() -> Pull {
    if isStopped || inputEnded { return .end }
    driverWaits = !mayTake
    return driverWaits ? .wait : .takeInput
  }

  /// Accepts an input.
  ///
  /// - Returns: The worker to start for it; without one, all are at work and one of them will come for it.
  mutating func push(_ input: Input) -> Int? {
    guard !isStopped else { return nil }
    waiting.append((taken, input))
    if order == .input { results.append(nil) }
    taken += 1
    if let worker = idleWorkers.popLast() { return worker }
    guard startedWorkers < workers else { return nil }
    startedWorkers += 1
    return startedWorkers - 1
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

  /// The next task of a worker, or `nil` if the worker shall return.
  mutating func claim(worker: Int) -> (task: Int, input: Input)? {
    if !isStopped, let next = waiting.popFirst() { return next }
    idleWorkers.append(worker)
    return nil
  }

  /// Takes note of a result.
  mutating func finish(task: Int, _ output: Output) -> Wake {
    guard !isCancelled else { return [] }
    switch order {
    case .completion:
      results.append(output)
      return .consumer
    case .input:
      // After a failure, results behind the gap can never be delivered; they go with the stream.
      results[task - delivered] = output
      return task == delivered ? .consumer : []
    }
  }

  /// Takes note that a task has failed; no other is started.
  mutating func fail(
    task: Int, type: Any.Type, worker: Int, error: any Error, earlierErrors: [any Error] = []
  ) -> Wake {
    outcome.fail(task: task, type: type, worker: worker, error: error, earlierErrors: earlierErrors)
    return stop()
  }

  /// Takes note that a worker is gone, after it saw that there are no more tasks or because its backend threw.
  mutating func leave(worker: Int, sawEnd: Bool, error: (any Error)?) -> Wake {
    guard !isStopped else { return [] }
    if let error {
      outcome.fail(task: taken, error: ParallelError.backendFailure(error))
    } else if !sawEnd {
      outcome.fail(task: taken, error: ParallelError.backendReturned(beforeWorker: worker))
    } else {
      return []
    }
    return stop()
  }

  // MARK: The supervisor

  /// Takes note that a result or the whole stream has taken too long.
  mutating func timeOut(_ limit: TimeLimits.Limit) -> Wake {
    outcome.timeOut(.timeout(limit, after: "\(delivered) results were delivered"))
    return stop()
  }

  /// Takes note that driver and workers have ended.
  mutating func end() -> Wake {
    everythingEnded = true
    return .consumer
  }

  // MARK: The consumer

  /// What there is for the consumer now.
  ///
  /// The end comes when nothing runs any more. Results that were there before a failure come before it.
  mutating func next() -> (delivery: Delivery, wake: Wake) {
    if !isCancelled, let output = nextResult() {
      delivered += 1
      // Not before there is room for several inputs: to wake the driver costs more than a small task.
      let wakesDriver = driverWaits && taken - delivered <= lookahead / 2
      if wakesDriver { driverWaits = false }
      return (.result(output), wakesDriver ? .driver : [])
    }
    guard everythingEnded else { return (.wait, []) }
    guard !endDelivered else { return (.end(nil), []) }
    endDelivered = true
    return (.end(isCancelled ? CancellationError() : outcome.error), [])
  }

  private mutating func nextResult() -> Output? {
    guard results.count > 0, let first = results[0], first != nil else { return nil }
    return results.popFirst() ?? nil
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
    return [.driver, .cancellation]
  }
}
