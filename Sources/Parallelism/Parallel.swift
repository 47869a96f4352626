public import Logging

/// A way to do many things at once: how many workers, and on what they run.
///
/// ```swift
/// let roots = try await Parallel(workers: 2).map(0..<10) { Double($0).squareRoot() }
/// ```
///
/// What is not set comes from the innermost `withParallel` around the call that sets it. Where none does,
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

  /// How many tasks a worker takes at a time; `nil` leaves it to the surroundings of the call.
  public var batching: Batching?

  /// Where the tasks should run if nothing says what on; `nil` leaves it to the surroundings of the call.
  public var placement: Placement?

  /// How many threads a math library may use within one task; `nil` leaves it to the surroundings of the call.
  ///
  /// One where nothing says otherwise, since the tasks keep the processors busy.
  public var innerThreads: Int?

  /// Which values cross to other processes as memory that these map; `nil` leaves it to the surroundings of the call.
  ///
  /// ``MappingPolicy/standard`` where nothing says otherwise.
  public var mapping: MappingPolicy?

  /// Who is told of what a call does beside its work; `nil` leaves it to the surroundings of the call.
  ///
  /// Nobody where nothing says otherwise.
  public var logger: Logger?

  /// What keeps a record of which worker ran which tasks; `nil` leaves it to the surroundings of the call.
  ///
  /// Nothing where nothing says otherwise.
  public var trace: ParallelTrace?

  /// What limits of time are measured with.
  var clock: any Clock<Duration> = ContinuousClock()

  /// Creates a way to do many things at once.
  ///
  /// A count below one, here or in an argument, is an error of the calls, not of this initializer.
  ///
  /// - Parameters:
  ///   - workers: How many tasks of one call may run at once.
  ///   - backend: What runs the tasks.
  ///   - batching: How many tasks a worker takes at a time.
  ///   - placement: Where the tasks should run if nothing says what on.
  ///   - innerThreads: How many threads a math library may use within one task.
  ///   - mapping: Which values cross to other processes as memory that these map.
  ///   - logger: Who is told of what a call does beside its work.
  ///   - trace: What keeps a record of which worker ran which tasks.
  public init(
    workers: WorkerCount? = nil, on backend: (any Backend)? = nil, batching: Batching? = nil,
    placement: Placement? = nil, innerThreads: Int? = nil, mapping: MappingPolicy? = nil,
    logger: Logger? = nil, trace: ParallelTrace? = nil
  ) {
    self.workers = workers
    self.backend = backend
    self.batching = batching
    self.placement = placement
    self.innerThreads = innerThreads
    self.mapping = mapping
    self.logger = logger
    self.trace = trace
  }

  /// How many tasks of one call would run at once if it were made here and had enough of them.
  ///
  /// - Throws: ``ParallelError`` if that is less than one.
  public func effectiveWorkers() throws -> Int {
    try resolved(for: .closures).workers
  }

  /// What the jobs of a call would see of the caller's memory if it were made here.
  ///
  /// - Throws: ``ParallelError`` if what is set makes no sense.
  package func memoryOfJobs() throws -> BackendMemory {
    try resolved(for: .jobs).backend.memory
  }

  /// Who would be told of what a call does beside its work if it were made here.
  ///
  /// - Throws: ``ParallelError`` if what is set makes no sense.
  package func effectiveLogger() throws -> Logger? {
    try resolved(for: .closures).logger
  }
}
