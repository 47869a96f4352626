internal import Parallelism
internal import Synchronization

extension Law {
  /// Of `run(workers:_:)`, called as a call does.
  static let workers: [Law] = [
    Law("a call gets one worker or more") { subject in
      for requested in [1, 2, 1000] {
        let granted = subject.backend.workerCount(requested: requested)
        guard granted >= 1 else { throw Breach("\(granted) are granted where \(requested) are asked for") }
      }
    },
    Law("the closure is called once with each number of a worker") { subject in
      for workers in [1, subject.workers, 7] {
        let calls = Calls()
        try await subject.backend.run(workers: workers) { calls.note($0) }
        try Breach.unless(calls.numbers.sorted(), is: Array(0..<workers), "it was called with")
      }
    },
    Law("what a worker throws is thrown, when all workers have ended") { subject in
      let ended = Atomic(0)
      do {
        try await subject.backend.run(workers: subject.workers) { worker in
          defer { ended.wrappingAdd(1, ordering: .relaxed) }
          throw Mishap(number: worker)
        }
      } catch is Mishap {
        // A worker that was to start after the failure need not start at all.
        guard ended.load(ordering: .relaxed) >= 1 else { throw Breach("no worker had ended") }
        return
      } catch {
        throw Breach("the error was \(error)")
      }
      throw Breach("nothing was thrown")
    },
    Law("the workers of other calls can be run meanwhile") { subject in
      let calls = Calls()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for call in 0..<4 {
          group.addTask {
            try await subject.backend.run(workers: 2) { calls.note(2 * call + $0) }
          }
        }
        try await group.waitForAll()
      }
      try Breach.unless(calls.numbers.sorted(), is: Array(0..<8), "those that ran were")
    },
  ]
}
