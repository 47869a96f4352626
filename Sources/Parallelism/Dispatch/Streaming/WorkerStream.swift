internal import Synchronization

/// A stream whose tasks run beside its consumer.
///
/// The decisions are those of `StreamStateMachine`. Here are the tasks that report to it: one that takes the inputs
/// and starts the workers as its child tasks. `StreamConsumer` is the other side.
final class WorkerStream<Input: Sendable, Output: Sendable>: Sendable {
  private let inputs: any InputReader<Input>
  private let setting: Setting
  private let workers: Int
  private let observer: CallObserver?
  private let body: StreamBody<Input, Output>
  let slots = TaskSlots<Input, Output>()
  private let machine: Locked<StreamStateMachine>
  /// What the machine says of it, for those who must know it often.
  private let stopped = Atomic(false)
  private let driverGate = AsyncGate()
  private let consumerGate = AsyncGate()
  private let watch: Watch?
  private let work = Locked<Task<Void, Never>?>(nil)

  init(_ call: StreamCall<Input, Output>) {
    inputs = call.inputs
    setting = call.setting
    workers = call.workers
    observer = call.observer
    body = call.body
    watch = call.watch
    let batching: Batching =
      switch body.form {
      case .blocking, .remote: setting.batching
      // Bodies that await may await each other.
      case .suspending: setting.batching == .automatic ? .size(1) : setting.batching
      }
    machine = Locked(
      StreamStateMachine(
        workers: workers, order: call.order, lookahead: call.lookahead, batching: batching))
    watch?.endWaiting()
  }

  /// Begins the work in a task of its own, which reads the inputs.
  ///
  /// - Parameter driver: Where that task runs; `nil` stands for where tasks usually run.
  func begin(on driver: (any TaskExecutor)?) {
    let task = Task(executorPreference: driver) { await self.run() }
    work.withLock { $0 = task }
    // A task that failed before the line above could not cancel the others.
    if isStopped { task.cancel() }
  }

  /// Does all the work, and returns when nothing runs any more.
  func run() async {
    // The consumer is told of failures when it has taken what was done before.
    try? await setting.reporting(tasks: inputs.exactCount, workers: workers, to: observer) {
      await runWatched()
      if let failure = machine.withLock({ $0.failure }) { throw failure }
    }
    tell(machine.withLock { $0.end() })
  }

  private func runWatched() async {
    guard let watch else { return await drive() }
    await watch.run {
      await self.drive()
    } exceeded: { limit in
      self.tell(self.machine.withLock { $0.timeOut { .timeout(limit, after: $0) } })
    }
  }

  // MARK: The consumer

  /// Whether no other task is started and what runs is cancelled.
  var isStopped: Bool { stopped.load(ordering: .relaxed) }

  /// How many inputs were taken.
  var takenCount: Int { machine.withLock { $0.taken } }

  func take(
    _ batch: inout StreamResults, mayLookAgain: Bool
  ) -> StreamStateMachine.Delivery {
    let (delivery, wake) = machine.withLock { $0.take(&batch, mayLookAgain: mayLookAgain) }
    tell(wake)
    return delivery
  }

  /// Waits until there may be something to take.
  func waitForResults() async {
    watch?.beginWaiting()
    await consumerGate.pass()
    watch?.endWaiting()
  }

  func abandon() {
    tell(machine.withLock { $0.cancel() })
  }

  private func tell(_ wake: StreamStateMachine.Wake) {
    if wake.isEmpty { return }
    if wake.contains(.cancellation) { stopped.store(true, ordering: .relaxed) }
    if wake.contains(.driver) { driverGate.open() }
    if wake.contains(.consumer) { consumerGate.open() }
    if wake.contains(.cancellation) { work.withLock { $0 }?.cancel() }
  }

  // MARK: The driver

  /// Takes inputs and starts workers for them; returns when all have ended.
  private func drive() async {
    await withDiscardingTaskGroup { group in
      let blocking = inputs as? any BlockingInputReader<Input>
      var patience = Patience()
      var taken = 0
      var step = machine.withLock { $0.step() }
      while step != .end {
        switch step {
        case .takeInput(let slot):
          do {
            // To await what needs no waiting would cost more than all else here.
            let input = if let blocking { blocking.nextElement() } else { try await inputs.next() }
            if let input {
              slots.put(input, in: slot)
              taken += 1
              observer?.took(inputs: taken)
              step = machine.withLock { $0.push(slot: slot) }
              continue
            }
            machine.withLock { $0.endInput() }
          } catch {
            tell(machine.withLock { $0.failInput(error) })
          }
        case .startWorker(let worker):
          // Neither what the driver reads on nor what a watch needs is for bodies that have no place of their own.
          group.addTask(executorPreference: globalConcurrentExecutor) { await self.run(worker) }
        case .wait:
          // A step is an order, to start a worker for one, and must not be lost.
          let found = lookAround(with: &patience) {
            step = machine.withLock { $0.step() }
            return step != .wait
          }
          if found { continue }
          await driverGate.pass()
        case .end: break
        }
        step = machine.withLock { $0.step() }
      }
    }
  }

  private func lookAround(with patience: inout Patience, for hasCome: () -> Bool) -> Bool {
    guard patience.begins() else { return false }
    let found = LookAround.until(hasCome)
    patience.end(found: found)
    return found
  }

  // MARK: The workers

  private func run(_ worker: Int) async {
    let sawEnd = Locked(false)
    do {
      switch body.form {
      case .blocking(let body):
        try await setting.backend.run(workers: 1) { [self] _ in
          try setting.run(oneOf: setting.workers) { try doTasks(as: worker, body) }
          sawEnd.withLock { $0 = true }
        }
      case .suspending(let body):
        try await setting.run(
          oneOf: setting.workers, awaiting: { try await doTasks(as: worker, awaiting: body) })
        sawEnd.withLock { $0 = true }
      case .remote(let form):
        let isThrough = try await setting.run(
          oneOf: setting.workers, awaiting: { try await haveTasksDone(as: worker, form) })
        sawEnd.withLock { $0 = isThrough }
      }
      tell(machine.withLock { $0.leave(worker: worker, sawEnd: sawEnd.withLock { $0 }, error: nil) })
    } catch {
      tell(machine.withLock { $0.leave(worker: worker, sawEnd: true, error: error) })
    }
  }

  private func doTasks(as worker: Int, _ body: (Input) throws -> Output) throws {
    var batch = WorkerBatch(worker: worker)
    var patience = Patience()
    while claim(&batch, lookingAroundWith: &patience) {
      while let slot = batch.nextSlot, !isStopped {
        do {
          slots.finish(
            slot, with: try self.body.limited(place(in: batch)) { try body(slots.input(in: slot)) })
        } catch {
          let outcome = self.body.run(
            slots.input(in: slot), body, at: place(in: batch), after: [error]
          ) { !isStopped }
          try keep(outcome, in: slot, of: batch)
        }
        end(&batch)
      }
      finish(batch)
    }
  }

  private func doTasks(as worker: Int, awaiting body: (Input, TaskPlace) async throws -> Output) async throws
  {
    var batch = WorkerBatch(worker: worker)
    while claim(&batch) {
      while let slot = batch.nextSlot, !isStopped {
        do {
          slots.finish(
            slot,
            with: try await self.body.limited(
              place(in: batch), awaiting: { try await body(slots.input(in: slot), place(in: batch)) }))
        } catch {
          let outcome = await self.body.run(
            slots.input(in: slot), awaiting: body, at: place(in: batch), after: [error]
          ) { !isStopped }
          try keep(outcome, in: slot, of: batch)
        }
        end(&batch)
      }
      finish(batch)
    }
  }

  /// Lets the backend have tasks done until none waits.
  ///
  /// - Returns: Whether it has done all that it took.
  private func haveTasksDone(as worker: Int, _ form: RemoteForm<Input, Output>) async throws -> Bool {
    let errand = RemoteErrand(of: self, worker: worker)
    repeat {
      guard try await errand.run(form, in: setting, observer: observer) else { return false }
    } while !machine.withLock { $0.comeBack(worker: worker) }
    return true
  }

  /// Gets a worker its next tasks, if need be after it has looked around for a moment.
  ///
  /// - Returns: Whether there are any; otherwise the worker shall leave.
  private func claim(_ batch: inout WorkerBatch, lookingAroundWith patience: inout Patience) -> Bool {
    batch.begin()
    var claim = machine.withLock { $0.claim(&batch.slots, worker: batch.worker, maySearch: true) }
    if claim == .lookAgain {
      _ = lookAround(with: &patience) {
        claim = machine.withLock { $0.claim(&batch.slots, worker: batch.worker, maySearch: true) }
        return claim != .lookAgain
      }
    }
    if claim == .lookAgain { return self.claim(&batch) }
    return begin(&batch, claim)
  }

  private func claim(_ batch: inout WorkerBatch) -> Bool {
    batch.begin()
    return begin(
      &batch, machine.withLock { $0.claim(&batch.slots, worker: batch.worker, maySearch: false) })
  }

  private func begin(_ batch: inout WorkerBatch, _ claim: StreamStateMachine.Claim) -> Bool {
    guard batch.take(claim) else { return false }
    observer?.began(batch.tasks, worker: batch.worker)
    return true
  }

  private func place(in batch: WorkerBatch) -> TaskPlace {
    TaskPlace(task: batch.nextTask, type: Input.self, worker: batch.worker)
  }

  /// Keeps what became of a task whose first attempt failed.
  private func keep(_ outcome: StreamBody<Input, Output>.Outcome, in slot: Int, of batch: WorkerBatch) throws
  {
    switch outcome {
    case .success(let output): slots.finish(slot, with: output)
    case .failure(let error):
      finish(batch)
      tell(machine.withLock { $0.fail(task: batch.nextTask, error: error) })
      throw error
    }
  }

  private func end(_ batch: inout WorkerBatch) {
    batch.endTask()
    observer?.finished(worker: batch.worker)
  }

  private func finish(_ batch: WorkerBatch) {
    observer?.ended(batch.tasks, worker: batch.worker)
    tell(
      machine.withLock { $0.finish(first: batch.first, slots: batch.doneSlots, after: batch.time) })
  }

  // MARK: Tasks that are done elsewhere

  func claim(_ slots: inout [Int], as worker: Int, atMost limit: Int, isIdle: Bool) -> Int? {
    machine.withLock { $0.claim(&slots, worker: worker, atMost: limit, isIdle: isIdle) }
  }

  func finish(first: Int, slots: [Int]) {
    tell(machine.withLock { $0.finish(first: first, slots: slots, after: .zero) })
  }

  func fail(_ task: Int, _ error: any Error) {
    tell(machine.withLock { $0.fail(task: task, error: error) })
  }

  /// What stands in the place of a result that an error prevented, if anything does.
  func substitute(for error: ParallelError) -> Output? { body.substitute?(error) }
}
