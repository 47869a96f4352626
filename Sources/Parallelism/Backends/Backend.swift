/// What runs the workers of a call.
///
/// ``Parallel`` divides the tasks of a call among its workers, collects the results and decides what an error
/// means. All that it asks of a backend is to run one closure several times side by side:
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
  /// starts after another has returned finds nothing and may be left out; none of them waits for another. A stream of results starts
  /// its workers one at a time, each by a call of its own, whenever there is something to do.
  ///
  /// Run each call within a child task of the current one, or within the current task: this carries task-local
  /// values, priority and cancellation into the tasks. When a call throws, cancel the tasks which run the others,
  /// wait for these too, and throw any of the errors: the caller gets the right one of them from ``Parallel``.
  ///
  /// - Parameters:
  ///   - workers: How often to call the closure: what ``workerCount(requested:)`` returned, or less if there are
  ///     fewer tasks.
  ///   - worker: Takes the number of the worker and does tasks until none is left.
  /// - Throws: What a call of `worker` threw, or why the calls could not be made.
  func run(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) async throws

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

  /// As many as requested.
  public func workerCount(requested: Int) -> Int { requested }

  /// They do.
  public var runsBesideCaller: Bool { true }

  /// Waits for ``run(workers:_:)``.
  public func runBlocking(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) throws {
    try ThreadPool.shared.wait { try await run(workers: workers, worker) }
  }
}
