import Dispatch

/// Lets threads wait until a number of them have come.
final class Rendezvous: Sendable {
  private let group = DispatchGroup()

  init(of count: Int) {
    for _ in 0..<count { group.enter() }
  }

  /// Comes, and waits for the others.
  func meet() {
    group.leave()
    group.wait()
  }
}
