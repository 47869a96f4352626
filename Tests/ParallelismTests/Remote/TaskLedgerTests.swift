import Testing

@testable import Parallelism

struct TaskLedgerTests {
  private struct Mishap: Error, Equatable {
    var number = 0
  }

  private func ledger(
    _ count: Int = 10, workers: Int = 1, collects: Bool = false, retries: Retries = .none
  ) -> TaskLedger {
    TaskLedger(count: count, workers: workers, batching: .size(1), collects: collects, retries: retries)
  }

  /// Fails a task, and tells what the errors before were and what comes of it.
  private func fail(
    _ ledger: inout TaskLedger, _ task: Int, _ failure: TaskFailure
  ) -> (verdict: TaskLedger.Verdict, earlier: Int?) {
    var earlier: Int?
    let verdict = ledger.fail(task, failure) { errors in
      earlier = errors.count
      return error(of: task, failure, after: errors)
    }
    return (verdict, earlier)
  }

  private func error(of task: Int, _ failure: TaskFailure, after errors: [any Error]) -> ParallelError {
    ParallelError(failure, of: task, typeName: "Task", description: nil, earlierErrors: errors)
  }

  private func tasks(_ ledger: inout TaskLedger) -> [Int] {
    var tasks: [Int] = []
    while let range = ledger.take(lasting: .zero) { tasks += range }
    return tasks
  }

  @Test func aFailureEndsTheCall() {
    var ledger = ledger()
    #expect(ledger.take(lasting: .zero) == 0..<1)
    #expect(fail(&ledger, 0, .threw(Mishap(), worker: 0)).verdict == .ended)
    #expect(ledger.isStopped)
    #expect(ledger.take(lasting: .zero) == nil)
    #expect((ledger.error as? ParallelError)?.taskIndex == 0)
  }

  @Test func aCallThatHasEndedAsksForNothingMore() {
    var ledger = ledger(0)
    #expect(ledger.take(lasting: .zero) { 7..<7 + $0 } == 7..<8)
    #expect(fail(&ledger, 7, .threw(Mishap(), worker: 0)).verdict == .ended)
    var isAsked = false
    let tasks = ledger.take(lasting: .zero) { _ in
      isAsked = true
      return 8..<9
    }
    #expect(tasks == nil)
    #expect(!isAsked)
  }

  @Test func collectedFailuresAreTakenOut() {
    var ledger = ledger(0, collects: true)
    _ = ledger.take(lasting: .zero) { _ in 3..<4 }
    #expect(fail(&ledger, 3, .threw(Mishap(), worker: 0)).verdict == .collected)
    #expect(ledger.takeFailure(of: 3)?.taskIndex == 3)
    #expect(ledger.takeFailure(of: 3) == nil)
  }

  @Test func theEarliestTaskWins() {
    var ledger = ledger()
    for task in [5, 3, 7] { _ = fail(&ledger, task, .threw(Mishap(), worker: 0)) }
    #expect((ledger.error as? ParallelError)?.taskIndex == 3)
  }

  @Test func collectedFailuresStandInTheirPlaces() {
    var ledger = ledger(collects: true)
    #expect(fail(&ledger, 2, .threw(Mishap(), worker: 0)).verdict == .collected)
    #expect(fail(&ledger, 4, .threw(CancellationError(), worker: 0)).verdict == .collected)
    #expect(Set(ledger.failures.keys) == [2, 4])
    #expect(ledger.error == nil)
    #expect(tasks(&ledger) == Array(0..<10))
  }

  @Test(arguments: [true, false])
  func errorsAreRetriedAsOftenAsAsked(collects: Bool) {
    var ledger = ledger(1, collects: collects, retries: .afterErrors(2))
    for _ in 0..<2 {
      #expect(tasks(&ledger) == [0])
      let (verdict, earlier) = fail(&ledger, 0, .threw(Mishap(), worker: 0))
      #expect(verdict == .retried)
      #expect(earlier == nil)
    }
    #expect(tasks(&ledger) == [0])
    let (verdict, earlier) = fail(&ledger, 0, .exceeded(.seconds(1), worker: 0))
    #expect(verdict == (collects ? .collected : .ended))
    #expect(earlier == 2)
    #expect(tasks(&ledger).isEmpty)
  }

  @Test func lostWorkersAndErrorsAreCountedApart() {
    var ledger = ledger(1, retries: Retries(afterErrors: 1, afterLostWorkers: 1))
    #expect(fail(&ledger, 0, .lostWorker(Mishap(number: 1), worker: 0)).verdict == .retried)
    #expect(fail(&ledger, 0, .threw(Mishap(number: 2), worker: 0)).verdict == .retried)
    let (verdict, earlier) = fail(&ledger, 0, .lostWorker(Mishap(number: 3), worker: 0))
    #expect(verdict == .ended)
    #expect(earlier == 2)
    let error = ledger.error as? ParallelError
    #expect(error?.attempts == 3)
    #expect(error?.earlierErrors as? [Mishap] == [Mishap(number: 1), Mishap(number: 2)])
  }

  @Test func otherFailuresAreNotRetried() {
    for failure in [
      TaskFailure.uncoded("cannot be encoded", worker: 0, cause: Mishap()), .typeNotFound(worker: 0),
      .threw(CancellationError(), worker: 0),
    ] {
      var ledger = ledger(1, retries: Retries(afterErrors: 9, afterLostWorkers: 9))
      #expect(fail(&ledger, 0, failure).verdict == .ended)
    }
  }

  @Test func lossesWithoutATaskAreForgivenForAWhile() {
    var ledger = ledger(workers: 2)
    func lose(_ times: Int) {
      for _ in 0..<times { ledger.loseVainly { ParallelError(code: .backendFailed, reason: "enough") } }
    }
    lose(2 * TaskLedger.patience - 1)
    #expect(!ledger.isStopped)
    ledger.record(.zero, for: 1)
    lose(2 * TaskLedger.patience - 1)
    #expect(!ledger.isStopped)
    lose(1)
    #expect(ledger.isStopped)
    #expect((ledger.error as? ParallelError)?.code == .backendFailed)
  }

  @Test func whoRetriesAfterLossesIsMorePatient() {
    var ledger = ledger(retries: .afterLostWorkers(2))
    for _ in 0..<TaskLedger.patience + 1 {
      ledger.loseVainly { ParallelError(code: .backendFailed, reason: "enough") }
    }
    #expect(!ledger.isStopped)
    ledger.loseVainly { ParallelError(code: .backendFailed, reason: "enough") }
    #expect(ledger.isStopped)
  }

  @Test func whatEndsWithTheCallIsNotItsFailure() {
    var ledger = ledger()
    _ = fail(&ledger, 4, .threw(Mishap(), worker: 0))
    #expect(fail(&ledger, 1, .lostWorker(Mishap(), worker: 1)).verdict == .ended)
    #expect((ledger.error as? ParallelError)?.taskIndex == 4)
    _ = fail(&ledger, 2, .threw(Mishap(), worker: 1))
    #expect((ledger.error as? ParallelError)?.taskIndex == 2)
  }

  @Test func nothingIsRetriedInACallThatIsOver() {
    var ledger = ledger(retries: Retries(afterErrors: 1, afterLostWorkers: 1))
    ledger.timeOut(.timeout(.deadline(.seconds(1)), after: ""))
    #expect(fail(&ledger, 0, .lostWorker(Mishap(), worker: 0)).verdict == .ended)
    #expect((ledger.error as? ParallelError)?.code == .deadlineExceeded)
    #expect(ledger.take(lasting: .zero) == nil)
  }
}
