internal import Parallelism

/// Runs an operation and waits no longer than allowed for it to end.
///
/// Unlike a task group this does not wait for what goes on in spite of being cancelled. The operation runs on threads
/// of the engine, for a backend may have its tasks keep busy those that tasks usually run on.
func withTimeLimit(_ limit: Duration, _ operation: @escaping @Sendable () async throws -> Void) async throws {
  let decision = AsyncThrowingStream<Never, any Error>.makeStream()
  let work = Task(executorPreference: engineThreads) {
    do {
      try await operation()
      decision.continuation.finish()
    } catch {
      decision.continuation.finish(throwing: error)
    }
  }
  let alarm = Task(executorPreference: engineThreads) {
    // No longer than a clock can be asked to sleep.
    let pause = min(limit, .seconds(1_000_000_000))
    guard (try? await Task.sleep(for: pause)) != nil else { return }
    decision.continuation.finish(throwing: Breach("it had not ended after \(limit)"))
    work.cancel()
  }
  defer { alarm.cancel() }
  for try await _ in decision.stream {}
}
