@testable import Parallelism

/// A task that knows itself, so that what runs within it can cancel it.
final class CancellableCall: Sendable {
  private let task = Locked<Task<Void, any Error>?>(nil)

  func cancel() {
    task.withLock { $0 }?.cancel()
  }

  /// Runs an operation in a task of its own and returns or throws what that does.
  func run(_ operation: @escaping @Sendable () async throws -> Void) async throws {
    let (ready, continuation) = AsyncStream<Never>.makeStream()
    let task = Task {
      for await _ in ready {}
      try await operation()
    }
    self.task.withLock { $0 = task }
    continuation.finish()
    try await task.value
  }
}
