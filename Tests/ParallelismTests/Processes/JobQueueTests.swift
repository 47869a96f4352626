import Testing

@testable import Parallelism

struct JobQueueTests {
  @Test(arguments: [1, 2, 3, 1000], [1, 2, 7])
  func everyJobIsGivenOnceAndInOrder(count: Int, workers: Int) {
    var queue = JobQueue(count: count, workers: workers)
    var given: [Int] = []
    while let range = queue.take() {
      #expect(!range.isEmpty)
      given += range
      queue.record(.microseconds(1), for: range.count)
    }
    #expect(given == Array(0..<count))
  }

  @Test func batchesBeginWithOneJobAndGrowByDegrees() {
    var queue = JobQueue(count: 1_000_000, workers: 2)
    #expect(queue.take() == 0..<1)
    queue.record(.nanoseconds(1), for: 1)
    #expect(queue.take()?.count == JobQueue.growth)
    queue.record(.milliseconds(1), for: 100)
    #expect(queue.take()?.count == 200)
  }

  @Test func slowJobsGoOneByOne() {
    var queue = JobQueue(count: 1000, workers: 2)
    queue.record(.nanoseconds(1), for: 50)
    queue.record(.seconds(1), for: 50)
    #expect(queue.take()?.count == 1)
  }

  @Test func theEndIsDividedAmongTheWorkers() {
    var queue = JobQueue(count: 100, workers: 2)
    queue.record(.nanoseconds(1), for: 1000)
    #expect(queue.take() == 0..<25)
  }

  @Test func whatComesBackIsGivenAgain() {
    var queue = JobQueue(count: 3, workers: 1)
    _ = queue.take()
    queue.giveBack(0..<1)
    queue.giveBack(2..<2)
    #expect(queue.take() == 0..<1)
    #expect(queue.take() == 1..<2)
  }
}
