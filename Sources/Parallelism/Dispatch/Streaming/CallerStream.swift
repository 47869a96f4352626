/// A stream whose consumer does the work: each task runs when its result is asked for, within the task that asks.
final class CallerStream<Input: Sendable, Output: Sendable>: ResultSource {
  private var turn: CallerTurn<Input, Output>
  private let watch: Watch?
  private let meter: ProgressMeter?
  private var hasEnded = false

  init(
    inputs: any InputReader<Input>, setting: Setting, options: StreamOptions, body: StreamBody<Input, Output>
  ) throws {
    turn = CallerTurn(
      inputs: inputs, setting: setting, body: body,
      taskWatch: try TaskWatch(options.taskLimit, clock: setting.clock), task: 0)
    watch = try Watch(options.limits, clock: setting.clock)
    meter = options.progress.map { ProgressMeter(total: inputs.exactCount, watch: nil, observer: $0) }
  }

  func takeReady() -> Output? { nil }

  func next(isolation: isolated (any Actor)?) async throws -> Output? {
    guard !hasEnded else { return nil }
    // Whatever happens next, only a result means that there may be another.
    hasEnded = true
    try Task.checkCancellation()
    let outcome = await watched()
    if case .success(let output?) = outcome {
      meter?.count()
      turn.task += 1
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

  /// What the next turn gives, unless a limit is exceeded before.
  private func watched() async -> CallerTurn<Input, Output>.Outcome {
    if watch == nil, turn.taskWatch == nil { return await turn.run() }
    let first = Locked<CallerTurn<Input, Output>.Outcome?>(nil)
    let keep = { @Sendable outcome in first.withLock { $0 = $0 ?? outcome } }
    var work: @Sendable () async -> Void = { [turn] in keep(await turn.run()) }
    if let taskWatch = turn.taskWatch {
      work = { [work] in await taskWatch.run(Input.self, work) { keep(.failure($0)) } }
    }
    if let watch {
      let tooLate = { @Sendable [delivered = turn.task] limit in
        keep(.failure(ParallelError.timeout(limit, after: "\(delivered) results were delivered")))
      }
      watch.beginWaiting()
      if let limit = watch.exceeded { tooLate(limit) } else { await watch.run(work, exceeded: tooLate) }
    } else {
      await work()
    }
    return first.withLock { $0 } ?? .success(nil)
  }
}
