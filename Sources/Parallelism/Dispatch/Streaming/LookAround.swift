internal import Synchronization

/// Waiting on a processor for what is about to come.
enum LookAround {
  private static let longest = Duration.microseconds(15)

  /// One processor at least is left to those that are waited for.
  private static let places = Hardware.processorCount - 1
  private static let taken = Atomic(0)

  /// Asks again and again, for some microseconds, whether something has come.
  ///
  /// - Returns: Whether it has.
  static func until(_ hasCome: () -> Bool) -> Bool {
    guard taken.wrappingAdd(1, ordering: .relaxed).newValue <= places else {
      taken.wrappingSubtract(1, ordering: .relaxed)
      return false
    }
    defer { taken.wrappingSubtract(1, ordering: .relaxed) }
    let end = ContinuousClock.now + longest
    repeat {
      if hasCome() { return true }
      pause()
    } while ContinuousClock.now < end
    return false
  }

  /// Some fractions of a microsecond in which nobody else is held up.
  private static func pause() {
    for _ in 0..<100 { _ = taken.load(ordering: .relaxed) }
  }
}
