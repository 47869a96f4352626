private import Synchronization

/// The units of a run that have started, in order, and those that never shall.
///
/// The engine takes units from it while results of earlier ones come back.
final class UnitQueue: Sendable {
  private struct State {
    var started: [Int] = []
    var isStarted: Set<Int> = []
    var isSkipped: Set<Int> = []
  }

  private let state = Mutex(State())

  /// Notes that a unit starts.
  ///
  /// - Returns: False if it is skipped instead.
  func start(_ place: Int) -> Bool {
    state.withLock { state in
      guard !state.isSkipped.contains(place) else { return false }
      state.started.append(place)
      state.isStarted.insert(place)
      return true
    }
  }

  /// The unit that was started as one of several, counted from 0.
  func started(_ index: Int) -> Int { state.withLock { $0.started[index] } }

  /// Sees to it that units do not start.
  ///
  /// - Returns: Those that have not started yet.
  func skip(_ places: [Int]) -> [Int] {
    state.withLock { state in
      let skipped = places.filter { !state.isStarted.contains($0) }
      state.isSkipped.formUnion(skipped)
      return skipped
    }
  }
}
