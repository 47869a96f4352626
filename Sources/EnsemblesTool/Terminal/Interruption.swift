import Foundation
import Synchronization
import SystemPackage

/// Where the handler of signals posts their numbers.
private let outlet = Atomic<Int32>(-1)

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
  static func listen() {
    guard let mailbox = try? FileDescriptor.pipe() else { return }
    outlet.store(mailbox.writeEnd.rawValue, ordering: .releasing)
    for number in [SIGINT, SIGTERM] {
      // A handler may do next to nothing: it posts the number, and a thread does the rest. Waiting in `sigwait`
      // instead would not do, since Dispatch leaves the main thread open to signals.
      let previous = Foundation.signal(number) { number in
        let savedError = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(outlet.load(ordering: .acquiring), &byte, 1)
        errno = savedError
      }
      // SAFETY: handlers are functions of C, which are pointers; Swift does not compare them.
      if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        _ = Foundation.signal(number, SIG_IGN)
      }
    }
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while (try? withUnsafeMutableBytes(of: &byte, { try mailbox.readEnd.read(into: $0) })) == 1 {
        receive(Int32(byte))
      }
    }
  }

  /// Runs work that a signal cancels.
  ///
  /// - Throws: What the work throws: `CancellationError` after a signal.
  static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    // No work is seen to run that a signal would not cancel.
    let task = state.withLock { state in
      let task = Task { try await work() }
      state.cancel = { task.cancel() }
      return task
    }
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
}
