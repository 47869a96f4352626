import Testing

@testable import Parallelism

struct TaskRangeTests {
  @Test(arguments: [
    (10, 1, [0, 10]), (10, 2, [0, 5, 10]), (10, 3, [0, 4, 7, 10]), (3, 3, [0, 1, 2, 3]),
    (2, 4, [0, 1, 2, 2, 2]),
  ])
  func dividesEvenly(tasks: Int, workers: Int, bounds: [UInt32]) {
    let ranges = TaskRange.dividing(tasks, among: workers)
    #expect(ranges == zip(bounds, bounds.dropFirst()).map { TaskRange($0, $1) })
  }

  @Test func dividesAsManyTasksAsFit() {
    let ranges = TaskRange.dividing(TaskRange.capacity, among: 2)
    #expect(ranges.last?.upperBound == UInt32.max - 1)
    // Its owner may claim once after the end; the lower half must not overflow into the upper one.
    let exhausted = TaskRange(.max - 1, .max - 1)
    let overshot = TaskRange(rawValue: exhausted.rawValue + 1)
    #expect(overshot.upperBound == UInt32.max - 1)
    #expect(overshot.first == nil)
    #expect(overshot.halved() == nil)
  }

  @Test func addingOneClaimsTheFirst() {
    let range = TaskRange(7, 9)
    #expect(range.first == 7)
    #expect(TaskRange(rawValue: range.rawValue + 1) == TaskRange(8, 9))
    #expect(TaskRange(rawValue: range.rawValue + 1) == range.dropFirst())
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
    #expect(range.first == nil)
    #expect(range.halved() == nil)
  }
}
