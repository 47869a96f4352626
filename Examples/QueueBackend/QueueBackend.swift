import Dispatch
import Parallelism

/// Runs tasks on a dispatch queue, for programs that have one of their own to do such work on.
struct QueueBackend: Backend {
  let queue: DispatchQueue

  var name: String { "queue \(queue.label)" }

  func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {
    let executor = QueueExecutor(queue: queue)
    // A child task keeps task-local values, priority and cancellation; the preference says where it runs.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<workers {
        group.addTask(executorPreference: executor) { try worker(index) }
      }
      // The first error leaves the scope, which cancels the other workers and waits for them.
      for try await _ in group {}
    }
  }
}

/// Lets tasks run on a dispatch queue.
private final class QueueExecutor: TaskExecutor {
  private let queue: DispatchQueue

  init(queue: DispatchQueue) {
    self.queue = queue
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
