/// Takes the results of a stream that runs beside it, as many at a time as there are.
final class StreamConsumer<Input: Sendable, Output: Sendable>: ResultSource {
  private let stream: WorkerStream<Input, Output>
  private var ready = StreamResults()
  private var patience = Patience()

  init(of stream: WorkerStream<Input, Output>) {
    self.stream = stream
  }

  func abandon() {
    stream.abandon()
  }

  func takeReady() -> Output? {
    // A consumer that is cancelled gets nothing more, and asking for more is how it hears of it.
    guard !Task.isCancelled, let result = ready.popFirst() else { return nil }
    return stream.slots.take(from: result.slot)
  }

  func next(isolation: isolated (any Actor)?) async throws -> Output? {
    guard let result = try await nextResult(isolation: isolation) else { return nil }
    return stream.slots.take(from: result.slot)
  }

  /// Where the next result is.
  ///
  /// - Parameters:
  ///   - isolation: Where the consumer is.
  ///   - cancelWork: Is called when the work is to be cancelled and the stream cannot do that.
  /// - Returns: The result, or `nil` after the last one or after an error.
  /// - Throws: What the caller is told.
  func nextResult(
    isolation: isolated (any Actor)?, cancelWork: () -> Void = {}
  ) async throws -> StreamResult? {
    if !Task.isCancelled {
      if let result = ready.popFirst() { return result }
      if case .wait = stream.take(&ready, mayLookAgain: true) { lookAround() }
      if let result = ready.popFirst() { return result }
    }
    return try await withTaskCancellationHandler {
      while true {
        switch stream.take(&ready, mayLookAgain: false) {
        case .results: return ready.popFirst()
        case .wait:
          if stream.isStopped { cancelWork() }
          await stream.waitForResults()
        case .end(let error?): throw error
        case .end(nil): return nil
        }
      }
    } onCancel: { [stream] in
      stream.abandon()
    }
  }

  private func lookAround() {
    guard patience.begins() else { return }
    let found = LookAround.until {
      if case .wait = stream.take(&ready, mayLookAgain: true) { false } else { true }
    }
    patience.end(found: found)
  }
}
