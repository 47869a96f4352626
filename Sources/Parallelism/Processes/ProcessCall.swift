/// One call that has its tasks done in worker processes.
final class ProcessCall: Sendable {
  /// What a batch is to take, so that the way to the worker and back does not matter.
  private static let aim = Duration.milliseconds(2)

  private let tasks: RemoteTasks
  private let key: WorkerKey
  private let idleTimeout: Duration
  private let state = Locked(State())

  private struct State {
    var isStopped = false
    /// Workers at work, to be killed if the call is to stop.
    var busy: [WorkerProcess] = []
  }

  init(_ tasks: RemoteTasks, backend: ProcessBackend) {
    self.tasks = tasks
    key = WorkerKey(backend, folder: Environment.folder)
    idleTimeout = backend.idleTimeout
  }

  /// Does all tasks.
  func run(workers: Int) async throws {
    tasks.whenStopped { [self] in
      state.withLock { state in
        state.isStopped = true
        // Under the lock: a worker that is not busy any more may already be another call's.
        for process in state.busy { process.kill() }
      }
    }
    try await ThreadBackend().run(workers: workers) { [self] worker in try work(as: worker) }
  }

  /// Does batches in one worker process after the other until none is left.
  private func work(as worker: Int) throws {
    var process: WorkerProcess?
    defer {
      if let process { WorkerPool.shared.put(process, idleTimeout: idleTimeout) }
    }
    while var batch = tasks.take(for: worker, lasting: Self.aim) {
      guard let request = batch.request() else { continue }
      let current = try process ?? WorkerPool.shared.take(key)
      process = current
      guard begin(current) else { return }
      do {
        let reply = try current.exchange(request)
        end(current)
        try batch.complete(with: reply)
      } catch let error as Channel.Closed {
        end(current)
        process = nil
        let running = current.currentJob
        _ = error
        batch.lost(running: running, to: WorkerPool.shared.discard(current))
      } catch {
        end(current)
        process = nil
        WorkerPool.shared.discard(current)
        throw error
      }
    }
  }

  /// Takes note that a worker is at work, unless the call is to stop.
  private func begin(_ process: WorkerProcess) -> Bool {
    state.withLock { state in
      if state.isStopped { return false }
      state.busy.append(process)
      return true
    }
  }

  private func end(_ process: WorkerProcess) {
    state.withLock { $0.busy.removeAll { $0 === process } }
  }
}
