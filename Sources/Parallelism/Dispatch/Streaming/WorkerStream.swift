/// A stream whose tasks run beside its consumer.
///
/// The decisions are those of `StreamStateMachine`. Here are the tasks that report to it: one that takes the inputs
/// and starts the workers as its child tasks, and that of the consumer.
final class WorkerStream<Input: Sendable, Output: Sendable>: ResultSource, Sendable {
  private let machine: Locked<StreamStateMachine<Input, Output>>
  private let driverGate = AsyncGate()
  private let consumerGate = AsyncGate()
  private let watch: Watch?
  private let work = Locked<Task<Void, Never>?>(nil)

  /// A stream that begins at once and reads its inputs on `driver`, or where tasks usually run without one.
  init(
    inputs: any InputReader<Input>, setting: Setting, order: ResultOrder, lookahead: Int, limits: TimeLimits,
    driver: (any TaskExecutor)?, body: StreamBody<Input, Output>
  ) throws {
    machine = Locked(StreamStateMachine(workers: setting.workers, order: order, lookahead: lookahead))
    watch = try Watch(limits, clock: setting.clock)
    watch?.endWaiting()
    let task = Task(executorPreference: driver) {
      let supervise = { @Sendable in
        await self.supervise(inputs) { worker in await self.run(worker, with: setting, body) }
      }
      if let watch = self.watch {
        await watch.run(supervise) { limit in self.tell(self.machine.withLock { $0.timeOut(limit) }) }
      } else {
        await supervise()
      }
      self.tell(self.machine.withLock { $0.end() })
    }
    work.withLock { $0 = task }
    // A task that failed before the line above could not cancel the others.
    if machine.withLock({ $0.isStopped }) { task.cancel() }
  }

  // MARK: The consumer

  func next(isolation: isolated (any Actor)?) async throws -> Output? {
    try await withTaskCancellationHandler {
      while true {
        let (delivery, wake) = machine.withLock { $0.next() }
        tell(wake)
        switch delivery {
        case .result(let output): return output
        case .wait:
          watch?.beginWaiting()
          await consumerGate.pass()
          watch?.endWaiting()
        case .end(let error?): throw error
        case .end(nil): return nil
        }
      }
    } onCancel: {
      abandon()
    }
  }

  func abandon() {
    tell(machine.withLock { $0.cancel() })
  }

  private func tell(_ wake: StreamStateMachine<Input, Output>.Wake) {
    if wake.contains(.driver) { driverGate.open() }
    if wake.contains(.consumer) { consumerGate.open() }
    if wake.contains(.cancellation) { work.withLock { $0 }?.cancel() }
  }

  // MARK: The driver

  /// Takes inputs and starts workers for them; returns when all have ended.
  private func supervise(_ inputs: any InputReader<Input>, runWorker: @escaping @Sendable (Int) async -> Void)
    async
  {
    await withDiscardingTaskGroup { group in
      do {
        while await mayTakeInput(), let input = try await inputs.next() {
          guard let worker = machine.withLock({ $0.push(input) }) else { continue }
          // The thread that reads inputs must not be where workers run that have no preference of their own.
          group.addTask(executorPreference: globalConcurrentExecutor) { await runWorker(worker) }
        }
        machine.withLock { $0.endInput() }
      } catch {
        tell(machine.withLock { $0.failInput(error) })
      }
    }
  }

  private func mayTakeInput() async -> Bool {
    while true {
      switch machine.withLock({ $0.pull() }) {
      case .takeInput: return true
      case .wait: await driverGate.pass()
      case .end: return false
      }
    }
  }

  // MARK: The workers

  private func run(
    _ worker: Int, with setting: Setting, _ body: StreamBody<Input, Output>
  ) async {
    let sawEnd = Locked(false)
    do {
      try await setting.backend.run(workers: 1) { [self] _ in
        try setting.run(oneOf: setting.workers) { try doTasks(as: worker, body) }
        sawEnd.withLock { $0 = true }
      }
      tell(machine.withLock { $0.leave(worker: worker, sawEnd: sawEnd.withLock { $0 }, error: nil) })
    } catch {
      tell(machine.withLock { $0.leave(worker: worker, sawEnd: true, error: error) })
    }
  }

  private func doTasks(as worker: Int, _ body: StreamBody<Input, Output>) throws {
    while let (task, input) = machine.withLock({ $0.claim(worker: worker) }) {
      switch body.run(input, while: { machine.withLock { !$0.isStopped } }) {
      case .success(let output):
        tell(machine.withLock { $0.finish(task: task, output) })
      case .failure(let failure):
        tell(
          machine.withLock {
            $0.fail(
              task: task, type: Input.self, worker: worker, error: failure.error,
              earlierErrors: failure.earlierErrors)
          })
        throw failure.error
      }
    }
  }
}
