/// One call that has its tasks done in worker processes.
final class ProcessCall: Sendable {
  /// What a batch is to take, so that the way to the worker and back does not matter.
  private static let aim = Duration.milliseconds(2)

  /// How long either side looks for what the other sends before it sleeps: what it takes to wake somebody up.
  private static let spin = Duration.microseconds(50)

  /// How long the caller looks for an answer before it leaves the wait to a thread.
  ///
  /// A worker that sleeps takes 50 µs to wake up. To leave the wait to a thread takes as long two times more: somebody
  /// must wake the thread, which then wakes the caller. And a call that has come to this comes so late that the worker
  /// sleeps when the next one is made.
  private static let callerPatience = Duration.microseconds(150)

  private let tasks: RemoteTasks
  private let key: WorkerKey
  private let idleTimeout: Duration
  private let spin: Duration
  private let values = TopLevelValues.current
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
    key = .known(backend, innerThreads: tasks.innerThreads)
    idleTimeout = backend.idleTimeout
    // Whoever looks keeps a processor from those that compute.
    spin = workers < Hardware.firstProcessorCount ? Self.spin : .zero
  }

  /// Does all tasks.
  func run(workers: Int) async throws {
    tasks.whenStopped { [self] in
      state.withLock { state in
        state.isStopped = true
        // Under the lock: a worker that is not busy any more may already be another call's.
        for process in state.busy { process.kill(because: "the call that it worked for was stopped") }
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
    var first: Flight?
    // A single worker that is warm is often done before a thread could be woken for it. An actor shall not wait, not
    // even for so long.
    if !Self.isActor(#isolation), workers == 1, spin > .zero, let process = WorkerPool.shared.takeWarm(key) {
      switch try workOnCaller(with: process) {
      case .done: return
      case .underway(let flight): first = flight
      case .lost: break
      }
    }
    try await ThreadBackend().run(workers: workers) { [self, first] worker in
      try work(as: worker, beginningWith: worker == 0 ? first : nil)
    }
  }

  /// Whether an isolation is an actor's.
  ///
  /// To look at the isolation where it is asked for crashes the optimiser of Swift 6.3.
  @inline(never)
  private static func isActor(_ isolation: (any Actor)?) -> Bool { isolation != nil }

  /// A batch on its way.
  private struct Flight {
    let batch: RemoteBatch
    let process: WorkerProcess
    let answers: UInt32
  }

  private enum Start {
    /// Nothing is left to do.
    case done
    /// The worker takes long, so that a thread should wait for it.
    case underway(Flight)
    /// The worker is.
    case lost
  }

  /// Does batches as long as they are answered within moments.
  private func workOnCaller(with process: WorkerProcess) throws -> Start {
    var process: WorkerProcess? = process
    while let flight = try depart(as: 0, in: &process) {
      guard flight.process.isAnswered(since: flight.answers, within: Self.callerPatience) else {
        return .underway(flight)
      }
      if try !land(flight) { return .lost }
    }
    if let process { WorkerPool.shared.put(process, idleTimeout: idleTimeout) }
    return .done
  }

  /// Does batches in one worker process after the other until none is left.
  private func work(as worker: Int, beginningWith first: Flight?) throws {
    var process = first?.process
    defer {
      if let process { WorkerPool.shared.put(process, idleTimeout: idleTimeout) }
    }
    var next = first
    while true {
      if let flight = next {
        // A worker that is lost, or that throws, is nobody's any more.
        process = nil
        if try land(flight) { process = flight.process }
      }
      guard let flight = try depart(as: worker, in: &process) else { return }
      next = flight
    }
  }

  /// Sends a batch to a worker.
  ///
  /// - Parameters:
  ///   - worker: Its number.
  ///   - process: Its process, which is taken from the pool if there is none yet.
  /// - Returns: `nil` if nothing is left to send.
  /// - Throws: `ParallelError` if the system refuses to start a process.
  private func depart(as worker: Int, in process: inout WorkerProcess?) throws -> Flight? {
    while var batch = tasks.take(for: worker, lasting: Self.aim) {
      let current = try process ?? WorkerPool.shared.take(key, log: EngineLog(tasks.logger))
      process = current
      guard let request = batch.request(through: current.link) else { continue }
      guard begin(current) else { return nil }
      batch.runs(inProcess: current.id)
      do {
        return Flight(batch: batch, process: current, answers: try current.send(request, with: values))
      } catch is Channel.Closed {
        process = nil
        lose(current, with: batch)
      }
    }
    return nil
  }

  /// Waits for the answer to a batch.
  ///
  /// - Returns: Whether the worker can go on.
  private func land(_ flight: Flight) throws -> Bool {
    do {
      let reply = try flight.process.receive(since: flight.answers, spin: spin)
      end(flight.process)
      try flight.batch.complete(with: reply, through: flight.process.link)
      return true
    } catch is Channel.Closed {
      lose(flight.process, with: flight.batch)
      return false
    } catch {
      end(flight.process)
      WorkerPool.shared.discard(flight.process)
      throw error
    }
  }

  private func lose(_ process: WorkerProcess, with batch: RemoteBatch) {
    let overdue = end(process)
    let running = process.currentJob
    let death = WorkerPool.shared.discard(process)
    if let overdue {
      batch.taskExceededLimit(overdue)
    } else {
      batch.lost(running: running, to: death)
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
      try await Task.sleep(for: killOverdue(limit).sleepable)
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
          process.kill(because: "its task took longer than the limit")
        }
      }
      return rest
    }
  }
}
