import Foundation

/// The three files that a program is started with.
enum StandardDescriptors {
  /// Fills the places of those that are closed.
  ///
  /// Otherwise the next file to be opened would get the number of a closed one, and what is printed would go into
  /// it. The fillers are open in the wrong direction, so that using one is still an error.
  static func fill() {
    for (descriptor, wrongDirection) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ]
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is the one that was found closed.
      _ = open("/dev/null", wrongDirection)
    }
  }
}
