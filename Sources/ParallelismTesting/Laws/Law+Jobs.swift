internal import Parallelism

extension Law {
  /// Of calls with jobs, which every backend can run.
  static let jobs: [Law] = [
    Law("results of jobs stand in the order of the jobs") { subject in
      for workers in [1, subject.workers] {
        for batching in [Batching.automatic, .size(1), .size(7)] {
          for count in [0, 1, 2, 300] {
            let errands = (0..<count).map { Errand(number: $0) }
            let results = try await subject.parallel(workers: workers, batching: batching).run(errands)
            try Breach.unless(results, is: Array(0..<count), "of \(count) jobs on \(workers) workers came")
          }
        }
      }
    },
    Law("the error of a job names it and carries its cause") { subject in
      let errands = [Errand(number: 0), Errand(kind: .fail, number: 1), Errand(number: 2)]
      let error = try await Breach.unlessThrown(.taskFailed) { _ = try await subject.parallel().run(errands) }
      try Breach.unless(error.taskIndex, is: 1, "the task of the error is")
      try Breach.unless(error.underlying as? Mishap, is: Mishap(number: 1), "its cause is")
    },
    Law("a job that throws CancellationError ends the call with it") { subject in
      try await Breach.unlessCancelled {
        _ = try await subject.parallel().run([Errand(number: 0), Errand(kind: .cancel, number: 1)])
      }
    },
    Law("where failures are collected, every other job has its result") { subject in
      let errands = (0..<20).map { Errand(kind: $0 == 3 ? .fail : .succeed, number: $0) }
      let results = try await subject.parallel().run(errands, onFailure: .collect)
      try Breach.unless(
        results.map { try? $0.get() }, is: (0..<20).map { $0 == 3 ? nil : $0 }, "the results are")
    },
    Law("a stream of jobs delivers every result, however many are taken ahead") { subject in
      let errands = (0..<30).map { Errand(kind: $0 == 15 ? .fail : .succeed, number: $0) }
      for lookahead in [Lookahead.count(1), .perWorker(2), .all] {
        var results: [Int?] = []
        let stream = subject.parallel().results(of: errands, lookahead: lookahead, onFailure: .collect)
        for try await result in stream { results.append(try? result.get()) }
        try Breach.unless(
          results, is: (0..<30).map { $0 == 15 ? nil : $0 }, "with a lookahead of \(lookahead) it delivered")
      }
    },
    Law("large jobs and results cross whole") { subject in
      let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let results = try await subject.parallel().run([Reversal(bytes: bytes), Reversal(bytes: [])])
      guard results == [bytes.reversed(), []] else { throw Breach("the bytes are others") }
    },
    Law("calls with jobs made at the same time have their own results") { subject in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for call in 0..<3 {
          group.addTask {
            let errands = (0..<50).map { Errand(number: 3 * $0 + call) }
            let results = try await subject.parallel().run(errands)
            try Breach.unless(results, is: errands.map(\.number), "call \(call) got")
          }
        }
        try await group.waitForAll()
      }
    },
  ]
}
