import Testing

@testable import Parallelism

struct LookaheadTests {
  @Test(arguments: [
    (Lookahead.perWorker(2), 4, 8), (.perWorker(1.5), 3, 4), (.perWorker(0.25), 4, 1), (.count(7), 2, 7),
    (.all, 2, .max), (.perWorker(.infinity), 2, .max),
  ])
  func aBoundDependsOnTheWorkers(lookahead: Lookahead, workers: Int, expected: Int) throws {
    #expect(try lookahead.resolved(workers: workers) == expected)
  }

  @Test(arguments: [
    (Lookahead.count(0), "0 inputs"), (.count(-3), "-3 inputs"), (.perWorker(0.2), "0.2 inputs a worker"),
    (.perWorker(-1), "-1.0 inputs a worker"), (.perWorker(.nan), "nan inputs a worker"),
  ])
  func lessThanOneTaskIsRefused(lookahead: Lookahead, culprit: String) throws {
    let error = try #require(throws: ParallelError.self) { try lookahead.resolved(workers: 2) }
    #expect(error.code == .invalidArgument)
    #expect(error.description.contains(culprit))
  }
}
