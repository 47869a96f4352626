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
    let report = CallReport(self, tasks: tasks, workers: workers, observer: observer)
    do {
      let result = try await call()
      report.end(nil)
      return result
    } catch {
      report.end(error)
      throw error
    }
  }
}

/// A call that has begun, of which log and observer are told.
struct CallReport {
  private let setting: Setting
  private let tasks: Int?
  private let workers: Int
  private let observer: CallObserver?
  private let log: EngineLog?
  private let elapsed: (@Sendable () -> Duration)?
  private let refusals: Int

  /// Tells that the call begins.
  init(_ setting: Setting, tasks: Int?, workers: Int, observer: CallObserver?) {
    self.setting = setting
    self.tasks = tasks
    self.workers = workers
    self.observer = observer
    log = EngineLog(setting.logger)
    elapsed = log.map { _ in setting.clock.stopwatch() }
    refusals = ThreadPool.shared.refusalCount
    log?.callBegan(backend: setting.backend.name, workers: workers, tasks: tasks)
    observer?.begin()
  }

  /// Tells that it has ended.
  func end(_ error: (any Error)?) {
    observer?.end(succeeded: error == nil)
    guard let log, let elapsed else { return }
    let refused = ThreadPool.shared.refusalCount - refusals
    if refused > 0, setting.backend.runsBesideCaller { log.threadsRefused(refused, workers: workers) }
    log.callEnded(
      backend: setting.backend.name, workers: workers, tasks: tasks, duration: elapsed(), error: error)
  }
}
