internal import Logging

/// What the engine tells a logger, and under which names.
///
/// Metadata keys: `backend` (its name), `workers` and `tasks` (counts), `duration` (seconds), `task` and `worker`
/// (numbers from zero), `process` (identifier), `attempt` and `attempts` (counts), `threads` (how many were
/// refused), `reason` (a sentence).
struct EngineLog: Sendable {
  private let logger: Logger

  /// Nobody to tell is no log.
  init?(_ logger: Logger?) {
    guard let logger else { return nil }
    self.logger = logger
  }

  /// A call begins; `nil` tasks: nobody knows how many there will be.
  func callBegan(backend: String, workers: Int, tasks: Int?) {
    logger.trace(
      "a call begins", metadata: Self.metadata(backend: backend, workers: workers, tasks: tasks))
  }

  /// A call has ended, with an error or without.
  func callEnded(backend: String, workers: Int, tasks: Int?, duration: Duration, error: (any Error)?) {
    var metadata: Logger.Metadata {
      var metadata = Self.metadata(backend: backend, workers: workers, tasks: tasks)
      metadata["duration"] = "\(duration / .seconds(1))"
      if let error { metadata["reason"] = "\(error)" }
      return metadata
    }
    if error == nil {
      logger.debug("a call has ended", metadata: metadata)
    } else {
      logger.debug("a call has failed", metadata: metadata)
    }
  }

  func workerStarted(process: Int32, backend: String) {
    logger.debug("a worker has started", metadata: ["backend": "\(backend)", "process": "\(process)"])
  }

  /// A worker process has ended, as it should or not; its call hears of a death in ``workerDied`` first.
  func workerEnded(process: Int32, backend: String, reason: String) {
    logger.debug(
      "a worker has ended",
      metadata: ["backend": "\(backend)", "process": "\(process)", "reason": "\(reason)"])
  }

  /// A worker has died; `nil` task: it had none.
  func workerDied(backend: String, worker: Int, task: Int?, reason: String) {
    logger.warning(
      "a worker has died",
      metadata: {
        var metadata: Logger.Metadata = [
          "backend": "\(backend)", "worker": "\(worker)", "reason": "\(reason)",
        ]
        if let task { metadata["task"] = "\(task)" }
        return metadata
      }())
  }

  /// A task has failed and will be tried again; `nil` attempts: how often depends on why it fails.
  func willRetry(task: Int, worker: Int, attempt: Int, of attempts: Int?, error: any Error) {
    logger.notice(
      "a task is tried again",
      metadata: {
        var metadata: Logger.Metadata = [
          "task": "\(task)", "worker": "\(worker)", "attempt": "\(attempt)", "reason": "\(error)",
        ]
        if let attempts { metadata["attempts"] = "\(attempts)" }
        return metadata
      }())
  }

  /// While a call ran, the system has refused to start threads: it had fewer workers than it asked for, or another
  /// call of the process had.
  func threadsRefused(_ threads: Int, workers: Int) {
    logger.warning(
      "the system refuses to start more threads",
      metadata: ["threads": "\(threads)", "workers": "\(workers)"])
  }

  private static func metadata(backend: String, workers: Int, tasks: Int?) -> Logger.Metadata {
    var metadata: Logger.Metadata = ["backend": "\(backend)", "workers": "\(workers)"]
    if let tasks { metadata["tasks"] = "\(tasks)" }
    return metadata
  }
}
