import Testing

@testable import Parallelism

struct WorkerCountTests {
  @Test(
    arguments: [
      (.all, 8, 8), (.all(except: 0), 8, 8), (.all(except: 1), 8, 7), (.all(except: 8), 8, 1),
      (.all(except: .max), 8, 1), (.all(except: 1), 1, 1), (3, 8, 3), (.exactly(100), 8, 100),
    ] as [(WorkerCount, Int, Int)])
  func resolves(count: WorkerCount, processors: Int, expected: Int) throws {
    #expect(try count.resolved { processors } == expected)
  }

  @Test(
    arguments: [(0, "0 workers"), (.exactly(-3), "-3 workers"), (.all(except: -2), "except -2")]
      as [(WorkerCount, String)])
  func refuses(count: WorkerCount, culprit: String) throws {
    let error = try #require(throws: ParallelError.self) { try count.resolved { 8 } }
    #expect(error.code == .invalidWorkerCount)
    #expect(error.description.contains(culprit))
  }

  @Test func anExactCountAsksNothingOfTheMachine() throws {
    _ = try WorkerCount.exactly(2).resolved {
      Issue.record("the machine was asked")
      return 1
    }
  }

  @Test func equalRequestsAreEqual() {
    #expect(WorkerCount.all == .all(except: 0))
    #expect(2 == WorkerCount.exactly(2))
    #expect(WorkerCount.all != .all(except: 1))
  }
}
