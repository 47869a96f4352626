@testable import Parallelism

/// A backend as a third party would write it, with the bytes of every batch in hand.
struct LoopbackBackend: Backend {
  var memory: BackendMemory = .separate
  /// What becomes of a request on its way.
  var carry: @Sendable ([UInt8]) throws -> [UInt8] = { RemoteTasks.perform($0) }
  /// Is told of the first task of a batch before it is sent.
  var before: @Sendable (_ task: Int) -> Void = { _ in }
  var whenStopped: @Sendable () -> Void = {}

  struct Loss: Error {
    var running: Int?
  }

  func run(_ tasks: RemoteTasks, workers: Int) async throws {
    tasks.whenStopped(whenStopped)
    try await withThrowingTaskGroup { group in
      for worker in 0..<workers {
        // What a test does with a request may keep its thread.
        group.addTask(executorPreference: engineThreads) {
          while var batch = tasks.take(for: worker, lasting: .milliseconds(1)) {
            guard let request = batch.request() else { continue }
            before(batch.tasks.lowerBound)
            let reply: [UInt8]
            do {
              reply = try carry(request)
            } catch let loss as Loss {
              batch.lost(running: loss.running, to: loss)
              continue
            }
            try batch.complete(with: reply)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
