/// Threads of this process that are kept for such work.
///
/// The threads are named `parallel-1` and so on, and have stacks of 8 MiB. There are as many as all calls that run
/// at a time have workers; between calls they sleep, and those that the machine has no processors for end after some
/// seconds. The threads of Swift's cooperative pool do none of the work, so that tasks which block or compute for
/// long hold up nothing else. A synchronous caller has nothing else to do: its thread is one of the workers.
public struct ThreadBackend: Backend {
  /// Runs before the tasks of a call are cancelled, which happens one after another.
  private let beforeCancelling: (@Sendable () -> Void)?

  /// Creates the backend; ``Backend/threads`` is shorter.
  public init() { beforeCancelling = nil }

  /// Creates the backend for a call that wants to know before its tasks do.
  init(beforeCancelling: @escaping @Sendable () -> Void) { self.beforeCancelling = beforeCancelling }

  /// `"threads"`.
  public var name: String { "threads" }

  /// How long the first worker may take before it gets company.
  ///
  /// Work that is done within this is not worth a second thread.
  private static let headStart: Duration = .microseconds(5)

  /// Runs each worker in a task of its own on a thread of its own.
  ///
  /// - Throws: What a worker threw, or ``ParallelError`` if the system refuses to start any thread.
  public func run(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) async throws {
    try await runTasks(workers: workers, worker)
  }

  /// The closure mentions the isolation: one that does not would be taken away from the caller's actor and back.
  private func runTasks(
    workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void,
    isolation: isolated (any Actor)? = #isolation
  ) async throws {
    let pool = ThreadPool.shared
    try pool.prepare()
    let crew = Crew(of: pool)
    let tasks = WorkerTasks(worker, beforeCancelling: beforeCancelling)
    await withTaskCancellationHandler {
      _ = isolation
      guard !start(tasks, workers: workers, on: crew) else { return }
      for task in tasks.tasks { await task.value }
    } onCancel: {
      tasks.cancel()
    }
    if let error = tasks.error { throw error }
  }

  /// Starts the workers and looks on for a moment: who suspends has to be woken, which takes longer than small tasks
  /// do.
  ///
  /// - Returns: Whether all that were started have ended.
  private func start(_ tasks: WorkerTasks, workers: Int, on crew: Crew) -> Bool {
    let looksOn = ThreadPool.shared.processors > 1
    tasks.start(0, on: crew)
    if looksOn, crew.ends(jobs: 1, within: Self.headStart) { return true }
    for index in 1..<max(workers, 1) { tasks.start(index, on: crew) }
    return looksOn && crew.ends(jobs: workers, within: Gate.patience)
  }

  /// Runs the first worker on the calling thread and each of the others on a thread of its own.
  ///
  /// - Throws: What a worker threw, or ``ParallelError`` if the system refuses to start any thread.
  public func runBlocking(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) throws {
    // Nobody else can fail, so that nobody need be told.
    if workers == 1 { return try worker(0) }
    let pool = ThreadPool.shared
    try pool.prepare()
    try CallerCrew.run(
      WorkerTasks(worker, beforeCancelling: beforeCancelling), workers: workers, with: pool)
  }
}

extension Backend where Self == ThreadBackend {
  /// Threads of this process that are kept for such work.
  public static var threads: ThreadBackend { ThreadBackend() }
}
