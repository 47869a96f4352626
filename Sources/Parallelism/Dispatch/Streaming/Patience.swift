/// Whether it is worth looking again for a moment before one goes to sleep.
///
/// To sleep and to be woken costs tens of microseconds. Where what is waited for used to come sooner than that, a
/// look around is cheaper; where it did not, looking around again and again is waste.
struct Patience {
  private var misses = 0
  private var skips = 0

  /// Whether to look around this time.
  mutating func begins() -> Bool {
    guard skips > 0 else { return true }
    skips -= 1
    return false
  }

  /// Takes note of what came of looking around.
  mutating func end(found: Bool) {
    misses = found ? 0 : min(misses + 1, 6)
    skips = (1 << misses) - 1
  }
}
