internal import Parallelism

extension Subject {
  /// Lets the backend do errands, as jobs or in closures, and collects what becomes of them.
  func collect(
    _ errands: [Errand], as work: Law.Work, retries: Retries = .none, taskLimit: Duration? = nil
  ) async throws -> [Result<Int, ParallelError>] {
    let parallel = parallel(batching: .size(1))
    return switch work {
    case .jobs:
      try await parallel.run(errands, onFailure: .collect, retries: retries, taskLimit: taskLimit)
    case .closures:
      try await parallel.map(errands, onFailure: .collect, retries: retries, taskLimit: taskLimit) {
        try $0.run()
      }
    }
  }

  /// Lets the backend do errands, as jobs or in closures.
  func run(
    _ errands: [Errand], as work: Law.Work, progress: (@Sendable (ParallelProgress) -> Void)? = nil
  ) async throws -> [Int] {
    switch work {
    case .jobs: try await parallel().run(errands, progress: progress)
    case .closures: try await parallel().map(errands, progress: progress) { try $0.run() }
    }
  }
}
