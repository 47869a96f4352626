import Synchronization

/// A number that many threads change.
final class Tally: Sendable {
  private let storage = Atomic(0)

  var value: Int { storage.load(ordering: .sequentiallyConsistent) }

  @discardableResult
  func add(_ amount: Int) -> Int {
    storage.add(amount, ordering: .sequentiallyConsistent).newValue
  }
}

/// An object that is counted for as long as it lives.
final class Counted: Sendable {
  let number: Int
  private let living: Tally

  init(_ number: Int, in living: Tally) {
    self.number = number
    self.living = living
    living.add(1)
  }

  deinit { living.add(-1) }
}
