/// One task after the other, in the order of the inputs, on the thread of the caller.
///
/// For debugging, for measuring what parallelism gains, and for work that is too small for it.
public struct SequentialBackend: Backend {
  /// Creates the backend; ``Backend/sequential`` is shorter.
  public init() {}

  /// `"sequential"`.
  public var name: String { "sequential" }

  /// Always one.
  public func workerCount(requested: Int) -> Int { 1 }

  /// The caller does it all.
  public var runsBesideCaller: Bool { false }

  /// Runs the workers within the current task.
  ///
  /// - Throws: What a worker threw.
  public func run(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) async throws {
    try runBlocking(workers: workers, worker)
  }

  /// Runs the workers on the calling thread.
  ///
  /// - Throws: What a worker threw.
  public func runBlocking(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) throws {
    for index in 0..<workers {
      try worker(index)
    }
  }
}

extension Backend where Self == SequentialBackend {
  /// One task after the other, in the order of the inputs, on the thread of the caller.
  public static var sequential: SequentialBackend { SequentialBackend() }
}
