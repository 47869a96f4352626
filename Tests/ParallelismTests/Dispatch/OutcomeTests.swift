import Testing

@testable import Parallelism

struct OutcomeTests {
  struct Mishap: Error {}

  private func outcome(_ failures: [(task: Int, error: any Error)]) -> Outcome {
    var outcome = Outcome()
    for failure in failures {
      outcome.fail(task: failure.task, type: Int.self, worker: 0, error: failure.error)
    }
    return outcome
  }

  @Test func withoutFailureThereIsNoError() {
    #expect(outcome([]).error == nil)
  }

  @Test(arguments: [[4], [4, 9], [9, 4], [9, 4, 7], [7, 9, 4]])
  func theEarliestTaskWins(order: [Int]) throws {
    let error = try #require(outcome(order.map { ($0, Mishap()) }).error as? ParallelError)
    #expect(error.taskIndex == 4)
  }

  @Test func aCancellationAfterAFailureIsItsConsequence() throws {
    let error = try #require(outcome([(5, Mishap()), (2, CancellationError())]).error as? ParallelError)
    #expect(error.taskIndex == 5)
  }

  @Test func aCancellationThatComesFirstIsAFailureLikeOthers() throws {
    #expect(outcome([(2, CancellationError())]).error is CancellationError)
    #expect(outcome([(2, CancellationError()), (5, Mishap())]).error is CancellationError)
    #expect(outcome([(5, CancellationError()), (2, Mishap())]).error is ParallelError)
  }
}
