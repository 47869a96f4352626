/// Children of this process, made by `fork` for each call: any closure runs in them, with all that it refers to.
///
/// ```swift
/// let scores = try await Parallel(on: .forks).map(rows) { try risky(table, $0) }
/// ```
///
/// A child has the memory of this process as it was when it was forked, without a copy being made: pages are shared
/// until one of the two writes to them. What a task changes stays in its child; its result comes back if its type is
/// `Codable` or plain bytes without references, such as numbers and tuples of them, and is refused before anything
/// starts otherwise. A task that traps, exits or is killed ends its child and is an error of the call, while this
/// process and other calls go on. Children end with the call, or with this process in whatever way that ends.
///
/// A child has one thread, whatever this process has. In a task, therefore,
/// * async code and Dispatch's asynchronous calls wait for threads that are not there;
/// * so does a library with threads of its own, such as those of OpenMP, if this process has started them already.
///   OpenMP is therefore told to use one thread, unless ``Parallel/innerThreads`` or `OMP_NUM_THREADS` says otherwise.
///   OpenBLAS makes its threads anew, and has as many as in this process, or as ``Parallel/innerThreads`` says;
/// * a lock that another thread of this process held at the moment of the fork is never released. The memory
///   allocator is safe, and so are locks that only tasks use;
/// * calls of ``Parallel`` run their tasks one after the other, and those that ask for other processes throw. Their
///   limits of time count when a task has ended: nothing tells it meanwhile;
/// * files and connections that this process has open are shared with it: both move the same position;
/// * standard input is empty, and Ctrl-C reaches this process, which takes its children with it if it dies of that.
///
/// A child that waits for what cannot come is found out and killed. Its task is tried again twice, since the next
/// child may be luckier with a lock, and has failed then: see ``WorkerDeath/wasStuck``. That needs a child without threads of
/// its own; `taskLimit` ends every other.
///
/// A fork takes the longer the more memory this process has of its own: about a millisecond, and another one for every
/// 15 megabytes. Memory that is mapped from a file or shared costs next to nothing. Tasks on ``Backend/threads`` cost
/// a thousandth: take forks for what may crash, or to have a copy of the state.
///
/// Forks are for Linux.
public struct ForkBackend: Backend {
  /// How long a child may take until it begins its first task.
  ///
  /// One that is silent for longer is replaced.
  var patience = Duration.seconds(2)

  /// Runs in this process before a child is forked, with what number the child will have in its call.
  var beforeFork: @Sendable (_ child: Int) -> Void = { _ in }

  /// Runs in every child before anything else, with what number the child has in its call.
  var prologue: @Sendable (_ child: Int) -> Void = { _ in }

  /// Creates the backend; ``Backend/forks`` is shorter.
  public init() {}

  /// `"forks"`.
  public var name: String { "forks" }

  /// A task has a copy of all memory.
  public var memory: BackendMemory { .copied }

  /// Throws, since what asks for this needs the memory of the caller as it changes.
  ///
  /// - Throws: `ParallelError` that names the ways out.
  public func run(workers: Int, _ worker: @escaping @Sendable (_ index: Int) throws -> Void) async throws {
    throw ParallelError(
      code: .closureNotSendable,
      reason: """
        a forked child sees inputs that were there when it was forked, and runs no async code: give all inputs and a \
        synchronous closure to `map`, or use .threads
        """)
  }

  /// Has tasks done in forked children.
  ///
  /// - Throws: ``ParallelError`` if the system refuses to fork, or is another one than Linux.
  public func run(_ tasks: RemoteTasks, workers: Int) async throws {
    #if os(Linux)
      try await ForkCall(tasks, backend: self).run(workers: workers)
    #else
      throw ParallelError(
        code: .backendFailed,
        reason: "forked children need Linux: give jobs to .processes, or use .threads")
    #endif
  }
}

extension Backend where Self == ForkBackend {
  /// Children of this process, made by `fork` for each call: any closure runs in them, with all that it refers to.
  public static var forks: ForkBackend { ForkBackend() }
}
