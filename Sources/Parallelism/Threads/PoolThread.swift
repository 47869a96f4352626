internal import CPlatform

/// A thread of the system that lives as long as the process.
///
/// SAFETY: the gate is made before the thread starts, and opened and passed under a lock of its own.
final class PoolThread: @unchecked Sendable {
  /// What the main thread of a program usually has, so that code which runs there runs here too.
  ///
  /// A thread's default is 128 KiB with some C libraries and 512 KiB on Darwin. Only pages that are touched take
  /// memory.
  static let stackSize = 8 << 20

  private let gate: OpaquePointer

  /// Starts a thread that runs `body`, which must not return.
  ///
  /// - Returns: `nil` if the system refuses.
  init?(name: String, body: @escaping @Sendable (PoolThread) -> Never) {
    guard let gate = cplatform_gate_create() else { return nil }
    self.gate = gate
    let start = Unmanaged.passRetained(Start(thread: self, body: body))
    let error = cplatform_start_thread(
      name, Self.stackSize,
      { context in
        guard let context else { return }
        let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        start.body(start.thread)
      }, start.toOpaque())
    guard error == 0 else {
      start.release()
      return nil
    }
  }

  deinit {
    cplatform_gate_destroy(gate)
  }

  /// Waits until the next ``wake()``; returns at once if that has been called since the last time.
  func sleep() {
    cplatform_gate_pass(gate)
  }

  /// Ends this or the next ``sleep()``.
  func wake() {
    cplatform_gate_open(gate)
  }

  /// What a thread takes over from the one that starts it.
  private final class Start: Sendable {
    let thread: PoolThread
    let body: @Sendable (PoolThread) -> Never

    init(thread: PoolThread, body: @escaping @Sendable (PoolThread) -> Never) {
      self.thread = thread
      self.body = body
    }
  }
}
