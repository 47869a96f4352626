/// A stream whose consumer does the work: each task runs when its result is asked for, within the task that asks.
final class CallerStream<Input: Sendable, Output: Sendable>: ResultSource {
  private let inputs: any InputReader<Input>
  private let setting: Setting
  private let body: StreamBody<Input, Output>
  private let watch: Watch?
  private var taken = 0
  private var hasEnded = false

  init(
    inputs: any InputReader<Input>, setting: Setting, limits: TimeLimits, body: StreamBody<Input, Output>
  ) throws {
    self.inputs = inputs
    self.setting = setting
    self.body = body
    watch = try Watch(limits, clock: setting.clock)
  }

  func next(isolation: isolated (any Actor)?) async throws -> Output? {
    guard !hasEnded else { return nil }
    // Whatever happens next, only a result means that there may be another.
    hasEnded = true
    try Task.checkCancellation()
    let outcome = await watched { [inputs, setting, body, taken] in
      await Self.result(of: taken, from: inputs, setting, body)
    }
    if case .success(let output?) = outcome {
      taken += 1
      hasEnded = false
      return output
    }
    // What an input or a task makes of being cancelled is no news.
    try Task.checkCancellation()
    return try outcome.get()
  }

  func abandon() {
    hasEnded = true
  }

  private typealias Outcome = Result<Output?, any Error>

  /// What an operation gives, unless its time is over before.
  private func watched(_ operation: @escaping @Sendable () async -> Outcome) async -> Outcome {
    guard let watch else { return await operation() }
    let timeout = { @Sendable [taken] in
      Outcome.failure(ParallelError.timeout($0, after: "\(taken) results were delivered"))
    }
    watch.beginWaiting()
    if let limit = watch.exceeded { return timeout(limit) }
    let first = Locked<Outcome?>(nil)
    await watch.run {
      let outcome = await operation()
      first.withLock { $0 = $0 ?? outcome }
    } exceeded: { limit in
      first.withLock { $0 = $0 ?? timeout(limit) }
    }
    return first.withLock { $0 } ?? .success(nil)
  }

  /// Takes the next input and runs its task.
  private static func result(
    of task: Int, from inputs: any InputReader<Input>, _ setting: Setting, _ body: StreamBody<Input, Output>
  ) async -> Outcome {
    let input: Input
    do {
      guard let next = try await inputs.next() else { return .success(nil) }
      input = next
    } catch {
      return .failure(ParallelError.inputFailure(error, after: task))
    }
    let outcome = Locked<Outcome?>(nil)
    do {
      try await setting.backend.run(workers: 1) { _ in
        let result = setting.run(oneOf: 1) { body.run(input) { !Task.isCancelled } }
        let described = result.map(Optional.some).mapError { failure in
          failure.error is CancellationError
            ? failure.error
            : ParallelError(
              taskIndex: task, taskType: Input.self, worker: 0, underlying: failure.error,
              earlierErrors: failure.earlierErrors)
        }
        outcome.withLock { $0 = described }
        _ = try described.get()
      }
    } catch {
      return outcome.withLock { $0 } ?? .failure(ParallelError.backendFailure(error))
    }
    return outcome.withLock { $0 } ?? .failure(ParallelError.backendReturned(beforeWorker: 0))
  }
}
