import Parallelism
import Testing

@testable import DaskBackend

struct CallStateMachineTests {
  private static let death = WorkerDeath(processID: 1, host: "there", signal: 9, exitCode: nil)

  /// A call that has heard how large the cluster is and has sent batches of ten tasks until it may send no more.
  private static func busy(workers: Int, threads: Int) -> (machine: CallStateMachine, sent: [UInt32: Int]) {
    var machine = CallStateMachine(workers: workers)
    _ = machine.take(.capacity(threads))
    var sent: [UInt32: Int] = [:]
    while case .take(let worker) = machine.next {
      let number = UInt32(sent.count + 1)
      machine.sent(number, tasks: (10 * sent.count)..<(10 * sent.count + 10), worker: worker)
      sent[number] = worker
    }
    return (machine, sent)
  }

  @Test func nothingIsTakenBeforeTheClusterAnswers() {
    var machine = CallStateMachine(workers: 4)
    #expect(machine.next == .wait)
    _ = machine.take(.capacity(2))
    #expect(machine.next == .take(worker: 0))
  }

  @Test(arguments: [
    // The whole cluster: some wait there.
    (workers: 256, threads: 4, batches: 8), (4, 4, 8),
    // A part of it: no more than that are at work.
    (3, 4, 3), (1, 4, 1),
    // A cluster without workers has something to begin with when one comes.
    (256, 0, 1),
  ])
  func soManyBatchesAreUnderWay(workers: Int, threads: Int, batches: Int) {
    let (machine, sent) = Self.busy(workers: workers, threads: threads)
    #expect(sent.count == batches)
    #expect(machine.next == .wait)
    #expect(sent.values.allSatisfy { $0 < max(1, min(workers, threads)) })
  }

  @Test func batchesAreDividedAmongTheWorkers() {
    let (_, sent) = Self.busy(workers: 256, threads: 3)
    #expect(Dictionary(grouping: sent.values) { $0 }.mapValues(\.count) == [0: 2, 1: 2, 2: 2])
  }

  @Test func workersThatJoinGetBatchesAndThoseThatLeaveGetNone() {
    var (machine, sent) = Self.busy(workers: 256, threads: 2)
    #expect(sent.count == 4)
    _ = machine.take(.capacity(3))
    #expect(machine.next == .take(worker: 2))
    _ = machine.take(.capacity(1))
    #expect(machine.next == .wait)
    for number: UInt32 in 1...3 { _ = machine.take(.ended(number, .done(reply: [], took: .zero))) }
    #expect(machine.next == .take(worker: 0))
  }

  @Test(arguments: [
    // What was told to all workers when there were four, and what came to the cluster later.
    (workers: 4, first: 4, later: 12, batches: 24), (256, 1, 12, 24), (256, 1000, 1200, 2400),
    // A part stays a part, whatever leaves.
    (4, 6, 3, 4), (4, 6, 12, 4),
  ])
  func whatACallHasDoesNotDependOnWhatComes(workers: Int, first: Int, later: Int, batches: Int) {
    var machine = CallStateMachine(workers: workers)
    for threads in [0, first, later] { _ = machine.take(.capacity(threads)) }
    var sent: UInt32 = 0
    while case .take(let worker) = machine.next {
      sent += 1
      machine.sent(sent, tasks: 0..<1, worker: worker)
    }
    #expect(sent == batches)
  }

  @Test func anAnswerAboutATaskThatIsNotThereBlamesNone() {
    var (machine, _) = Self.busy(workers: 256, threads: 2)
    let died = machine.take(.ended(1, .died(job: 10, Self.death)))
    guard case .lose(1, running: nil, _)? = died.first, died.count == 1 else {
      Issue.record("\(died)")
      return
    }
    let exceeded = machine.take(.ended(2, .exceeded(job: -1)))
    guard case .lose(2, running: nil, _)? = exceeded.first, case .fail(let error)? = exceeded.last else {
      Issue.record("\(exceeded)")
      return
    }
    #expect(error.code == .connectionLost)
  }

  @Test func aCallEndsWhenNothingIsUnderWayAndNothingIsFound() {
    var (machine, _) = Self.busy(workers: 256, threads: 1)
    machine.foundNothing()
    #expect(machine.next == .wait)
    // A task may have come back with what has ended.
    _ = machine.take(.ended(1, .died(job: 3, Self.death)))
    #expect(machine.next == .take(worker: 0))
    machine.foundNothing()
    #expect(machine.next == .wait)
    _ = machine.take(.ended(2, .done(reply: [], took: .zero)))
    #expect(machine.next == .take(worker: 0))
    machine.foundNothing()
    #expect(machine.next == .end)
  }

  @Test func whatEndsABatchIsPassedOn() {
    var (machine, _) = Self.busy(workers: 256, threads: 4)
    let reply: [UInt8] = [7]
    let done = machine.take(.ended(1, .done(reply: reply, took: .seconds(2))))
    guard case .complete(1, reply, .seconds(2))? = done.first, done.count == 1 else {
      Issue.record("\(done)")
      return
    }
    let died = machine.take(.ended(2, .died(job: 3, Self.death)))
    guard case .lose(2, running: 3, let cause)? = died.first, cause is WorkerDeath, died.count == 1 else {
      Issue.record("\(died)")
      return
    }
    let exceeded = machine.take(.ended(3, .exceeded(job: 4)))
    guard case .exceed(3, job: 4)? = exceeded.first, exceeded.count == 1 else {
      Issue.record("\(exceeded)")
      return
    }
    #expect(machine.take(.ended(3, .exceeded(job: 4))).isEmpty, "nothing ends twice")
    #expect(machine.take(.ended(99, .cancelled)).isEmpty)
  }

  @Test func stoppingGivesUpAndCancelsWhatIsUnderWay() {
    var (machine, _) = Self.busy(workers: 256, threads: 1)
    let effects = machine.take(.stopped)
    guard effects.count == 3, case .lose(1, running: nil, _) = effects[0],
      case .lose(2, running: nil, _) = effects[1],
      case .cancel([1, 2]) = effects[2]
    else {
      Issue.record("\(effects)")
      return
    }
    #expect(machine.next == .end)
    #expect(machine.take(.ended(1, .cancelled)).isEmpty)
  }

  @Test func aLostClusterIsOneErrorThatTellsWhatIsUnfinished() {
    var (machine, _) = Self.busy(workers: 256, threads: 2)
    _ = machine.take(.ended(2, .done(reply: [], took: .zero)))
    let effects = machine.take(.lostCluster(DaskError(.connectionLost, "it is gone")))
    guard effects.count == 4, case .fail(let error)? = effects.last else {
      Issue.record("\(effects)")
      return
    }
    #expect(error.code == .connectionLost)
    #expect(error.description == "it is gone; 10 tasks were done, and tasks 0–9, 20–39 were under way")
    #expect(machine.next == .end)
  }

  @Test func aClusterThatIsNeverReachedIsSaidSo() {
    var machine = CallStateMachine(workers: 2)
    let effects = machine.take(.lostCluster(DaskError(.unreachable, "nobody answers")))
    guard effects.count == 1, case .fail(let error)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(error.description == "nobody answers")
  }

  @Test func aTaskThatKillsWorkersIsToBlameIfItIsAlone() {
    var machine = CallStateMachine(workers: 1)
    _ = machine.take(.capacity(1))
    machine.sent(1, tasks: 5..<6, worker: 0)
    let alone = machine.take(.ended(1, .lost("4 workers died")))
    guard alone.count == 1, case .lose(1, running: 0, let cause) = alone[0], cause is DaskError else {
      Issue.record("\(alone)")
      return
    }
    machine.sent(2, tasks: 5..<7, worker: 0)
    let together = machine.take(.ended(2, .lost("4 workers died")))
    guard together.count == 2, case .fail(let error)? = together.last else {
      Issue.record("\(together)")
      return
    }
    #expect(error.code == .workersDied)
    #expect(error.description == "tasks 5–6 cannot be done: 4 workers died")
  }

  @Test(arguments: [BatchEnd.refused("there: it has another build"), .failed("no such module")])
  func aRefusalEndsTheCall(end: BatchEnd) {
    var (machine, _) = Self.busy(workers: 256, threads: 1)
    let effects = machine.take(.ended(1, end))
    guard effects.count == 4, case .lose(1, running: nil, _) = effects[0], case .cancel([2]) = effects[2],
      case .fail(let error) = effects[3]
    else {
      Issue.record("\(effects)")
      return
    }
    #expect(error.code == .programRefused)
    #expect(machine.next == .end)
  }
}
