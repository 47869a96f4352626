import Testing

@testable import Parallelism

@Suite struct TaskPaceTests {
  private func isNear(_ duration: Duration?, _ seconds: Double) -> Bool {
    duration.map { abs($0 / .seconds(1) - seconds) < 1e-9 } ?? false
  }

  @Test func nothingIsKnownBeforeATaskIsDone() {
    #expect(TaskPace().remaining(left: 5, running: [], elapsed: .seconds(1)) == nil)
  }

  @Test func nothingIsLeftToDo() {
    #expect(TaskPace().remaining(left: 0, running: [], elapsed: .seconds(1)) == .zero)
  }

  @Test func equalTasksInBurstsAreEstimatedRightAtEveryMoment() {
    // 8 workers, 100 tasks of one second: they end eight at a time, one of them told before the others.
    var pace = TaskPace()
    pace.add(1, took: .seconds(1))
    let running = Array(repeating: TaskPace.Running(tasks: 1, age: .seconds(1)), count: 7)
    let first = pace.remaining(left: 99, running: running, elapsed: .seconds(1))
    #expect(isNear(first, 92 / 8.0))
    for _ in 0..<7 { pace.add(1, took: .seconds(1)) }
    let burst = pace.remaining(left: 92, running: [], elapsed: .seconds(1))
    #expect(isNear(burst, 92 / 8.0))
    let half = Array(repeating: TaskPace.Running(tasks: 1, age: .milliseconds(500)), count: 8)
    let between = pace.remaining(left: 92, running: half, elapsed: .milliseconds(1500))
    #expect(isNear(between, 92 / 8.0 - 0.5))
  }

  @Test func aTaskThatWaitsTakesAtLeastTheTimeOfATask() {
    var pace = TaskPace()
    for _ in 0..<8 { pace.add(1, took: .seconds(1)) }
    #expect(isNear(pace.remaining(left: 1, running: [], elapsed: .seconds(1)), 1))
  }

  @Test func theLastTaskTakesWhatIsLeftOfIt() {
    var pace = TaskPace()
    for _ in 0..<8 { pace.add(1, took: .seconds(2)) }
    let rest = pace.remaining(
      left: 1, running: [.init(tasks: 1, age: .milliseconds(500))], elapsed: .milliseconds(4500))
    #expect(isNear(rest, 1.5))
  }

  @Test func aTaskThatTakesLongerThanExpectedMayEndNow() {
    var pace = TaskPace()
    pace.add(1, took: .seconds(1))
    let rest = pace.remaining(left: 1, running: [.init(tasks: 1, age: .seconds(50))], elapsed: .seconds(51))
    #expect(rest == .zero)
  }

  @Test func timeBetweenTasksCounts() {
    // One worker that spends half of its time on tasks.
    var pace = TaskPace()
    for _ in 0..<10 { pace.add(1, took: .seconds(1)) }
    #expect(isNear(pace.remaining(left: 10, running: [], elapsed: .seconds(20)), 20))
  }

  @Test func laterTasksWeighMore() {
    // 1 + 2 of 6 parts are those of the first two tasks.
    var pace = TaskPace()
    for seconds in [6, 6, 12] { pace.add(1, took: .seconds(seconds)) }
    #expect(abs(pace.mean - 9) < 1e-12)
  }

  @Test func aBatchWeighsAsMuchAsItsTasks() {
    var batched = TaskPace()
    var single = TaskPace()
    batched.add(2, took: .seconds(4))
    batched.add(3, took: .seconds(9))
    for seconds in [2, 2, 3, 3, 3] { single.add(1, took: .seconds(seconds)) }
    #expect(abs(batched.mean - single.mean) < 1e-12)
    #expect(batched.count == 5)
  }

  @Test func workersCountByWhatTheyHaveDone() {
    var fast = TaskPace()
    var slow = TaskPace()
    for _ in 0..<3 { fast.add(1, took: .seconds(1)) }
    slow.add(1, took: .seconds(5))
    fast.merge(slow)
    fast.merge(TaskPace())
    #expect(fast.mean == 2)
    #expect(fast.busy == 8)
  }
}
