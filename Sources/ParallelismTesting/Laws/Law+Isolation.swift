internal import Parallelism

extension Law {
  /// What a law gives a backend to do.
  enum Work {
    case closures, jobs
  }

  /// Of tasks that run in processes of their own and cannot harm any other.
  static func isolation(of work: Work) -> [Law] {
    let kind = work == .closures ? "closure" : "job"
    return [
      Law("a \(kind) that exits or is killed is an error of the call that names it") { subject in
        for fate in [Errand.Kind.exit, .trap] {
          let errands = [Errand(number: 0), Errand(kind: fate, number: 1), Errand(number: 2)]
          let error = try await Breach.unlessThrown(.workerDied) {
            _ = try await subject.run(errands, as: work)
          }
          try Breach.unless(error.taskIndex, is: 1, "the task of the error is")
        }
      },
      Law("where failures are collected, a \(kind) that exits takes no other with it") { subject in
        let errands = (0..<12).map { Errand(kind: $0 % 5 == 2 ? .exit : .succeed, number: $0) }
        let results = try await subject.collect(errands, as: work)
        try Breach.unless(
          results.map { try? $0.get() }, is: (0..<12).map { $0 % 5 == 2 ? nil : $0 }, "the results are")
      },
      Law("a \(kind) that exits is started as often as asked for") { subject in
        let results = try await subject.collect(
          [Errand(kind: .exit, number: 0)], as: work, retries: .afterLostWorkers(2))
        guard case .failure(let error)? = results.first else { throw Breach("it has a result") }
        try Breach.unless(error.attempts, is: 3, "the attempts were")
      },
      Law("a \(kind) that takes longer than its limit is ended, and the others are done") { subject in
        let errands = [Errand(number: 0), Errand(kind: .sleep, number: 1), Errand(number: 2)]
        let results = try await subject.collect(errands, as: work, taskLimit: .milliseconds(200))
        try Breach.unless(results.map { try? $0.get() }, is: [0, nil, 2], "the results are")
        guard case .failure(let error) = results[1] else { return }
        try Breach.unless(error.code, is: .taskLimitExceeded, "the code of the error is")
      },
      Law("a call whose \(kind)s cannot be asked ends when it is cancelled") { subject in
        try await Breach.unlessCancelled {
          try await cancelAfterProgress { progress in
            let errands = (0..<5).map { Errand(kind: $0 == 0 ? .succeed : .sleep, number: $0) }
            _ = try await subject.run(errands, as: work, progress: progress)
          }
        }
      },
    ]
  }
}
