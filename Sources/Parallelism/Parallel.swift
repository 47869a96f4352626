/// A way to do many things at once: how many workers, and on what they run.
///
/// ```swift
/// let roots = try await Parallel(workers: 2).map(0..<10) { Double($0).squareRoot() }
/// ```
///
/// A value of this type holds no threads and no other resource. Make one where it is needed, or keep one and use
/// it from any number of tasks at once.
public struct Parallel: Sendable {
  /// How many tasks of one call may run at once.
  public var workers: WorkerCount

  /// What runs the tasks.
  public var backend: any Backend

  /// Creates a way to do many things at once.
  ///
  /// - Parameters:
  ///   - workers: How many tasks of one call may run at once. A count below one is an error of the calls, not of
  ///     this initializer.
  ///   - backend: What runs the tasks.
  public init(workers: WorkerCount = .all, on backend: any Backend = .threads) {
    self.workers = workers
    self.backend = backend
  }
}
