import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct TaskLimitTests {
  private func parallel(workers: WorkerCount = 2, on backend: any Backend, clock: ManualClock) -> Parallel {
    var parallel = Parallel(workers: workers, on: backend)
    parallel.clock = clock
    return parallel
  }

  @Test(arguments: backends)
  func tasksThatAreFastEnoughAreAsAnyOthers(backend: any Backend) async throws {
    let clock = ManualClock()
    let parallel = parallel(on: backend, clock: clock)
    #expect(try await parallel.map(0..<100, taskLimit: .seconds(1)) { $0 } == Array(0..<100))
    #expect(clock.alarms.isEmpty)
  }

  @Test(arguments: backends, [1, 2, 5])
  func aTaskThatTakesTooLongEndsTheCall(backend: any Backend, workers: Int) async throws {
    let clock = ManualClock()
    let running = Tally()
    let started = Tally()
    let error = try await #require(throws: ParallelError.self) {
      try await parallel(workers: .exactly(workers), on: backend, clock: clock).map(
        0..<1000, taskLimit: .seconds(3)
      ) { task in
        started.add(1)
        running.add(1)
        defer { running.add(-1) }
        guard task == 0 else { return wait { Task.isCancelled } }
        wait { !clock.alarms.isEmpty }
        clock.advance(by: .seconds(3))
        wait { Task.isCancelled }
      }
    }
    #expect(error.code == .taskLimitExceeded)
    #expect(error.taskType == "Int")
    #expect(error.taskIndex != nil)
    #expect(error.description.contains("3.0 seconds"))
    #expect(running.value == 0)
    #expect(started.value <= workers)
    #expect(!Task.isCancelled)
  }

  @Test func theErrorNamesTheTask() async throws {
    let clock = ManualClock()
    let error = try await #require(throws: ParallelError.self) {
      try await parallel(workers: 1, on: .threads, clock: clock).map(0..<10, taskLimit: .seconds(3)) { task in
        clock.advance(by: .seconds(task == 6 ? 4 : 2))
      }
    }
    #expect(error.taskIndex == 6)
    #expect(error.worker == 0)
    #expect(error.attempts == 1)
  }

  @Test(arguments: backends)
  func collectingPutsTheErrorInThePlaceOfTheTask(backend: any Backend) async throws {
    let clock = ManualClock()
    let results = try await parallel(workers: 1, on: backend, clock: clock).map(
      0..<10, onFailure: .collect, retries: .afterErrors(3), taskLimit: .seconds(3)
    ) { task in
      clock.advance(by: .seconds(task == 6 ? 4 : 2))
      return task
    }
    for (task, result) in results.enumerated() {
      switch result {
      case .success(let output): #expect(output == task && task != 6)
      case .failure(let error):
        #expect(task == 6)
        #expect(error.code == .taskLimitExceeded)
        #expect(error.taskIndex == 6)
      }
    }
  }

  @Test func eachAttemptHasTheLimitToItself() async throws {
    struct Mishap: Error {}
    let clock = ManualClock()
    let attempts = Tally()
    let results = try await parallel(workers: 1, on: .threads, clock: clock).map(
      0..<1, retries: .afterErrors(5), taskLimit: .seconds(3)
    ) { task in
      clock.advance(by: .seconds(2))
      if attempts.add(1) < 5 { throw Mishap() }
      return task
    }
    #expect(results == [0])
  }
}

struct RunningTasksTests {
  private func place(_ task: Int, worker: Int) -> TaskPlace {
    TaskPlace(task: task, type: Int.self, worker: worker)
  }

  @Test func withoutTasksThereIsTimeForOne() {
    let tasks = RunningTasks(limit: .seconds(3), workers: 2)
    #expect(tasks.verdict(at: .seconds(100)) == .fine(for: .seconds(3)))
  }

  @Test func theTaskThatRunsLongestCounts() {
    var tasks = RunningTasks(limit: .seconds(3), workers: 2)
    tasks.begin(place(7, worker: 1), at: .seconds(1))
    tasks.begin(place(8, worker: 0), at: .seconds(2))
    #expect(tasks.verdict(at: .seconds(3)) == .fine(for: .seconds(1)))
    #expect(tasks.verdict(at: .seconds(4)) == .exceeded(.task(.seconds(3), place(7, worker: 1))))
    let isLate = tasks.end(place(7, worker: 1), at: .seconds(3.5))
    #expect(!isLate)
    #expect(tasks.verdict(at: .seconds(4)) == .fine(for: .seconds(1)))
    let isLateNow = tasks.end(place(8, worker: 0), at: .seconds(5))
    #expect(isLateNow)
    #expect(tasks.verdict(at: .seconds(9)) == .fine(for: .seconds(3)))
  }
}
