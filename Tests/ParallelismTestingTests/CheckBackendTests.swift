import Foundation
import Parallelism
import ParallelismTesting
import Synchronization
import Testing

/// One after the other, for some backends keep the few threads that tasks usually run on.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct CheckBackendTests {
  static let keepers: [any Backend] = [.sequential, .threads, .processes, .forks, OrdinaryBackend()]

  @Test(arguments: keepers)
  func aBackendThatKeepsTheLawsPasses(backend: any Backend) async throws {
    try await checkBackend(backend)
  }

  /// Each with a word of a law that it must be seen to break.
  static let breakers: [(any Backend, String)] = [
    (Faulty(fault: .grantsNothing), "one worker or more"),
    (Faulty(fault: .forgetsAWorker), "side by side"),
    (Faulty(fault: .runsAWorkerTwice), "none of them twice"),
    (Faulty(fault: .losesTaskLocals), "task-local values"),
    (Faulty(fault: .swallowsErrors), "what a worker throws"),
    (Faulty(fault: .returnsEarly), "what a worker throws"),
    (Faulty(fault: .takesOneCallAtATime), "meanwhile"),
  ]

  @Test(arguments: breakers)
  func aBackendThatBreaksALawIsTold(backend: any Backend, law: String) async throws {
    let faults = await #expect(throws: BackendFaults.self) {
      try await checkBackend(backend, timeLimit: .milliseconds(300))
    }
    #expect(faults?.faults.contains { $0.law.contains(law) } == true, "\(faults?.description ?? "")")
  }
}

/// Written as a third party would, by the documentation alone.
private struct OrdinaryBackend: Backend {
  func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<workers {
        group.addTask { try worker(index) }
      }
      for try await _ in group {}
    }
  }
}

private struct Faulty: Backend {
  enum Fault {
    case grantsNothing, forgetsAWorker, runsAWorkerTwice, losesTaskLocals, swallowsErrors, returnsEarly
    case takesOneCallAtATime
  }

  let fault: Fault
  private let isTaken = Taken()

  init(fault: Fault) {
    self.fault = fault
  }

  func workerCount(requested: Int) -> Int { fault == .grantsNothing ? 0 : requested }

  func run(workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void) async throws {
    switch fault {
    case .grantsNothing: try await OrdinaryBackend().run(workers: workers, worker)
    case .forgetsAWorker: try await OrdinaryBackend().run(workers: workers - 1, worker)
    case .runsAWorkerTwice:
      try await OrdinaryBackend().run(workers: workers, worker)
      try worker(0)
    case .losesTaskLocals:
      try await withCheckedThrowingContinuation { continuation in
        runElsewhere(workers, worker) { continuation.resume(with: $0) }
      }
    case .swallowsErrors: try? await OrdinaryBackend().run(workers: workers, worker)
    case .returnsEarly: runElsewhere(workers, worker) { _ in }
    case .takesOneCallAtATime:
      guard isTaken.take() else { throw Busy() }
      defer { isTaken.giveBack() }
      for index in 0..<workers {
        try worker(index)
        await Task.yield()
      }
    }
  }

  /// Runs workers out of reach of the task that wants them, and of the threads that other tests need.
  private func runElsewhere(
    _ workers: Int, _ worker: @escaping @Sendable (Int) throws -> Void,
    end: @escaping @Sendable (Result<Void, any Error>) -> Void
  ) {
    Thread.detachNewThread { end(Result { for index in 0..<workers { try worker(index) } }) }
  }

  private struct Busy: Error {}
}

private final class Taken: Sendable {
  private let flag = Atomic(false)

  func take() -> Bool {
    flag.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
  }

  func giveBack() {
    flag.store(false, ordering: .releasing)
  }
}
