internal import CPlatform

/// Where one thread waits for others: it passes once after each opening, at once if that came first.
///
/// SAFETY: the pointer is set once and freed by `deinit`; what it points to synchronises itself.
final class Gate: @unchecked Sendable {
  /// How long a thread stays awake for something that usually comes soon.
  ///
  /// To wake a thread that sleeps costs many times what it costs to open a gate that is watched, for both threads.
  /// Beyond this, the processor is worth more to others.
  static let patience: Duration = .microseconds(20)

  private let gate: OpaquePointer

  /// A closed gate, or `nil` if no memory is left for one.
  init?() {
    guard let gate = cplatform_gate_create() else { return nil }
    self.gate = gate
  }

  deinit {
    cplatform_gate_destroy(gate)
  }

  func open() {
    cplatform_gate_open(gate)
  }

  /// Sleeps until the gate is open.
  func pass() {
    _ = cplatform_gate_pass(gate, .max)
  }

  /// Sleeps until the gate is open, or for so long.
  ///
  /// - Returns: Whether it was open.
  func pass(within time: Duration) -> Bool {
    cplatform_gate_pass(gate, UInt64(max(0, time.nanoseconds)))
  }

  /// Stays awake until the gate is open, or for so long.
  ///
  /// - Returns: Whether it was open.
  func spin(for time: Duration = patience) -> Bool {
    cplatform_gate_spin(gate, UInt64(max(0, time.nanoseconds)))
  }
}
