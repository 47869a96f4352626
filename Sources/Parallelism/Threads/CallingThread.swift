/// The thread of a synchronous caller, which runs jobs until its call has ended.
///
/// What a caller starts here is a task with children like any other: its bodies find cancellation, priority and
/// task-local values as they do everywhere, and yet the thread that waits for them works.
final class CallingThread: TaskExecutor {
  private struct State {
    var jobs = FIFO<UnownedJob>()
    var result: Result<Void, any Error>?
  }

  private let state = Locked(State())
  private let gate: Gate

  private init(gate: Gate) {
    self.gate = gate
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
    gate.open()
  }

  /// Runs an operation in a task of its own on the current thread, and waits for it.
  ///
  /// The task has the priority and the task-local values of what surrounds the caller.
  ///
  /// - Parameter operation: Gets the executor that stands for this thread.
  /// - Throws: What the operation throws.
  static func run(_ operation: @escaping @Sendable (CallingThread) async throws -> Void) throws {
    guard let gate = Gate() else {
      throw ParallelError(
        code: .backendFailed, reason: "no memory is left to wait for a call: use fewer threads")
    }
    let thread = CallingThread(gate: gate)
    Task(executorPreference: thread) {
      let result: Result<Void, any Error>
      do {
        result = .success(try await operation(thread))
      } catch {
        result = .failure(error)
      }
      thread.state.withLock { $0.result = result }
      gate.open()
    }
    return try thread.work()
  }

  private func work() throws {
    while true {
      let (job, result) = state.withLock { state in (state.jobs.popFirst(), state.result) }
      if let job {
        job.runSynchronously(on: asUnownedTaskExecutor())
      } else if let result {
        return try result.get()
      } else if !gate.spin() {
        gate.pass()
      }
    }
  }
}
