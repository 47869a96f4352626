/// A way to do many things at once: how many workers, and on what they run.
///
/// ```swift
/// let roots = try await Parallel(workers: 2).map(0..<10) { Double($0).squareRoot() }
/// ```
///
/// What is not set comes from the innermost ``withParallel(_:_:)`` around the call that sets it. Where none does,
/// tasks run on threads, as many at once as there are processors for; within a task of another call, as many as
/// that call leaves to each of its workers, so that calls within calls do not crowd the machine.
///
/// A value of this type holds no threads and no other resource. Make one where it is needed, or keep one and use
/// it from any number of tasks at once.
public struct Parallel: Sendable {
  /// How many tasks of one call may run at once; `nil` leaves it to the surroundings of the call.
  public var workers: WorkerCount?

  /// What runs the tasks; `nil` leaves it to the surroundings of the call.
  public var backend: (any Backend)?

  /// What limits of time are measured with.
  var clock: any Clock<Duration> = ContinuousClock()

  /// Creates a way to do many things at once.
  ///
  /// - Parameters:
  ///   - workers: How many tasks of one call may run at once. A count below one is an error of the calls, not of
  ///     this initializer.
  ///   - backend: What runs the tasks.
  public init(workers: WorkerCount? = nil, on backend: (any Backend)? = nil) {
    self.workers = workers
    self.backend = backend
  }

  /// How many tasks of one call would run at once if it were made here and had enough of them.
  ///
  /// - Throws: ``ParallelError`` if that is less than one.
  public func effectiveWorkers() throws -> Int {
    try resolved().workers
  }
}
