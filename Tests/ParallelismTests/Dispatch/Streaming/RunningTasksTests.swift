import Testing

@testable import Parallelism

struct RunningTasksTests {
  @Test func nothingThatRunsCanExceedTheLimitBeforeItHasPassed() {
    var tasks = RunningTasks()
    #expect(tasks.verdict(at: .seconds(5), limit: .seconds(2)) == .fine(for: .seconds(2)))
    tasks.begin(task: 7, worker: 0, at: .seconds(4))
    tasks.begin(task: 8, worker: 1, at: .seconds(5))
    #expect(tasks.verdict(at: .seconds(5), limit: .seconds(2)) == .fine(for: .seconds(1)))
    tasks.end(worker: 0)
    #expect(tasks.verdict(at: .seconds(6), limit: .seconds(2)) == .fine(for: .seconds(1)))
  }

  @Test func theTaskThatBeganFirstIsToBlame() {
    var tasks = RunningTasks()
    tasks.begin(task: 8, worker: 1, at: .seconds(5))
    tasks.begin(task: 7, worker: 0, at: .seconds(4))
    tasks.begin(task: 6, worker: 2, at: .seconds(4))
    #expect(tasks.verdict(at: .seconds(9), limit: .seconds(2)) == .exceeded(task: 6, worker: 2))
  }

  @Test func anotherAttemptBeginsAnew() {
    var tasks = RunningTasks()
    tasks.begin(task: 7, worker: 0, at: .seconds(4))
    tasks.begin(task: 7, worker: 0, at: .seconds(5))
    #expect(tasks.verdict(at: .seconds(6), limit: .seconds(2)) == .fine(for: .seconds(1)))
  }
}
