extension Setting {
  /// Makes a call, and tells log and observer when it begins and how it ends.
  ///
  /// - Parameters:
  ///   - tasks: How many tasks there are, if that is known.
  ///   - workers: How many workers there are at most.
  ///   - observer: Who hears of the call, if anybody does.
  ///   - call: Runs the workers, and returns when all of them have.
  /// - Returns: What the closure returns.
  /// - Throws: What the closure throws.
  func reporting<Result>(
    tasks: Int?, workers: Int, to observer: CallObserver?, _ call: () async throws -> Result
  ) async throws -> Result {
    let log = EngineLog(logger)
    log?.callBegan(backend: backend.name, workers: workers, tasks: tasks)
    let stopwatch = log.map { _ in Stopwatch(clock) }
    observer?.begin()
    func end(_ error: (any Error)?) {
      observer?.end(succeeded: error == nil)
      guard let stopwatch else { return }
      log?.callEnded(
        backend: backend.name, workers: workers, tasks: tasks, duration: stopwatch.elapsed, error: error)
    }
    do {
      let result = try await call()
      end(nil)
      return result
    } catch {
      end(error)
      throw error
    }
  }
}
