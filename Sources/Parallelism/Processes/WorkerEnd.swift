internal import CPlatform
internal import CWorkerStart

/// How a worker has ended: what can be known at once, and what the system tells when it has cleaned up.
///
/// The kernel frees the memory of a dead process before it gives out the status, which takes about 75 milliseconds a
/// gigabyte. Nobody has to wait that long just to go on.
///
/// SAFETY: the gate is made before the object and goes with it; what changes is behind a lock.
final class WorkerEnd: @unchecked Sendable {
  struct Status: Sendable {
    var signal: Int?
    var exitCode: Int?
    /// In bytes.
    var peakMemory: Int?
    var wasOutOfMemory = false
    var wasStuck = false

    init(_ end: cworker_end) {
      signal = end.signal < 0 ? nil : Int(end.signal)
      exitCode = end.code < 0 ? nil : Int(end.code)
      peakMemory = end.peak_kilobytes < 0 ? nil : Int(end.peak_kilobytes) << 10
    }
  }

  private struct State {
    var foreseen: Status?
    var status: Status?
  }

  private let gate: OpaquePointer
  private let state = Locked(State())

  init() {
    guard let gate = cplatform_gate_create() else { preconditionFailure("no memory is left for a gate") }
    self.gate = gate
  }

  deinit {
    cplatform_gate_destroy(gate)
  }

  /// Whether the worker has been buried.
  var isKnown: Bool { state.withLock { $0.status != nil } }

  /// The signal or the exit code, which need no waiting if they were foreseen.
  var manner: Status { state.withLock { $0.status ?? $0.foreseen } ?? final }

  /// Everything; waits for it.
  var final: Status {
    while true {
      if let status = state.withLock({ $0.status }) { return status }
      _ = cplatform_gate_pass(gate, .max)
      // For whoever else waits.
      cplatform_gate_open(gate)
    }
  }

  func foresee(_ end: cworker_end) {
    state.withLock { $0.foreseen = Status(end) }
  }

  func complete(_ status: Status) {
    state.withLock { $0.status = status }
    cplatform_gate_open(gate)
  }
}
