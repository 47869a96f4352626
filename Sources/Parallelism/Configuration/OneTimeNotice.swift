internal import Logging

/// What a program is told once and not with every call.
enum OneTimeNotice: Hashable {
  /// A scope names a backend that cannot run what a call within it asks for.
  case replacedBackend(String)

  private static let given = Locked<Set<OneTimeNotice>>([])

  /// Tells it, unless that has been done before.
  func log(to logger: Logger?) {
    guard let logger, Self.given.withLock({ $0.insert(self).inserted }) else { return }
    switch self {
    case .replacedBackend(let name):
      logger.notice(
        """
        tasks that need the memory of their caller run on threads, not on the backend \(name) of the scope around \
        them
        """)
    }
  }
}
