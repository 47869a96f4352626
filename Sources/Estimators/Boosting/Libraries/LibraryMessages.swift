private import Foundation

/// What a native library says on this thread, which would otherwise go to the terminal.
///
/// Both boosters keep the receiver of their messages in a variable of the thread, so that `receive` is given to them
/// on each thread before it calls them.
enum LibraryMessages {
  /// Takes a message from a library: keeps it while somebody collects on this thread, and drops it otherwise.
  static let receive: @convention(c) (UnsafePointer<CChar>?) -> Void = { message in
    guard let message, let collection = pthread_getspecific(key) else { return }
    // SAFETY: the key holds a collection only while `collecting` keeps it alive further up on this very thread.
    Unmanaged<Collection>.fromOpaque(collection).takeUnretainedValue().text += String(cString: message) + "\n"
  }

  /// Runs a closure and gives the messages that came meanwhile.
  static func collecting(_ body: () throws -> Void) rethrows -> String {
    let collection = Collection()
    let outer = pthread_getspecific(key)
    return try withExtendedLifetime(collection) {
      pthread_setspecific(key, Unmanaged.passUnretained(collection).toOpaque())
      defer { pthread_setspecific(key, outer) }
      try body()
      return collection.text
    }
  }

  private final class Collection {
    var text = ""
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let status = pthread_key_create(&key, nil)
    precondition(status == 0, "a process has room for a variable of its threads")
    return key
  }()
}
