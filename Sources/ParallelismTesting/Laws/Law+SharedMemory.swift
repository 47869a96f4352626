internal import Parallelism

extension Law {
  /// Of calls whose tasks share the memory of their caller.
  static let sharedMemory: [Law] = [
    Law("every task is run once") { subject in
      let counts = (0..<10_000).map { _ in Count() }
      _ = try await subject.parallel(workers: 5).map(counts) { $0.add(1) }
      guard let odd = counts.firstIndex(where: { $0.value != 1 }) else { return }
      throw Breach("task \(odd) was run \(counts[odd].value) times")
    },
    Law("no more tasks run at once than there are workers") { subject in
      let running = Count()
      let peaks = try await subject.parallel().map(0..<5000) { _ in
        defer { running.add(-1) }
        return running.add(1)
      }
      let granted = subject.backend.workerCount(requested: subject.workers)
      guard let peak = peaks.max(), peak <= granted else {
        throw Breach("\(peaks.max() ?? 0) ran at once where \(granted) workers were granted")
      }
    },
    Law("tasks see the task-local values of their caller") { subject in
      let seen = try await Local.$value.withValue(42) {
        try await subject.parallel().map(0..<20) { _ in Local.value }
      }
      try Breach.unless(seen, is: Array(repeating: 42, count: 20), "they saw")
    },
    Law("after a failure, tasks that run are cancelled") { subject in
      // On a backend that runs one task after the other, the first one fails and no other starts.
      _ = try await Breach.unlessThrown(.taskFailed) {
        _ = try await subject.parallel().map(0..<subject.workers) { number in
          if number == 0 { throw Mishap(number: 0) }
          try subject.busily { false }
        }
      }
    },
    Law("nothing runs any more when a call has ended") { subject in
      let running = Count()
      _ = try? await subject.parallel().map(0..<1000) { number in
        running.add(1)
        defer { running.add(-1) }
        if number == 500 { throw Mishap(number: number) }
      }
      try Breach.unless(running.value, is: 0, "the tasks that ran were")
    },
    Law("calls within tasks end") { subject in
      let sums = try await subject.parallel().map(0..<4) { outer in
        try subject.blockingSum(of: outer)
      }
      try Breach.unless(sums, is: [0, 3, 6, 9], "they came to")
    },
  ]
}

extension Subject {
  /// Three times a number, by a call that a task waits for.
  fileprivate func blockingSum(of number: Int) throws -> Int {
    let parallel = parallel()
    return try parallel.map(0..<3) { _ in number }.reduce(0, +)
  }
}

private enum Local {
  @TaskLocal static var value = 0
}
