/// A stream whose consumer does the work: each task runs when its result is asked for, within the task that asks.
final class CallerStream<Input: Sendable, Output: Sendable>: ResultSource {
  private var turn: CallerTurn<Input, Output>
  private let report: CallReport
  private var hasEnded = false

  init(_ call: StreamCall<Input, Output>) {
    turn = CallerTurn(call: call)
    report = CallReport(
      call.setting, tasks: call.inputs.exactCount, workers: call.workers, observer: call.observer)
  }

  func takeReady() -> Output? { nil }

  func next(isolation: isolated (any Actor)?) async throws -> Output? {
    guard !hasEnded else { return nil }
    do {
      try Task.checkCancellation()
      let outcome = await watched()
      if case .success(let output?) = outcome {
        turn.task += 1
        return output
      }
      // What an input or a task makes of being cancelled is no news.
      try Task.checkCancellation()
      _ = try outcome.get()
      end(nil)
      return nil
    } catch {
      end(error)
      throw error
    }
  }

  func abandon() {
    end(CancellationError())
  }

  private func end(_ error: (any Error)?) {
    guard !hasEnded else { return }
    hasEnded = true
    report.end(error)
  }

  /// What the next turn gives, unless a limit is exceeded before.
  private func watched() async -> CallerTurn<Input, Output>.Outcome {
    guard let watch = turn.call.watch else { return await turn.run() }
    let first = Locked<CallerTurn<Input, Output>.Outcome?>(nil)
    let keep = { @Sendable outcome in first.withLock { $0 = $0 ?? outcome } }
    let tooLate = { @Sendable [delivered = turn.task] limit in
      keep(.failure(ParallelError.timeout(limit, after: "\(delivered) results were delivered")))
    }
    watch.beginWaiting()
    if let limit = watch.exceeded {
      tooLate(limit)
    } else {
      await watch.run({ [turn] in keep(await turn.run()) }, exceeded: tooLate)
    }
    return first.withLock { $0 } ?? .success(nil)
  }
}
