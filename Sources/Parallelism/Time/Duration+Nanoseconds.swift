extension Duration {
  /// Whole nanoseconds, as many as an `Int64` holds at most.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, isTooMany) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isStillTooMany) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
    return isTooMany || isStillTooMany ? (seconds < 0 ? .min : .max) : sum
  }
}
