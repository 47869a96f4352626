/// What runs the workers of a call.
///
/// ``Parallel`` divides the tasks of a call among its workers, collects the results and decides what an error
/// means. All that it asks of a backend whose tasks share the memory of the caller is to run one closure several
/// times side by side:
///
/// ```swift
/// struct CooperativeBackend: Backend {
///   func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {
///     try await withThrowingTaskGroup { group in
///       for index in 0..<workers {
///         group.addTask { try worker(index) }
///       }
///       for try await _ in group {}
///     }
///   }
/// }
/// ```
///
/// A backend whose tasks run in other processes has ``memory`` say so and carries bytes instead, there and back.
/// `connection` stands for whatever takes them to a process of the same program that calls
/// ``RemoteTasks/perform(_:began:)`` with them, or that ``RemoteWorker`` has made a worker:
///
/// ```swift
/// struct RemoteBackend: Backend {
///   var memory: BackendMemory { .separate }
///
///   func run(_ tasks: RemoteTasks, workers: Int) async throws {
///     try await withThrowingTaskGroup { group in
///       for worker in 0..<workers {
///         group.addTask {
///           while var batch = tasks.take(for: worker, lasting: .milliseconds(100)) {
///             guard let request = batch.request() else { continue }
///             do {
///               let reply = try await connection.send(request)
///               try batch.complete(with: reply)
///             } catch let error as ConnectionError {
///               batch.lost(running: nil, to: error)
///             }
///           }
///         }
///       }
///       try await group.waitForAll()
///     }
///   }
/// }
/// ```
///
/// Shared values and large arrays need not travel with every batch: see ``RemoteBatch/requestWithAttachments()``.
///
/// Where ``memory`` is ``BackendMemory/copied``, closures come the same way. They cannot be sent: the backend makes
/// copies of this process after ``run(_:workers:)`` was called, sends them the numbers in ``RemoteBatch/tasks``, and
/// has them call ``RemoteTasks/performInCopy(_:began:)``. ``ForkBackend`` is one.
public protocol Backend: Sendable {
  /// What messages call it, such as `"threads"`.
  ///
  /// The default is the name of the type.
  var name: String { get }

  /// What tasks see of the caller's memory.
  ///
  /// The default is ``BackendMemory/shared``, and the only one that suits a backend which implements nothing but
  /// ``run(workers:_:)``.
  var memory: BackendMemory { get }

  /// How many workers a call asks for that wants all of them, or `nil` for as many as there are processors that this
  /// process may keep busy.
  ///
  /// The default is `nil`. A backend whose workers are on other machines knows better.
  var allWorkers: Int? { get }

  /// How many workers a call gets which asks for so many.
  ///
  /// The default is to grant what is asked for.
  ///
  /// - Parameter requested: A positive count.
  /// - Returns: A positive count.
  func workerCount(requested: Int) -> Int

  /// Whether tasks run beside the caller.
  ///
  /// The default is `true`. Say `false` if ``run(workers:_:)`` does all the work before it returns to a caller that
  /// waits for it in any case: a stream of results then runs each task when its result is asked for, and takes no
  /// input before.
  var runsBesideCaller: Bool { get }

  /// Calls `worker` once with each number from zero up to `workers`, side by side, and returns when all calls have
  /// returned.
  ///
  /// `worker` blocks its thread for as long as there are tasks. A call that starts late finds less to do, one that
  /// starts after another has returned finds nothing and may be left out; none of them waits for another. A stream of
  /// results starts its workers one at a time, each by a call of its own, whenever there is something to do.
  ///
  /// Run each call within a child task of the current one, or within the current task: this carries task-local
  /// values, priority and cancellation into the tasks. When a call throws, cancel the tasks which run the others,
  /// wait for these too, and throw any of the errors: the caller gets the right one of them from ``Parallel``.
  /// The default refuses closures, for backends whose ``memory`` is not shared.
  ///
  /// - Parameters:
  ///   - workers: How often to call the closure: what ``workerCount(requested:)`` returned, or less if there are
  ///     fewer tasks.
  ///   - worker: Takes the number of the worker and does tasks until none is left.
  ///
  /// - Throws: What a call of `worker` threw, or why the calls could not be made.
  func run(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) async throws

  /// Has tasks done in other processes, and returns when there are none left to take.
  ///
  /// It is what a backend whose ``memory`` is not shared is asked to do. Take batches, one at a time for each worker
  /// or more, until there are none; end what runs when the tasks are stopped. A task that fails is no reason to throw.
  /// A stream of results asks for one worker at a time, whenever tasks wait, and for others while that is at work: keep
  /// what connects you with a worker for the next time. The default refuses tasks, for backends whose memory is shared.
  ///
  /// - Parameters:
  ///   - tasks: The tasks of a call.
  ///   - workers: How many workers the call may use: what ``workerCount(requested:)`` returned, or less if there are
  ///     fewer tasks.
  /// - Throws: Why tasks could not be done at all.
  func run(_ tasks: RemoteTasks, workers: Int) async throws

  /// Does for a synchronous caller what ``run(workers:_:)`` does for an asynchronous one.
  ///
  /// The default makes the caller wait for ``run(workers:_:)``, which it runs on threads of the engine: nothing
  /// that a caller blocks is needed for it to end. Implement this if the calling thread can work meanwhile.
  ///
  /// - Parameters:
  ///   - workers: How often to call the closure.
  ///   - worker: Takes the number of the worker and does tasks until none is left.
  /// - Throws: What a call of `worker` threw, or why the calls could not be made.
  func runBlocking(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) throws
}

extension Backend {
  /// The name of the type.
  public var name: String { "\(Self.self)" }

  /// All of it.
  public var memory: BackendMemory { .shared }

  /// As many as this process may use processors.
  public var allWorkers: Int? { nil }

  /// As many as requested.
  public func workerCount(requested: Int) -> Int { requested }

  /// They do.
  public var runsBesideCaller: Bool { true }

  /// Waits for ``run(workers:_:)``.
  public func runBlocking(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) throws {
    try ThreadPool.shared.wait { try await run(workers: workers, worker) }
  }
}

extension Backend {
  /// Throws, since a closure cannot leave its process.
  ///
  /// - Throws: ``ParallelError`` that names the ways out.
  public func run(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) async throws {
    throw ParallelError(
      code: .closureNotSendable,
      reason: """
        a closure cannot be sent to another process by the backend \(name): give run(_:) values of a type that \
        conforms to Job, or use .threads
        """)
  }

  /// Throws, since tasks of this backend run in the caller's process.
  ///
  /// - Throws: ``ParallelError`` that tells what the backend lacks.
  public func run(_ tasks: RemoteTasks, workers: Int) async throws {
    throw ParallelError(
      code: .backendFailed,
      reason: """
        the backend \(name) does not run tasks outside of the caller's memory, as it says: it must implement \
        run(_:workers:)
        """)
  }
}
