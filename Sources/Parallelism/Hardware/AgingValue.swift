/// A value that is looked up anew when it is asked for and has become old.
struct AgingValue<Value, Instant: InstantProtocol> {
  /// How long a value stays good.
  let lifetime: Instant.Duration
  private var known: (value: Value, end: Instant)?

  init(lifetime: Instant.Duration) {
    self.lifetime = lifetime
  }

  /// The value, which `lookUp` finds if there is none that is good at this time.
  mutating func value(at now: Instant, lookUp: () -> Value) -> Value {
    if let known, now < known.end { return known.value }
    let value = lookUp()
    known = (value, now.advanced(by: lifetime))
    return value
  }
}
