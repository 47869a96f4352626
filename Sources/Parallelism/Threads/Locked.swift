internal import CPlatform

/// A value that one thread at a time may touch.
///
/// The standard library's `Mutex` would do, but the thread sanitizer does not see it lock on Linux, and reports
/// every access under it as a race. It sees POSIX.
///
/// SAFETY: the pointers lead into the storage, which every copy of this value keeps. The value is touched under the
/// lock only, and what goes in or out is `sending`.
struct Locked<Value>: @unchecked Sendable {
  private let storage: LockedStorage<Value>
  private let value: UnsafeMutablePointer<Value>
  private let lock: UnsafeMutablePointer<cplatform_lock>

  init(_ value: sending Value) {
    let storage = LockedStorage<Value>.create(minimumCapacity: 1) { _ in value }
    self.storage = unsafeDowncast(storage, to: LockedStorage<Value>.self)
    (self.value, lock) = storage.withUnsafeMutablePointers { ($0, $1) }
    cplatform_lock_init(lock)
  }

  func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    cplatform_lock_acquire(lock)
    defer {
      cplatform_lock_release(lock)
      extendLifetime(storage)
    }
    return try body(&value.pointee)
  }
}

/// A value and behind it its lock, in one piece of memory.
private final class LockedStorage<Value>: ManagedBuffer<Value, cplatform_lock> {
  deinit {
    withUnsafeMutablePointerToElements { cplatform_lock_destroy($0) }
  }
}
