internal import Synchronization

/// Numbers that were told from many threads.
final class Calls: Sendable {
  private let told = Mutex<[Int]>([])

  var numbers: [Int] { told.withLock { $0 } }

  func note(_ number: Int) {
    told.withLock { $0.append(number) }
  }
}
