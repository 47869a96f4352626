/// Threads of this process that are kept for such work.
///
/// The threads are named `parallel-1` and so on, and have stacks of 8 MiB. There are as many as all calls that run
/// at a time have workers; between calls they sleep. The threads of Swift's cooperative pool do none of the work,
/// so that tasks which block or compute for long hold up nothing else.
public struct ThreadBackend: Backend {
  /// Creates the backend; ``Backend/threads`` is shorter.
  public init() {}

  /// `"threads"`.
  public var name: String { "threads" }

  /// Runs each worker as a child task on a thread of its own.
  ///
  /// - Throws: What a worker threw, or ``ParallelError`` if the system refuses to start any thread.
  public func run(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) async throws {
    let pool = ThreadPool.shared
    try pool.prepare()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<workers {
        group.addTask(executorPreference: pool) { try worker(index) }
      }
      for try await _ in group {}
    }
  }
}

extension Backend where Self == ThreadBackend {
  /// Threads of this process that are kept for such work.
  public static var threads: ThreadBackend { ThreadBackend() }
}
