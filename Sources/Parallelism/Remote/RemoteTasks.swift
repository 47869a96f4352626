public import Logging

/// The tasks of one call, for a backend that has them done in other processes.
///
/// A backend gets one from ``Backend/run(_:workers:)``. It takes batches of tasks, carries the bytes of each to where
/// it is done and the answer back, and tells which workers it has lost. Which tasks are sent, how many at once, what
/// is tried again and what ends the call is decided here.
///
/// Its methods may be called from any thread, and none of them waits.
public final class RemoteTasks: Sendable {
  private struct State {
    var ledger: TaskLedger
    var stopHandlers: [@Sendable () -> Void] = []
    /// Batches that were neither answered nor given up.
    var openBatches = 0
    /// Whether the backend has heard that there is nothing to take.
    var sawEnd = false
  }

  /// How many tasks the call has, at least one.
  ///
  /// A stream of results does not know that: it has one task to begin with, and more may come while the backend takes
  /// them.
  public let count: Int

  /// How long one task may run, if that is limited.
  ///
  /// A backend that can end a task sees to it, and tells so by ``RemoteBatch/taskExceededLimit(_:)``.
  public let taskLimit: Duration?

  /// How many threads a math library may use within one task, if the caller has said so.
  public let innerThreads: Int?

  private let work: any RemoteWork
  /// Where tasks come from as inputs do, if this is a part of a stream.
  private let source: (any TaskSource)?
  /// Whether this is a part of another call, which tells of it.
  private let isPart: Bool
  /// What the caller calls the first task and the first worker.
  private let firstTask: Int
  private let firstWorker: Int
  private let share: Int
  private let setting: Setting
  private let observer: CallObserver?
  private let goesOnAfterFailures: Bool
  private let watch: Watch?
  private let state: Locked<State>

  /// Who is told of what happens beside the work, if anybody is.
  public var logger: Logger? { setting.logger }

  /// The name of the type that describes the tasks: that of the jobs, or of the inputs of a closure.
  public var typeName: String { work.typeName }

  /// What the top-level variables of a `main.swift` hold, for workers to hold the same.
  ///
  /// It is the body of a frame that ``RemoteWorker`` describes, and empty in programs that have none.
  public var topLevelVariables: [UInt8] { TopLevelValues.current?.body ?? [] }

  /// Whether nothing more shall start and what runs shall end, since the call has failed or was cancelled.
  public var isStopped: Bool { state.withLock { $0.ledger.isStopped } }

  init(_ work: any RemoteWork, count: Int, setting: Setting, options: RemoteOptions) throws {
    self.work = work
    source = nil
    isPart = options.place != nil
    firstTask = options.place?.task ?? 0
    firstWorker = options.place?.worker ?? 0
    self.count = count
    taskLimit = options.limits.task
    innerThreads = options.innerThreads
    let workers = min(setting.workers, count)
    share = try Surroundings.current.shared(by: workers).defaultWorkers { Hardware.firstProcessorCount }
    watch = try Watch(options.limits, clock: setting.clock)
    self.setting = setting
    observer =
      isPart
      ? nil
      : CallObserver(
        setting: setting, total: count, workers: workers, watch: watch, progress: options.progress)
    let ledger = TaskLedger(
      count: count, workers: workers, batching: setting.batching, collects: options.collects,
      retries: options.retries)
    goesOnAfterFailures = ledger.goesOnAfterFailures
    state = Locked(State(ledger: ledger))
  }

  /// What a worker of a stream has done as long as inputs wait.
  init(
    _ work: any RemoteWork, from source: any TaskSource, worker: Int, observer: CallObserver?,
    setting: Setting, options: RemoteOptions
  ) throws {
    self.work = work
    self.source = source
    isPart = true
    firstTask = 0
    firstWorker = worker
    count = 1
    taskLimit = options.limits.task
    innerThreads = options.innerThreads
    share = try Surroundings.current.defaultWorkers { Hardware.firstProcessorCount }
    watch = nil
    self.setting = setting
    self.observer = observer
    let ledger = TaskLedger(
      count: 0, workers: 1, batching: setting.batching, collects: options.collects, retries: options.retries)
    goesOnAfterFailures = ledger.goesOnAfterFailures
    state = Locked(State(ledger: ledger))
  }

  /// Takes tasks that nobody else gets.
  ///
  /// Each batch must be answered, by ``RemoteBatch/complete(with:took:)``, or given up, by ``RemoteBatch/lost(running:to:)``
  /// or ``RemoteBatch/taskExceededLimit(_:)``. Whoever has done so asks again, since tasks may have come back.
  ///
  /// - Parameters:
  ///   - worker: The number of the worker that is to do them, counted from zero, as errors tell it.
  ///   - aim: What a batch is to take where the caller has set no size of batches: much longer than the way there and
  ///     back, and no longer than workers may stand idle at the end of a call.
  /// - Returns: At least one task, or `nil` if there is none to start now or the call has been stopped.
  public func take(for worker: Int, lasting aim: Duration) -> RemoteBatch? {
    let tasks = state.withLock { state in
      let isIdle = state.openBatches == 0
      let tasks = state.ledger.take(lasting: aim) { source?.claim(atMost: $0, isIdle: isIdle) }
      if tasks == nil { state.sawEnd = true } else { state.openBatches += 1 }
      return tasks
    }
    guard let tasks else { return nil }
    observer?.began(tasks, worker: firstWorker + worker)
    return RemoteBatch(tasks: tasks, worker: worker, owner: self)
  }

  /// Has a closure called when the call is stopped, at once if that has happened: to end the tasks that run.
  ///
  /// It may be called on any thread while the backend runs tasks, and not after ``Backend/run(_:workers:)`` has
  /// returned.
  ///
  /// - Parameter handler: The closure.
  public func whenStopped(_ handler: @escaping @Sendable () -> Void) {
    let isStopped = state.withLock { state in
      if !state.ledger.isStopped { state.stopHandlers.append(handler) }
      return state.ledger.isStopped
    }
    if isStopped { handler() }
  }

  /// Does tasks in this process, which must be a copy of the one that made the call, such as a forked child.
  ///
  /// It takes no lock: another thread may have held one when the copy was made.
  ///
  /// - Parameters:
  ///   - tasks: Those of a batch.
  ///   - began: Is told before a task is looked at, by its place in the batch.
  /// - Returns: The answer for ``RemoteBatch/complete(with:took:)`` in the process that made the call.
  public func performInCopy(_ tasks: Range<Int>, began: (_ task: Int) -> Void = { _ in }) -> [UInt8] {
    precondition(tasks.lowerBound >= 0 && tasks.upperBound <= count, "the call has no such tasks")
    return work.perform(tasks, goesOn: goesOnAfterFailures, begin: began)
  }

  /// Does the tasks of a request, in the process that they were sent to.
  ///
  /// - Parameters:
  ///   - request: What ``RemoteBatch/request()`` returned in a process of the same program.
  ///   - began: Is told before a task is looked at, by its place in the batch.
  /// - Returns: The answer for ``RemoteBatch/complete(with:took:)``, also if the request is damaged.
  public static func perform(_ request: [UInt8], began: (_ task: Int) -> Void = { _ in }) -> [UInt8] {
    JobBatch.run(request, begin: began)
  }

  /// Does the tasks of a request that has attachments, in the process that they were sent to.
  ///
  /// - Parameters:
  ///   - request: What ``RemoteBatch/requestWithAttachments()`` returned in a process of the same program.
  ///   - attachments: Finds what the request refers to, and keeps it for later requests. One request at a time may
  ///     use it.
  ///   - began: Is told before a task is looked at, by its place in the batch.
  /// - Returns: The answer for ``RemoteBatch/complete(with:took:)``, also if the request is damaged. It contains the results.
  public static func perform(
    _ request: [UInt8], attachments: ReceivedAttachments, began: (_ task: Int) -> Void = { _ in }
  ) -> [UInt8] {
    JobBatch.run(request, link: attachments.link, begin: began)
  }
}

/// What the engine does with the tasks of a call.
extension RemoteTasks {
  /// Has all tasks done.
  ///
  /// - Throws: What the caller is told if there are no results.
  func run(on backend: any Backend, workers: Int) async throws {
    if isPart { return try await runWatched(on: backend, workers: workers) }
    try await setting.reporting(tasks: count, workers: min(workers, count), to: observer) {
      try await runWatched(on: backend, workers: workers)
    }
  }

  private func runWatched(on backend: any Backend, workers: Int) async throws {
    let backendError: (any Error)?
    if let watch {
      let caught = Locked<(any Error)?>(nil)
      await watch.run {
        let error = await self.hand(to: backend, workers: workers)
        caught.withLock { $0 = error }
      } exceeded: { limit in
        let error = ParallelError.timeout(limit, after: self.observer?.summary ?? "")
        self.decide { $0.timeOut(error) }
      }
      backendError = caught.withLock { $0 }
    } else {
      backendError = await hand(to: backend, workers: workers)
    }
    state.withLock { $0.stopHandlers = [] }
    try Task.checkCancellation()
    if let error { throw error }
    if let backendError { throw ParallelError.backendFailure(backendError) }
  }

  private func hand(to backend: any Backend, workers: Int) async -> (any Error)? {
    do {
      try await withTaskCancellationHandler {
        try await backend.run(self, workers: min(workers, count))
      } onCancel: {
        decide { $0.stop() }
      }
      return nil
    } catch {
      return error
    }
  }

  /// Whether the backend has gone on until there was nothing to take.
  var sawEnd: Bool { state.withLock { $0.sawEnd } }

  /// What the caller calls a task.
  private func number(of task: Int) -> Int { firstTask + task }

  /// What the caller calls the worker that has a batch.
  private func worker(of batch: RemoteBatch) -> Int { firstWorker + batch.worker }

  /// What the caller is told, if not the results.
  private var error: (any Error)? { state.withLock { $0.ledger.error } }

  /// What stands in the places of results that failures have prevented.
  var failures: [Int: ParallelError] { state.withLock { $0.ledger.failures } }

  /// Changes the ledger, and tells those who end tasks if that has stopped the call.
  private func decide<Result>(_ change: (inout TaskLedger) -> Result) -> Result {
    let (result, handlers) = state.withLock { state in
      let result = change(&state.ledger)
      let handlers = state.ledger.isStopped ? state.stopHandlers : []
      if state.ledger.isStopped { state.stopHandlers = [] }
      return (result, handlers)
    }
    for handler in handlers { handler() }
    return result
  }
}

/// What becomes of a batch.
extension RemoteTasks {
  func request(_ batch: inout RemoteBatch, through link: MemoryLink?) -> [UInt8]? {
    let order = JobBatch.Order(
      goesOn: goesOnAfterFailures, share: share)
    while !batch.tasks.isEmpty {
      do throws(JobBatch.Failure) {
        return try work.request(batch.tasks, order: order, link: link)
      } catch {
        // The tasks before it go now, those behind it another time.
        let rest = error.job + 1..<batch.tasks.upperBound
        batch.tasks = batch.tasks.lowerBound..<error.job
        decide { $0.giveBack(rest) }
        fail(
          error.job, .uncoded("cannot be encoded", worker: worker(of: batch), cause: error.error))
        if isStopped { break }
      }
    }
    end(batch)
    return nil
  }

  /// Nothing is under way any more of what was a batch.
  private func end(_ batch: RemoteBatch, isLost: Bool = false) {
    observer?.ended(batch.tasks, worker: worker(of: batch), isLost: isLost)
    state.withLock { $0.openBatches -= 1 }
  }

  func runs(_ batch: RemoteBatch, inProcess identifier: Int32) {
    observer?.runs(worker: worker(of: batch), inProcess: identifier)
  }

  func complete(
    _ batch: RemoteBatch, with reply: [UInt8], through link: MemoryLink?, took duration: Duration
  ) throws {
    defer { end(batch) }
    do {
      var reader = WireReader(reply, userInfo: link?.userInfo ?? [:])
      let reply = try JobReply(from: &reader)
      guard reply.completed <= batch.tasks.count else { throw WireError("it answers more than it was asked") }
      guard reply.completed == batch.tasks.count || !reply.failures.isEmpty else {
        throw WireError("it leaves tasks out")
      }
      let first = batch.tasks.lowerBound
      let end = first + reply.completed
      let undecodable = try work.keep(reply.succeeded(from: first), from: &reader)
      decide { ledger in
        ledger.record(duration, for: reply.completed)
        ledger.giveBack(end..<batch.tasks.upperBound)
      }
      for (task, outcome) in reply.failures { fail(first + task, outcome.failure(worker: worker(of: batch))) }
      for (task, error) in undecodable {
        fail(task, .uncoded("returned what cannot be decoded", worker: worker(of: batch), cause: error))
      }
      let kept = reply.completed - reply.failures.count - undecodable.count
      if kept > 0 { observer?.finished(kept, worker: worker(of: batch)) }
    } catch let error as WireError {
      throw ParallelError(
        code: .backendFailed, reason: "worker \(worker(of: batch)) does not make sense: \(error)",
        underlying: error)
    }
  }

  func lose(_ batch: RemoteBatch, running: Int?, cause: any Error) {
    defer { end(batch, isLost: true) }
    if !isStopped {
      EngineLog(setting.logger)?.workerDied(
        backend: setting.backend.name, worker: worker(of: batch),
        task: running.map { number(of: batch.tasks.lowerBound + $0) },
        reason: "\(cause)")
    }
    guard let running, batch.tasks.indices.contains(batch.tasks.lowerBound + running) else {
      decide { ledger in
        ledger.giveBack(batch.tasks)
        ledger.loseVainly {
          ParallelError(
            code: .backendFailed, reason: "worker \(worker(of: batch)) ended before it began a task",
            cause: cause)
        }
      }
      return
    }
    fail(batch, at: running, .lostWorker(cause, worker: worker(of: batch)))
  }

  func exceedLimit(_ batch: RemoteBatch, running: Int) {
    defer { end(batch, isLost: true) }
    fail(batch, at: running, .exceeded(taskLimit ?? .zero, worker: worker(of: batch)))
  }

  /// One task of a batch has failed, and nothing is known of the others.
  private func fail(_ batch: RemoteBatch, at running: Int, _ failure: TaskFailure) {
    let task = batch.tasks.lowerBound + running
    decide { ledger in
      ledger.giveBack(batch.tasks.lowerBound..<task)
      ledger.giveBack(task + 1..<batch.tasks.upperBound)
    }
    fail(task, failure)
  }

  private func fail(_ task: Int, _ failure: TaskFailure) {
    var error: (any Error)? = failure.cause as? CancellationError
    let (verdict, wasStopped, failures) = decide { ledger in
      let wasStopped = ledger.isStopped
      let verdict = ledger.fail(task, failure) { earlierErrors in
        let told = ParallelError(
          failure, of: number(of: task), typeName: work.typeName, description: work.describe(task),
          earlierErrors: earlierErrors)
        error = error ?? told
        return told
      }
      return (verdict, wasStopped, ledger.failureCount(of: task))
    }
    switch verdict {
    case .retried:
      EngineLog(setting.logger)?.willRetry(
        task: number(of: task), worker: failure.worker, attempt: failures + 1, of: nil, error: failure.error)
    case .collected:
      observer?.failed(worker: failure.worker, isCollected: true)
      observer?.finished(worker: failure.worker)
      if let source, let error = decide({ $0.takeFailure(of: task) }) { source.keep(error, of: task) }
    case .ended:
      // What is killed because the call has ended has not failed.
      if !wasStopped { observer?.failed(worker: failure.worker, isCollected: false) }
      if let error { source?.end(with: error, of: task) }
    }
  }
}

/// What a call asks of its tasks besides doing them.
struct RemoteOptions: Sendable {
  var collects = false
  var retries = Retries.none
  var limits: TimeLimits
  var innerThreads: Int?
  /// The place among the tasks of another call, which tells of it, if this is not a call by itself.
  var place: TaskPlace?
  var progress: (@Sendable (ParallelProgress) -> Void)?
}
