import Parallelism
import Testing

@Suite(.timeLimit(.minutes(30)))
struct MapCollectingTests {
  struct Mishap: Error, Equatable {
    var task: Int
  }

  @Test(arguments: backends, workerCounts)
  func everyTaskLeavesAResultOrAnError(backend: any Backend, workers: WorkerCount) async throws {
    let living = Tally()
    do {
      let results = try await Parallel(workers: workers, on: backend).map(0..<200, onFailure: .collect) {
        task in
        if task % 3 == 1 { throw Mishap(task: task) }
        return Counted(task, in: living)
      }
      #expect(results.count == 200)
      for (task, result) in results.enumerated() {
        switch result {
        case .success(let output):
          #expect(task % 3 != 1)
          #expect(output.number == task)
        case .failure(let error):
          #expect(error.code == .taskFailed)
          #expect(error.taskIndex == task)
          #expect(error.underlying as? Mishap == Mishap(task: task))
          #expect(error.taskType == "Int")
        }
      }
    }
    #expect(living.value == 0)
  }

  @Test(arguments: closureBackends)
  func aCancellationErrorOfATaskIsItsFailure(backend: any Backend) async throws {
    let results = try await Parallel(on: backend).map(0..<3, onFailure: .collect) {
      if $0 == 1 { throw CancellationError() }
    }
    guard case .failure(let error) = results[1] else {
      Issue.record("the error was lost")
      return
    }
    #expect(error.underlying is CancellationError)
    #expect(throws: Never.self) { try results[2].get() }
  }

  @Test(arguments: closureBackends)
  func failuresCountAsDone(backend: any Backend) async throws {
    let last = Tally()
    _ = try await Parallel(workers: 1, on: backend).map(
      0..<10, onFailure: .collect, progress: { last.add($0.completed - last.value) }
    ) {
      throw Mishap(task: $0)
    }
    #expect(last.value == 10)
  }

  @Test(arguments: backends)
  func aCancelledCallerGetsNothing(backend: any Backend) async {
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        _ = try await Parallel(workers: 2, on: backend).map(0..<100, onFailure: .collect) {
          call.cancel()
          throw Mishap(task: $0)
        }
      }
    }
  }
}
