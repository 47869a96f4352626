import Testing

@testable import Parallelism

struct TaskRangeTests {
  @Test(arguments: [
    (10, 1, [0, 10]), (10, 2, [0, 5, 10]), (10, 3, [0, 4, 7, 10]), (3, 3, [0, 1, 2, 3]),
    (2, 4, [0, 1, 2, 2, 2]),
  ])
  func dividesEvenly(tasks: Int, workers: Int, bounds: [UInt32]) {
    let ranges = (0..<workers).map { TaskRange.share(of: $0, in: tasks, among: workers) }
    #expect(ranges == zip(bounds, bounds.dropFirst()).map { TaskRange($0, $1) })
  }

  @Test func dividesAsManyTasksAsFit() {
    let ranges = (0..<2).map { TaskRange.share(of: $0, in: TaskRange.capacity, among: 2) }
    let end = UInt32(TaskRange.capacity)
    #expect(ranges.last?.upperBound == end)
    // Its owner may claim once after the end; the lower half must not overflow into the upper one.
    let overshot = TaskRange(rawValue: TaskRange(end, end).rawValue + UInt64(BatchSize.largest))
    #expect(overshot.upperBound == end)
    #expect(overshot.first(1) == nil)
    #expect(overshot.halved() == nil)
  }

  @Test func addingClaimsTheFirstTasks() {
    let range = TaskRange(7, 12)
    #expect(range.first(3) == Batch(start: 7, end: 10, left: 2))
    #expect(TaskRange(rawValue: range.rawValue + 3) == TaskRange(10, 12))
    #expect(range.from(10) == TaskRange(10, 12))
    #expect(range.first(5) == Batch(start: 7, end: 12, left: 0))
    #expect(range.first(6) == Batch(start: 7, end: 12, left: 0))
  }

  @Test(arguments: [
    (TaskRange(0, 10), TaskRange(0, 5), TaskRange(5, 10)),
    (TaskRange(3, 6), TaskRange(3, 4), TaskRange(4, 6)),
    (TaskRange(8, 9), TaskRange(8, 8), TaskRange(8, 9)),
    (TaskRange(0, .max), TaskRange(0, .max / 2), TaskRange(.max / 2, .max)),
  ])
  func halves(range: TaskRange, kept: TaskRange, taken: TaskRange) throws {
    let halves = try #require(range.halved())
    #expect(halves.kept == kept)
    #expect(halves.taken == taken)
  }

  @Test(arguments: [TaskRange(0, 0), TaskRange(5, 5), TaskRange(6, 5)])
  func nothingIsLeftOfAnEmptyRange(range: TaskRange) {
    #expect(range.first(1) == nil)
    #expect(range.halved() == nil)
  }
}
