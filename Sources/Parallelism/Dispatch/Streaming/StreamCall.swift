/// The most workers that a stream has: who hears of them keeps a place for each, and some ask for `.exactly(.max)`.
private let workerLimit = 1 << 20

/// Everything that a stream needs to begin.
struct StreamCall<Input: Sendable, Output: Sendable>: Sendable {
  let setting: Setting
  let inputs: any InputReader<Input>
  /// Whether tasks run when there are threads for them, and not when somebody asks for their results.
  let runsBesideCaller: Bool
  let order: ResultOrder
  let lookahead: Int
  /// How many workers can be busy at a time, at least one: as many as the call may use, unless inputs are fewer.
  let workers: Int
  let watch: Watch?
  let observer: CallObserver?
  let body: StreamBody<Input, Output>

  /// Makes sure that the call can be meant, and that nobody else reads its inputs.
  init(
    _ parallel: Parallel, _ inputs: any InputReader<Input>, _ options: StreamOptions,
    instead substitute: (@Sendable (ParallelError) -> Output)?, _ work: Parallel.Work,
    _ form: Parallel.FormChoice<Input, Output>
  ) throws {
    setting = try parallel.resolved(for: work)
    self.inputs = inputs
    order = options.order
    lookahead = try options.lookahead.resolved(workers: setting.workers)
    workers = max(1, min(setting.workers, lookahead, inputs.exactCount ?? .max, workerLimit))
    let attempts = try options.retries.attempts()
    let form = try form(setting)
    if case .suspending = form, work == .closuresInPlace, let backend = parallel.backend,
      backend.memory != .shared
    {
      throw ParallelError(
        code: .closureNotSendable,
        reason: """
          an asynchronous closure cannot run on \(backend.name), outside its process: use .threads, or a closure \
          or a Job that does not await
          """)
    }
    if case .remote = form {
      runsBesideCaller = true
    } else {
      runsBesideCaller = setting.backend.runsBesideCaller
    }
    let isElsewhere = work == .jobs && setting.backend.memory != .shared
    let limit = try TaskClock(options.limits.task, clock: setting.clock, workers: workers)
    let taskClock = isElsewhere ? nil : limit
    watch = try Watch(
      options.limits, tasks: substitute == nil ? taskClock : nil, clock: setting.clock)
    if runsBesideCaller { try ThreadPool.shared.prepare() }
    try inputs.claim()
    observer = CallObserver(
      setting: setting, total: inputs.exactCount, workers: workers,
      lookahead: options.hasInputs ? 0 : lookahead, progress: options.progress)
    body = StreamBody(
      form: form, attempts: isElsewhere ? 1 : attempts, namesItsErrors: isElsewhere, substitute: substitute,
      taskClock: taskClock, observer: observer,
      log: EngineLog(setting.logger))
  }
}
