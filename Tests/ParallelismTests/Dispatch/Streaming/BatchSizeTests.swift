import Testing

@testable import Parallelism

struct BatchSizeTests {
  @Test(arguments: [(1, 5, 1), (3, 5, 3), (7, 5, 5)])
  func aFixedSizeIsTakenIfSoManyWait(size: Int, waiting: Int, expected: Int) {
    var batch = BatchSize(.size(size))
    batch.note(tasks: size, took: .seconds(1))
    #expect(batch.limited(to: waiting, among: 2) == expected)
  }

  @Test func anAutomaticSizeDoublesWhileTasksAreFast() {
    var batch = BatchSize(.automatic)
    var sizes: [Int] = []
    for _ in 0..<12 {
      sizes.append(batch.tasks)
      batch.note(tasks: batch.tasks, took: .nanoseconds(1) * batch.tasks)
    }
    #expect(sizes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024])
  }

  @Test func anAutomaticSizeFitsTheTime() {
    var batch = BatchSize(.automatic)
    for _ in 0..<10 { batch.note(tasks: batch.tasks, took: .microseconds(2) * batch.tasks) }
    #expect(batch.tasks == 10)
  }

  @Test func slowTasksAreTakenOneAtATimeAtOnce() {
    var batch = BatchSize(.automatic)
    for _ in 0..<8 { batch.note(tasks: batch.tasks, took: .zero) }
    #expect(batch.tasks > 100)
    batch.note(tasks: 50, took: .milliseconds(5))
    #expect(batch.tasks == 1)
  }

  @Test func anAutomaticBatchLeavesHalfOfAFairShare() {
    var batch = BatchSize(.automatic)
    for _ in 0..<8 { batch.note(tasks: batch.tasks, took: .zero) }
    #expect(batch.limited(to: 40, among: 2) == 10)
    #expect(batch.limited(to: 3, among: 2) == 1)
    #expect(batch.limited(to: 100, among: .max) == 1)
  }

  @Test func nothingDoneTeachesNothing() {
    var batch = BatchSize(.automatic)
    batch.note(tasks: 0, took: .zero)
    #expect(batch.tasks == 1)
  }
}
