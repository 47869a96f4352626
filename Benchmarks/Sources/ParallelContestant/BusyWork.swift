import Synchronization

/// Work for a processor that touches no memory, in pieces of a known length.
enum BusyWork {
  /// How many rounds take a millisecond on this machine when nothing disturbs.
  static let roundsPerMillisecond: Int = {
    let rounds = 5_000_000
    let best = (0..<5).map { _ in
      let start = ContinuousClock.now
      spin(rounds)
      return (ContinuousClock.now - start) / .milliseconds(1)
    }.min()
    return Int(Double(rounds) / (best ?? 1))
  }()

  /// What the last piece of work came to.
  ///
  /// Without it the compiler would do equal pieces once, or not at all.
  private static let state = Atomic<UInt64>(0x9E37_79B9_7F4A_7C15)

  @inline(never) @discardableResult
  static func spin(_ rounds: Int) -> UInt64 {
    var state = state.load(ordering: .relaxed)
    for _ in 0..<rounds {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
    }
    Self.state.store(state, ordering: .relaxed)
    return state
  }
}
