import Foundation
import Synchronization

/// What happens when the user presses Ctrl-C, or somebody asks the program to terminate.
///
/// While work is under way that can be cancelled, the first signal cancels it, so that what has begun comes to an
/// orderly end and leaves nothing behind. At any other time, and at the second signal, the program ends at once.
enum Interruption {
  private struct State {
    var signal: Int32?
    var cancel: (@Sendable () -> Void)?
  }

  private static let state = Mutex(State())

  /// The signal that has cancelled the work, if one has.
  static var signal: Int32? { state.withLock(\.signal) }

  /// The exit code that shells expect of a program that a signal has ended.
  static func exitCode(for signal: Int32) -> Int32 { 128 + signal }

  /// Why the program has ended.
  static func name(of signal: Int32) -> String { signal == SIGINT ? "interrupted" : "terminated" }

  /// Begins to listen for the signals, except for those that whoever started the program has chosen to ignore.
  ///
  /// This must come before the program has a second thread: each is made with the signals blocked that its maker
  /// has blocked, and so they wait for the one thread that takes them.
  static func listen() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] where !isIgnored(number) { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Thread.detachNewThread { [signals] in
      var signals = signals
      var number: Int32 = 0
      while sigwait(&signals, &number) == 0 { receive(number) }
    }
  }

  /// Runs work that a signal cancels.
  ///
  /// - Throws: What the work throws: `CancellationError` after a signal.
  static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task { try await work() }
    state.withLock { $0.cancel = { task.cancel() } }
    let result = try await task.value
    // A signal from here on finds the result on its way to the disk, and lets it get there.
    try state.withLock { state in
      if state.signal != nil { throw CancellationError() }
      state.cancel = {}
    }
    return result
  }

  private static func receive(_ number: Int32) {
    let cancel = state.withLock { state -> (@Sendable () -> Void)? in
      guard state.signal == nil, let cancel = state.cancel else { return nil }
      state.signal = number
      return cancel
    }
    if let cancel {
      cancel()
    } else {
      StandardError.report(name(of: number))
      _exit(exitCode(for: number))
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    // Handlers are functions, which Swift does not compare.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
