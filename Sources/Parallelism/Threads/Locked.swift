internal import CPlatform

/// A value that one thread at a time may touch.
///
/// The standard library's `Mutex` would do, but the thread sanitizer does not see it lock on Linux, and reports
/// every access under it as a race. It sees POSIX.
///
/// SAFETY: the value is touched under the lock only, and what goes in or out is `sending`.
final class Locked<Value>: @unchecked Sendable {
  private var value: Value
  private let lock: OpaquePointer

  init(_ value: consuming sending Value) {
    guard let lock = cplatform_lock_create() else { preconditionFailure("no memory is left for a lock") }
    self.value = value
    self.lock = lock
  }

  deinit {
    cplatform_lock_destroy(lock)
  }

  func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    cplatform_lock_acquire(lock)
    defer { cplatform_lock_release(lock) }
    return try body(&value)
  }
}
