internal import Parallelism

/// Makes a call and cancels it when it tells of its first result.
func cancelAfterProgress(
  _ call:
    @escaping @Sendable (_ progress: @escaping @Sendable (ParallelProgress) -> Void) async throws -> Void
) async throws {
  let firstResult = AsyncStream<Void>.makeStream()
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      defer { firstResult.continuation.finish() }
      try await call { _ in firstResult.continuation.yield() }
    }
    for await _ in firstResult.stream { break }
    group.cancelAll()
    try await group.waitForAll()
  }
}
