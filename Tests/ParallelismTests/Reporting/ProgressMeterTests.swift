import Testing

@testable import Parallelism

@Suite struct ProgressMeterTests {
  private let clock = ManualClock()
  private let told = Locked<[ParallelProgress]>([])
  private var reports: [ParallelProgress] { told.withLock { $0 } }

  private func meter(total: Int?, workers: Int, lookahead: Int = 0) -> ProgressMeter {
    ProgressMeter(
      total: total, workers: workers, backend: ThreadBackend(), lookahead: lookahead, clock: clock
    ) { [told] progress in told.withLock { $0.append(progress) } }
  }

  @Test func itTellsWhatEachWorkerDoes() throws {
    let meter = meter(total: 5, workers: 2)
    meter.begin()
    meter.began(0..<3, worker: 0)
    clock.advance(by: .seconds(1))
    meter.began(3..<4, worker: 1)
    meter.runs(worker: 1, inProcess: 77)
    clock.advance(by: .seconds(2))
    meter.finished(1, worker: 0)
    #expect(reports.last?.workers.first?.tasks == 1..<3)
    meter.finished(2, worker: 0)
    meter.ended(worker: 0)
    let report = try #require(reports.last)
    #expect(report.completed == 3)
    #expect(report.started == 4)
    #expect(report.taken == 5)
    #expect(report.elapsed == .seconds(3))
    #expect(
      report.workers == [
        WorkerState(tasks: nil, since: .seconds(3), completed: 3, processIdentifier: nil),
        WorkerState(tasks: 3..<4, since: .seconds(1), completed: 0, processIdentifier: 77),
      ])
    #expect(report.workers.map(\.isIdle) == [true, false])
    // The tasks of the first worker took 3, 0 and 0 seconds, with the weights 1, 2 and 3: one waits for half a second.
    #expect(report.estimate == .milliseconds(500))
  }

  @Test func theFirstReportComesBeforeAnyTaskAndTheLastWithAll() {
    let meter = meter(total: 2, workers: 1)
    meter.begin()
    for task in 0..<2 {
      meter.began(task..<task + 1, worker: 0)
      meter.finished(1, worker: 0)
      meter.ended(worker: 0)
    }
    meter.end(succeeded: true)
    #expect(reports.map(\.completed) == [0, 1, 2])
    #expect(reports.map(\.isFinal) == [false, false, true])
    #expect(reports.first?.estimate == nil)
    #expect(reports.last?.estimate == .zero)
  }

  @Test func aCallThatFailsHasALastReportToo() {
    let meter = meter(total: 4, workers: 1)
    meter.begin()
    meter.began(0..<4, worker: 0)
    meter.finished(2, worker: 0)
    meter.failed(worker: 0, isCollected: false)
    meter.ended(worker: 0)
    meter.end(succeeded: false)
    #expect(reports.map(\.completed) == [0, 2, 2])
    #expect(reports.map(\.failed) == [0, 0, 1])
    #expect(reports.map(\.isFinal) == [false, false, true])
    #expect(reports.last?.started == 3)
    #expect(reports.last?.total == 4)
  }

  @Test func errorsThatAreCollectedCountAsDone() {
    let meter = meter(total: 3, workers: 1)
    meter.began(0..<3, worker: 0)
    meter.failed(worker: 0, isCollected: true)
    meter.finished(3, worker: 0)
    #expect(reports.map(\.completed) == [3])
    #expect(reports.last?.failed == 1)
    #expect(reports.last?.isFinal == true)
  }

  @Test func tasksOfALostWorkerAreNotStarted() {
    let meter = meter(total: 3, workers: 1)
    meter.began(0..<3, worker: 0)
    meter.ended(worker: 0)
    #expect(reports.isEmpty)
    meter.end(succeeded: false)
    #expect(reports.last?.started == 0)
    #expect(reports.last?.workers.first?.isIdle == true)
  }

  @Test func aStreamLearnsItsTotalAtTheEnd() {
    let meter = meter(total: nil, workers: 1, lookahead: 2)
    meter.begin()
    meter.took(inputs: 2)
    meter.began(0..<1, worker: 0)
    meter.finished(1, worker: 0)
    meter.end(succeeded: true)
    #expect(reports.map(\.total) == [nil, nil, 1])
    #expect(reports.map(\.taken) == [0, 2, 2])
    #expect(reports.map(\.isFinal) == [false, false, true])
    #expect(reports.map(\.estimate) == [nil, nil, .zero])
  }
}
