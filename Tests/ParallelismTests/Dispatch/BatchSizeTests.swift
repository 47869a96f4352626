import Testing

@testable import Parallelism

struct BatchSizeTests {
  /// Feeds a size with full batches of tasks that take so long, and tells the sizes.
  private func sizes(after nanoseconds: [UInt64], from start: BatchSize = BatchSize(.automatic)) -> [Int] {
    var size = start
    return nanoseconds.map { time in
      size.adapt(to: size.tasks, took: time * UInt64(size.tasks))
      return size.tasks
    }
  }

  @Test func quickTasksComeTogetherStepByStep() {
    #expect(sizes(after: Array(repeating: 2, count: 10)) == [2, 4, 8, 16, 32, 64, 128, 256, 256, 256])
  }

  @Test(arguments: [(100, 200), (1_000, 20), (7_000, 2), (20_000, 1), (1_000_000_000, 1)])
  func aBatchIsExpectedToTakeTheTimeThatIsAimedAt(nanoseconds: UInt64, tasks: Int) {
    #expect(sizes(after: Array(repeating: nanoseconds, count: 20)).last == tasks)
  }

  @Test func aSlowBatchShrinksTheNextAtOnce() {
    let quick = Array(repeating: 1 as UInt64, count: 20)
    #expect(sizes(after: quick + [1_000]).last == 20)
    #expect(sizes(after: quick + [1_000_000]).last == 1)
    #expect(sizes(after: quick + [1_000_000, 1, 1]).suffix(2) == [2, 4])
  }

  @Test func timeThatCannotBeMeasuredIsShort() {
    #expect(sizes(after: [0, 0]) == [2, 4])
  }

  @Test func mostIsLeftToThoseWhoRunOutOfWork() {
    var size = BatchSize(.automatic)
    for _ in 0..<20 { size.adapt(to: 1, took: 1) }
    #expect([0, 1, 7, 8, 16, 80, 10_000].map { size.tasks(of: $0) } == [1, 1, 1, 1, 2, 10, 256])
    #expect([0, 15, 16].map { size.isOpen(with: $0) } == [false, false, true])
  }

  @Test(arguments: [(1, 1), (7, 7), (1 << 20, 1 << 20), (.max, 1 << 20)])
  func aGivenSizeStays(given: Int, tasks: Int) {
    let size = BatchSize(.size(given))
    #expect([0, 1, 1_000_000].map { size.tasks(of: $0) } == [tasks, tasks, tasks])
    #expect(!size.isOpen(with: 1_000_000))
  }
}
