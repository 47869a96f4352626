/// One call that does jobs in worker processes.
final class JobCall<J: Job>: Sendable {
  private struct State {
    var queue: JobQueue
    var isStopped = false
    /// Workers at work, to be killed if the call is to stop.
    var busy: [WorkerProcess] = []
    var failure: (task: Int, error: any Error)?
  }

  private let jobs: [J]
  private let name: JobName
  private let form: JobForm
  private let key: WorkerKey
  private let idleTimeout: Duration
  private let results: Results<J.Output>
  private let setting: Setting
  private let observer: CallObserver?
  private let state: Locked<State>

  /// A call of at least one job.
  init(
    _ jobs: [J], name: JobName, form: JobForm, workers: Int, setting: Setting, backend: ProcessBackend,
    progress: (@Sendable (ParallelProgress) -> Void)?
  ) {
    self.jobs = jobs
    self.name = name
    self.form = form
    key = WorkerKey(backend, folder: Environment.folder)
    idleTimeout = backend.idleTimeout
    results = Results(count: jobs.count)
    self.setting = setting
    observer = CallObserver(
      setting: setting, total: jobs.count, workers: min(workers, jobs.count), progress: progress)
    state = Locked(State(queue: JobQueue(count: jobs.count, workers: workers)))
  }

  /// Does all jobs.
  func run(workers: Int) async throws -> [J.Output] {
    try await setting.reporting(tasks: jobs.count, workers: min(workers, jobs.count), to: observer) {
      try await runAll(workers: workers)
    }
  }

  private func runAll(workers: Int) async throws -> [J.Output] {
    try await withTaskCancellationHandler {
      try await ThreadBackend().run(workers: min(workers, jobs.count)) { [self] worker in
        do {
          try work(as: worker)
        } catch {
          stop(because: (jobs.count, error))
        }
      }
    } onCancel: {
      stop(because: nil)
    }
    try Task.checkCancellation()
    if let failure = state.withLock({ $0.failure }) { throw failure.error }
    return try results.take()
  }

  /// Does batches in one worker process after the other until none is left.
  private func work(as worker: Int) throws {
    var process: WorkerProcess?
    defer {
      if let process { WorkerPool.shared.put(process, idleTimeout: idleTimeout) }
    }
    // How many workers in a row have died before they began a job: not the jobs' fault, but not to be tried forever.
    var stillborn = 0
    while let batch = state.withLock({ $0.isStopped ? nil : $0.queue.take() }) {
      let current = try process ?? WorkerPool.shared.take(key)
      process = current
      let body: [UInt8]
      do throws(JobBatch.Failure) {
        body = try JobBatch.body(name: name, form: form, jobs: jobs[batch])
      } catch {
        fail(task: error.job, worker: worker, .codingFailed, "cannot be encoded: \(error.error)", error.error)
        return
      }
      guard begin(current) else { return }
      observer?.began(batch, worker: worker, process: current.id)
      defer { observer?.ended(batch, worker: worker) }
      let start = ContinuousClock.now
      do {
        let reply = try current.exchange(body)
        end(current)
        try keep(reply, of: batch, worker: worker)
        state.withLock { $0.queue.record(start.duration(to: .now), for: batch.count) }
        stillborn = 0
      } catch {
        end(current)
        process = nil
        let job = current.currentJob
        let death = WorkerPool.shared.discard(current)
        if state.withLock({ $0.isStopped }) { return }
        if let job, job < batch.count, error is Channel.Closed {
          fail(
            task: batch.lowerBound + job, worker: worker, .workerDied, "ended worker \(worker): \(death)",
            death)
          return
        }
        stillborn += 1
        guard stillborn < 3, error is Channel.Closed else {
          throw ParallelError(
            code: .backendFailed,
            reason: "worker \(worker) did not work: \(error is Channel.Closed ? death : error)",
            underlying: error is Channel.Closed ? death : error)
        }
        state.withLock { $0.queue.giveBack(batch) }
      }
    }
  }

  /// Puts the results of a batch where they belong.
  ///
  /// - Throws: `WireError` if the reply makes no sense.
  private func keep(_ body: [UInt8], of batch: Range<Int>, worker: Int) throws {
    var reader = WireReader(body)
    let reply = try JobReply(from: &reader)
    guard reply.completed <= batch.count else { throw WireError("a worker answers more than it was asked") }
    var kept = batch.lowerBound..<batch.lowerBound
    defer { results.keep(kept) }
    if form == .raw {
      try reader.read(
        raw: UnsafeMutableBufferPointer(start: results.elements + kept.lowerBound, count: reply.completed))
      kept = kept.lowerBound..<kept.lowerBound + reply.completed
    }
    while kept.count < reply.completed {
      let task = kept.upperBound
      do {
        (results.elements + task).initialize(to: try WireDecoder.read(J.Output.self, from: &reader))
      } catch {
        fail(task: task, worker: worker, .codingFailed, "returned what cannot be decoded: \(error)", error)
        return
      }
      kept = kept.lowerBound..<task + 1
    }
    let task = kept.upperBound
    switch reply.outcome {
    case .done:
      guard reply.completed == batch.count else { throw WireError("a worker left jobs out") }
      observer?.finished(batch.count, worker: worker)
    case .threw(let thrown):
      let error = thrown.error
      fail(task: task, worker: worker, .taskFailed, "failed on worker \(worker): \(error)", error)
    case .cancelled: stop(because: (task, CancellationError()))
    case .jobUndecodable(let reason):
      fail(task: task, worker: worker, .codingFailed, "cannot be decoded in a worker: \(reason)", nil)
    case .resultNotEncodable(let reason):
      fail(task: task, worker: worker, .codingFailed, "returned what cannot be encoded: \(reason)", nil)
    case .typeNotFound:
      fail(task: task, worker: worker, .jobTypeNotFound, "is of a type that a worker does not find", nil)
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

  private func fail(
    task: Int, worker: Int, _ code: ParallelError.Code, _ what: String, _ underlying: (any Error)?
  ) {
    let error = ParallelError(
      code: code, reason: "task \(task) (\(J.self)) \(what)", taskIndex: task, taskType: J.self,
      worker: worker,
      attempts: 1, underlying: underlying)
    stop(because: (task, error))
  }

  /// Starts nothing more and kills what runs, because of a failure or since nobody wants the results.
  private func stop(because failure: (task: Int, error: any Error)?) {
    state.withLock { state in
      state.isStopped = true
      if let failure, failure.task < state.failure?.task ?? .max { state.failure = failure }
      // Under the lock: a worker that is not busy any more may already be another call's.
      for process in state.busy { process.kill() }
    }
  }
}
