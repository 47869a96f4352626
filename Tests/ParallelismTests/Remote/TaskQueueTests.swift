import Testing

@testable import Parallelism

struct TaskQueueTests {
  private let aim = Duration.milliseconds(2)

  private func queue(_ count: Int, workers: Int, batching: Batching = .automatic) -> TaskQueue {
    TaskQueue(count: count, workers: workers, batching: batching)
  }

  @Test(arguments: [1, 2, 3, 1000], [1, 2, 7])
  func everyTaskIsGivenOnceAndInOrder(count: Int, workers: Int) {
    for batching in [Batching.automatic, .size(1), .size(7), .size(.max)] {
      var queue = queue(count, workers: workers, batching: batching)
      var given: [Int] = []
      while let range = queue.take(lasting: aim) {
        #expect(!range.isEmpty)
        given += range
        queue.record(.microseconds(1), for: range.count)
      }
      #expect(given == Array(0..<count))
    }
  }

  @Test func batchesBeginWithOneTaskAndGrowByDegrees() {
    var queue = queue(1_000_000, workers: 2)
    #expect(queue.take(lasting: aim) == 0..<1)
    queue.record(.nanoseconds(1), for: 1)
    #expect(queue.take(lasting: aim)?.count == TaskQueue.growth)
    queue.record(.milliseconds(1), for: 100)
    #expect(queue.take(lasting: aim)?.count == 200)
    #expect(queue.take(lasting: .milliseconds(10))?.count == 1000)
  }

  @Test func slowTasksGoOneByOne() {
    var queue = queue(1000, workers: 2)
    queue.record(.nanoseconds(1), for: 50)
    queue.record(.seconds(1), for: 50)
    #expect(queue.take(lasting: aim)?.count == 1)
  }

  @Test func theEndIsDividedAmongTheWorkers() {
    var queue = queue(100, workers: 2)
    queue.record(.microseconds(200), for: 10)
    #expect(queue.take(lasting: aim) == 0..<25)
  }

  @Test func theEndIsNotDividedFinerThanTheWayToAWorkerIsWorth() {
    var queue = queue(10_000, workers: 2)
    queue.record(.milliseconds(1), for: 1000)
    let sizes = sequence(state: queue) { queue in queue.take(lasting: aim)?.count }
    // A part of a batch takes 250 µs, which is as long as 250 tasks.
    #expect(Array(sizes.suffix(2)).allSatisfy { $0 <= 250 })
    #expect(Array(sizes.dropLast()).allSatisfy { $0 >= 250 })
  }

  @Test func aSizeThatWasSetIsKept() {
    var queue = queue(10, workers: 2, batching: .size(4))
    #expect(queue.take(lasting: aim) == 0..<4)
    queue.record(.seconds(1), for: 4)
    #expect(queue.take(lasting: aim) == 4..<8)
    #expect(queue.take(lasting: aim) == 8..<10)
    #expect(queue.take(lasting: aim) == nil)
  }

  @Test func tasksThatComeLaterAreAskedForInBatches() {
    var queue = queue(0, workers: 1)
    var limits: [Int] = []
    let more = { (limit: Int) in
      limits.append(limit)
      return limits.count < 4 ? 10 * limits.count..<10 * limits.count + 5 : nil
    }
    #expect(queue.take(lasting: aim, orElse: more) == 10..<15)
    queue.record(.nanoseconds(1), for: 1)
    #expect(queue.take(lasting: aim, orElse: more) == 20..<25)
    // What comes back goes first, and nobody is asked for more.
    queue.giveBack(11..<13)
    #expect(queue.take(lasting: aim, orElse: more) == 11..<13)
    #expect(queue.take(lasting: aim, orElse: more) == 30..<35)
    #expect(queue.take(lasting: aim, orElse: more) == nil)
    #expect(limits == [1, TaskQueue.growth, TaskQueue.growth, TaskQueue.growth])
  }

  @Test func whatComesBackIsGivenAgain() {
    var queue = queue(3, workers: 1)
    _ = queue.take(lasting: aim)
    queue.giveBack(0..<1)
    queue.giveBack(2..<2)
    #expect(queue.take(lasting: aim) == 0..<1)
    #expect(queue.take(lasting: aim) == 1..<2)
  }

  @Test func neighboursThatComeBackGoTogether() {
    var queue = queue(10, workers: 1, batching: .size(10))
    _ = queue.take(lasting: aim)
    for task in [2, 3, 7, 8, 9] { queue.giveBack(task..<task + 1) }
    #expect(queue.take(lasting: aim) == 7..<10)
    #expect(queue.take(lasting: aim) == 2..<4)
    #expect(queue.take(lasting: aim) == nil)
  }
}
