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
    Law("the closure is called with numbers of workers, none of them twice") { subject in
      for workers in [1, subject.workers, 7] {
        let calls = Calls()
        try await subject.backend.run(workers: workers) { calls.note($0) }
        // Some may be left out once another has returned, which has left nothing to do.
        let numbers = calls.numbers
        guard !numbers.isEmpty, Set(numbers).count == numbers.count,
          numbers.allSatisfy((0..<workers).contains)
        else { throw Breach("for \(workers) workers it was called with \(numbers)") }
      }
    },
    Law("as many workers run side by side as are granted") { subject in
      guard subject.backend.runsBesideCaller else { return }
      let workers = subject.backend.workerCount(requested: subject.workers)
      let arrivals = Count()
      try await subject.backend.run(workers: workers) { _ in
        arrivals.add(1)
        try subject.busily { arrivals.value >= workers }
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
            try await subject.backend.run(workers: 2) { _ in calls.note(call) }
          }
        }
        try await group.waitForAll()
      }
      try Breach.unless(Set(calls.numbers), is: Set(0..<4), "those that ran were")
    },
  ]
}
