extension Duration {
  /// A count that is no less than this duration, or as many as the system waits for at a time.
  ///
  /// Never negative, which to the system means forever.
  var roundedUpMilliseconds: Int32 {
    guard self > .zero else { return 0 }
    guard self < .milliseconds(Int32.max) else { return .max }
    let (seconds, attoseconds) = components
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
