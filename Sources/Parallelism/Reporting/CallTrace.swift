/// Writes one call into a trace.
final class CallTrace: Sendable {
  private struct Slot {
    var lane: TraceLane?
    var begin = Duration.zero
    var hasError = false
  }

  private let trace: ParallelTrace
  private let backend: String
  private let tasks: Int?
  private let number: Int
  private let begin: Duration
  private let lane: TraceLane
  private let slots: [Locked<Slot>]

  init(_ trace: ParallelTrace, backend: String, workers: Int, tasks: Int?) {
    self.trace = trace
    self.backend = backend
    self.tasks = tasks
    number = trace.nextCall()
    lane = trace.takeLane("call", process: nil)
    slots = (0..<workers).map { _ in Locked(Slot()) }
    begin = trace.now
  }

  /// `nil` for a worker that a backend has made up.
  private func slot(_ worker: Int) -> Locked<Slot>? { slots.indices.contains(worker) ? slots[worker] : nil }

  func began(worker: Int, process: Int32? = nil) {
    slot(worker)?.withLock { slot in
      if let lane = slot.lane, lane.process != process {
        trace.giveBack(lane)
        slot.lane = nil
      }
      slot.lane = slot.lane ?? trace.takeLane(backend, process: process)
      slot.hasError = false
      slot.begin = trace.now
    }
  }

  func failed(worker: Int) { slot(worker)?.withLock { $0.hasError = true } }

  func ended(_ tasks: Range<Int>, worker: Int, isLost: Bool) {
    slot(worker)?.withLock { slot in
      slot.lane?.append(
        TraceLane.Span(
          subject: .tasks(tasks, worker: worker), call: number, begin: slot.begin,
          length: trace.now - slot.begin, end: isLost ? .lost : slot.hasError ? .failed : .done), to: trace)
    }
  }

  func end(succeeded: Bool) {
    for slot in slots {
      slot.withLock { slot in
        if let lane = slot.lane { trace.giveBack(lane) }
        slot.lane = nil
      }
    }
    lane.append(
      TraceLane.Span(
        subject: .call(backend: backend, workers: slots.count, tasks: tasks), call: number, begin: begin,
        length: trace.now - begin, end: succeeded ? .done : .failed), to: trace)
    trace.giveBack(lane)
  }
}
