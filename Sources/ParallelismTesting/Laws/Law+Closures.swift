internal import Parallelism

extension Law {
  /// Of calls with closures, whatever these see of the caller's memory.
  static let closures: [Law] = [
    Law("results stand in the order of the inputs, one an input") { subject in
      for workers in [1, subject.workers, 5] {
        for batching in [Batching.automatic, .size(1), .size(7)] {
          let parallel = subject.parallel(workers: workers, batching: batching)
          for count in [0, 1, 2, 3, 64, 1000] {
            let results = try await parallel.map(0..<count) { "\($0)" }
            try Breach.unless(
              results, is: (0..<count).map(String.init), "of \(count) tasks on \(workers) workers came")
          }
        }
      }
    },
    Law("the first failure by the order of the inputs is thrown, with its task and its cause") { subject in
      let error = try await Breach.unlessThrown(.taskFailed) {
        _ = try await subject.parallel().map([0, 1, 2, 3]) { number in
          if number == 1 { throw Mishap(number: number) }
          return number
        }
      }
      try Breach.unless(error.taskIndex, is: 1, "the task of the error is")
      try Breach.unless(error.underlying as? Mishap, is: Mishap(number: 1), "its cause is")
    },
    Law("a task that throws CancellationError ends the call with it") { subject in
      try await Breach.unlessCancelled {
        _ = try await subject.parallel().map(0..<3) { number in
          if number == 1 { throw CancellationError() }
          return number
        }
      }
    },
    Law("where failures are collected, every other task has its result") { subject in
      let results = try await subject.parallel().map(0..<20, onFailure: .collect) { number in
        if number % 7 == 3 { throw Mishap(number: number) }
        return number
      }
      try Breach.unless(results.count, is: 20, "the count of results is")
      for (number, result) in results.enumerated() {
        switch result {
        case .success(let value): try Breach.unless(value, is: number, "task \(number) came to")
        case .failure(let error):
          try Breach.unless(number % 7, is: 3, "task \(number) failed, its remainder by seven is")
          try Breach.unless(error.taskIndex, is: number, "the task of an error is")
        }
      }
    },
    Law("a task that fails is started as often as asked for") { subject in
      let error = try await Breach.unlessThrown(.taskFailed) {
        _ = try await subject.parallel().map([0], retries: .afterErrors(2)) { _ in throw Mishap(number: 0) }
      }
      try Breach.unless(error.attempts, is: 3, "the attempts were")
      try Breach.unless(error.earlierErrors.count, is: 2, "the earlier errors were")
    },
    Law("a call that is cancelled ends, with CancellationError") { subject in
      try await Breach.unlessCancelled {
        try await cancelAfterProgress { progress in
          _ = try await subject.parallel().map(0..<1000, progress: progress) { number in
            if number > 0 { try subject.busily { false } }
          }
        }
      }
    },
    Law("progress ends with all tasks done, and never goes back") { subject in
      let told = Calls()
      _ = try await subject.parallel().map(0..<100, progress: { told.note($0.completed) }) { $0 }
      let numbers = told.numbers
      try Breach.unless(numbers.last, is: 100, "the last count was")
      try Breach.unless(numbers, is: numbers.sorted(), "the counts were")
    },
    Law("calls made at the same time have their own results") { subject in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for call in 0..<4 {
          group.addTask {
            let results = try await subject.parallel().map(0..<50) { $0 * 4 + call }
            try Breach.unless(results, is: (0..<50).map { $0 * 4 + call }, "call \(call) got")
          }
        }
        try await group.waitForAll()
      }
    },
    Law("the backend works after calls that failed") { subject in
      for round in 0..<3 {
        _ = try? await subject.parallel().map(0..<10) { _ in throw Mishap(number: round) }
        try Breach.unless(
          try await subject.parallel().map(0..<10) { $0 }, is: Array(0..<10), "the results were")
      }
    },
    Law("large results come back whole") { subject in
      let results = try await subject.parallel().map([1, 2, 3]) { [UInt8](repeating: $0, count: 3_000_000) }
      for (number, result) in zip([1, 2, 3] as [UInt8], results) {
        guard result.count == 3_000_000, result.allSatisfy({ $0 == number }) else {
          throw Breach("the bytes of task \(number - 1) are others")
        }
      }
    },
  ]
}
