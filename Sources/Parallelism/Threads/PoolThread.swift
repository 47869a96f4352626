internal import CPlatform

/// A thread of the system, with a gate that it sleeps at.
final class PoolThread: Sendable, Equatable {
  /// What the main thread of a program usually has, so that code which runs there runs here too.
  ///
  /// A thread's default is 128 KiB with some C libraries and 512 KiB on Darwin. Only pages that are touched take
  /// memory.
  static let stackSize = 8 << 20

  let gate: Gate

  /// Starts a thread that runs `body` and ends with it.
  ///
  /// - Returns: `nil` if the system refuses.
  init?(name: String, body: @escaping @Sendable (PoolThread) -> Void) {
    guard let gate = Gate() else { return nil }
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

  static func == (one: PoolThread, other: PoolThread) -> Bool { one === other }

  /// What a thread takes over from the one that starts it.
  private final class Start: Sendable {
    let thread: PoolThread
    let body: @Sendable (PoolThread) -> Void

    init(thread: PoolThread, body: @escaping @Sendable (PoolThread) -> Void) {
      self.thread = thread
      self.body = body
    }
  }
}
