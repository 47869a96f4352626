import Parallelism

/// The backends that every promise of a call is checked on, one of them written as a third party would.
let backends: [any Backend] = [.sequential, .threads, CooperativeBackend()]

/// The backends that closures run on whose only effect is their result: also those that have a copy of the memory.
let closureBackends: [any Backend] = backends + copyingBackends

#if os(Linux)
  private let copyingBackends: [any Backend] = Sanitizers.includeThreads ? [] : [.forks]
#else
  private let copyingBackends: [any Backend] = []
#endif

let workerCounts: [WorkerCount] = [1, 2, 5, 64]

/// The example in the documentation of `Backend`.
struct CooperativeBackend: Backend {
  func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<workers {
        group.addTask { try worker(index) }
      }
      for try await _ in group {}
    }
  }
}
