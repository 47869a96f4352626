/// One call that has its tasks done in worker processes.
final class ProcessCall: Sendable {
  /// What a batch is to take, so that the way to the worker and back does not matter.
  private static let aim = Duration.milliseconds(2)

  /// How long either side looks for what the other sends before it sleeps: what it takes to wake somebody up.
  private static let spin = Duration.microseconds(30)

  private let tasks: RemoteTasks
  private let key: WorkerKey
  private let idleTimeout: Duration
  private let spin: Duration
  private let state = Locked(State())

  private struct State {
    var isStopped = false
    /// Workers at work, to be killed if the call is to stop.
    var busy: [WorkerProcess] = []
    /// Workers that were killed since a job took too long, and which of their batch that was.
    var overdue: [ObjectIdentifier: Int] = [:]
  }

  init(_ tasks: RemoteTasks, backend: ProcessBackend, workers: Int) {
    self.tasks = tasks
    key = WorkerKey(backend, innerThreads: tasks.innerThreads, folder: Environment.folder)
    idleTimeout = backend.idleTimeout
    // Whoever looks keeps a processor from those that compute.
    spin = workers < Hardware.processorCount ? Self.spin : .zero
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
    guard let limit = tasks.taskLimit else { return try await work(workers) }
    try await withThrowingTaskGroup { group in
      try ThreadPool.shared.prepare()
      group.addTask(executorPreference: ThreadPool.shared) { [self] in try? await watch(limit) }
      defer { group.cancelAll() }
      try await work(workers)
    }
  }

  private func work(_ workers: Int) async throws {
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
      let current = try process ?? WorkerPool.shared.take(key, log: EngineLog(tasks.logger))
      process = current
      guard begin(current) else { return }
      batch.runs(inProcess: current.id)
      do {
        let reply = try current.receive(since: current.send(request), spin: spin)
        end(current)
        try batch.complete(with: reply)
      } catch is Channel.Closed {
        process = nil
        let overdue = end(current)
        let running = current.currentJob
        let death = WorkerPool.shared.discard(current)
        if let overdue {
          batch.taskExceededLimit(overdue)
        } else {
          batch.lost(running: running, to: death)
        }
      } catch {
        process = nil
        end(current)
        WorkerPool.shared.discard(current)
        throw error
      }
    }
  }

  /// Takes note that a worker is at work, unless the call is to stop.
  private func begin(_ process: WorkerProcess) -> Bool {
    process.prepare(isTimed: tasks.taskLimit != nil, patience: spin)
    return state.withLock { state in
      if state.isStopped { return false }
      state.busy.append(process)
      return true
    }
  }

  /// Takes note that a worker has answered or died.
  ///
  /// - Returns: The job for which it was killed.
  @discardableResult
  private func end(_ process: WorkerProcess) -> Int? {
    state.withLock { state in
      state.busy.removeAll { $0 === process }
      return state.overdue.removeValue(forKey: ObjectIdentifier(process))
    }
  }

  /// Kills workers whose jobs take too long, until it is cancelled.
  private func watch(_ limit: Duration) async throws {
    while true {
      try await Task.sleep(for: killOverdue(limit))
    }
  }

  /// Kills workers whose jobs have taken too long.
  ///
  /// - Returns: How long nothing more can be overdue.
  private func killOverdue(_ limit: Duration) -> Duration {
    state.withLock { state in
      var rest = limit
      for process in state.busy {
        guard let (job, age) = process.currentJobAge else { continue }
        if age < limit {
          rest = min(rest, limit - age)
        } else if state.overdue.updateValue(job, forKey: ObjectIdentifier(process)) == nil {
          process.kill()
        }
      }
      return rest
    }
  }
}
