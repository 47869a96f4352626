/// Worker processes: this program, started again without running its `main`.
///
/// They run jobs, see ``Job``; a closure cannot leave its process, so that `map`
/// throws. A job that traps, exits or is killed ends its worker and is an error of the call, while this process and
/// other calls go on.
///
/// Workers are kept for the next call that asks for the same environment from the same working folder, and end when
/// they were idle for long, when ``shutDown()`` is called, or when this process ends, in whatever way. They inherit
/// the environment as it is when they start, write to the same standard output and standard error, and have no
/// standard input. Each leads a process group of its own: Ctrl-C reaches this process, which takes its workers with
/// it if it dies of that.
public struct ProcessBackend: Backend {
  /// What the environment of the workers has besides, or instead of, that of this process.
  ///
  /// Workers run side by side, so the math libraries that they load are told to use one thread each. The variables
  /// that say otherwise count in this order: those set here, ``Parallel/innerThreads``, those of this process.
  public var environment: [String: String]

  /// How long a worker waits for work before it ends.
  public var idleTimeout: Duration

  /// Whether a worker that traps tells the calls that led to it, in ``WorkerDeath/lastLines``.
  ///
  /// That takes Swift's backtracer a moment, which the error of the job waits for. Without it there is the message of
  /// the trap, with file and line in programs that were built for debugging.
  public var backtraces: Bool

  /// Creates the backend; ``Backend/processes`` is shorter.
  ///
  /// - Parameters:
  ///   - environment: What the environment of the workers has besides that of this process.
  ///   - idleTimeout: How long a worker waits for work before it ends.
  ///   - backtraces: Whether a worker that traps tells the calls that led to it.
  public init(
    environment: [String: String] = [:], idleTimeout: Duration = .seconds(300), backtraces: Bool = false
  ) {
    self.environment = environment
    self.idleTimeout = idleTimeout
    self.backtraces = backtraces
  }

  /// `"processes"`.
  public var name: String { "processes" }

  /// A job sees nothing but itself.
  public var memory: BackendMemory { .separate }

  /// Has tasks done in worker processes.
  ///
  /// - Throws: ``ParallelError`` if the system refuses to start any, or if one is not what it should be.
  public func run(_ tasks: RemoteTasks, workers: Int) async throws {
    try await ProcessCall(tasks, backend: self, workers: workers).run(workers: workers)
  }

  /// Ends the workers that wait for calls of this backend, and returns when they have ended.
  ///
  /// They leave by `exit`, so that what they have buffered is written; one that needs more than a second for it is
  /// killed. Workers that are at work stay, and a later call starts new ones.
  public func shutDown() {
    WorkerPool.shared.shutDown(self)
  }
}

extension Backend where Self == ProcessBackend {
  /// Worker processes that run jobs: this program, started again without running its `main`.
  public static var processes: ProcessBackend { ProcessBackend() }
}
