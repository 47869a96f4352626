extension Duration {
  /// A count that is no less than this duration, as the system waits for it.
  var roundedUpMilliseconds: Int32 {
    let (seconds, attoseconds) = components
    let (milliseconds, isTooMany) = seconds.multipliedReportingOverflow(by: 1000)
    guard !isTooMany, milliseconds < Int32.max - 1000 else { return .max }
    return Int32(milliseconds) + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
