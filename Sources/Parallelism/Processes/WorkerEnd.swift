internal import CWorkerStart

/// How a worker has ended: what can be known at once, and what the system tells when it has cleaned up.
///
/// The kernel frees the memory of a dead process before it gives out the status, which takes about 75 milliseconds a
/// gigabyte. Nobody has to wait that long just to go on.
final class WorkerEnd: Sendable {
  struct Status: Sendable {
    var signal: Int?
    var exitCode: Int?
    /// In bytes.
    var peakMemory: Int?
    var wasOutOfMemory = false
    var wasStuck = false
  }

  private struct State {
    var foreseen: Status?
    var status: Status?
    /// One for each thread that waits, since a gate is for one.
    var gates: [Gate] = []
  }

  private let state = Locked(State())

  /// Whether the worker has been buried.
  var isKnown: Bool { state.withLock { $0.status != nil } }

  /// The signal or the exit code, which need no waiting if they were foreseen.
  var manner: Status { state.withLock { $0.status ?? $0.foreseen } ?? final }

  /// Everything; waits for it, as any number of threads may.
  var final: Status {
    if let status = state.withLock({ $0.status }) { return status }
    guard let gate = Gate() else { preconditionFailure("no memory is left for a gate") }
    while true {
      let status = state.withLock { state in
        if state.status == nil { state.gates.append(gate) }
        return state.status
      }
      if let status { return status }
      gate.pass()
    }
  }

  /// How many threads wait.
  var waiterCount: Int { state.withLock { $0.gates.count } }

  func foresee(_ end: cworker_end) {
    state.withLock { $0.foreseen = Status(end) }
  }

  func complete(_ status: Status) {
    let gates = state.withLock { state in
      state.status = status
      defer { state.gates = [] }
      return state.gates
    }
    for gate in gates { gate.open() }
  }
}

extension WorkerEnd.Status {
  init(_ end: cworker_end) {
    self.init(
      signal: end.signal < 0 ? nil : Int(end.signal), exitCode: end.code < 0 ? nil : Int(end.code),
      peakMemory: end.peak_kilobytes < 0 ? nil : Int(end.peak_kilobytes) << 10)
  }
}
