/// The workers of a call, each in a task of its own.
///
/// The tasks find the caller's task-local values and priority. They are no children of the caller's task: a task
/// group takes several times as long as all else that a small call does. What it would see to is done here and by
/// those who use this: a failure or the caller's cancellation reaches all tasks, and the call waits for them.
final class WorkerTasks: Sendable {
  private struct State {
    var tasks: [Task<Void, Never>] = []
    var isCancelled = false
    var error: (any Error)?
  }

  private let worker: @Sendable (_ index: Int) throws -> Void
  private let beforeCancelling: (@Sendable () -> Void)?
  private let state = Locked(State())

  /// - Parameters:
  ///   - worker: What each task does.
  ///   - beforeCancelling: Runs before any task is cancelled.
  init(
    _ worker: @escaping @Sendable (_ index: Int) throws -> Void,
    beforeCancelling: (@Sendable () -> Void)? = nil
  ) {
    self.worker = worker
    self.beforeCancelling = beforeCancelling
  }

  /// The tasks that have been started.
  var tasks: [Task<Void, Never>] { state.withLock { $0.tasks } }

  /// What the first worker threw that failed.
  var error: (any Error)? { state.withLock { $0.error } }

  /// Starts a task that runs a worker.
  func start(_ index: Int, on executor: some TaskExecutor) {
    // Under the lock, or a worker could have the caller cancelled before its own task is among those to cancel.
    state.withLock { state in
      let task = Task(executorPreference: executor) {
        do {
          try self.worker(index)
        } catch {
          self.fail(error)
        }
      }
      state.tasks.append(task)
      if state.isCancelled { task.cancel() }
    }
  }

  /// Cancels all tasks, those that are started later too.
  func cancel() {
    beforeCancelling?()
    let tasks = state.withLock { state in
      state.isCancelled = true
      return state.tasks
    }
    for task in tasks { task.cancel() }
  }

  private func fail(_ error: any Error) {
    state.withLock { $0.error = $0.error ?? error }
    cancel()
  }
}
