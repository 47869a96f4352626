@testable import Parallelism

/// Texts by their names, that many threads change.
final class SharedTexts: Sendable {
  private let texts = Locked<[String: String]>([:])

  subscript(name: String) -> String? { texts.withLock { $0[name] } }

  var names: [String] { texts.withLock { $0.keys.sorted() } }

  func merge(_ new: [String: String]) {
    texts.withLock { $0.merge(new) { $1 } }
  }
}
