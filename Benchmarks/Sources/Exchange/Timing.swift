/// How many nanoseconds a body takes.
package func nanoseconds(_ body: () async throws -> Void) async rethrows -> Double {
  let start = ContinuousClock.now
  try await body()
  return nanoseconds(since: start)
}

package func nanoseconds(since start: ContinuousClock.Instant) -> Double {
  (ContinuousClock.now - start) / .nanoseconds(1)
}

/// How many nanoseconds a call takes that is made often: the mean of calls one right after the other, or the median
/// of calls with pauses before them.
///
/// The request says how many `calls` there are and the `shortest` and `longest` pause in microseconds, between which
/// the pauses rise in five steps. In a pause the caller keeps its processor busy, so that what is measured is how the
/// others are woken, not how the caller is. A tenth of the calls is made before and not measured.
package func nanosecondsOfCall(_ request: Request, _ call: () async throws -> Void) async throws -> Double {
  let count = try request["calls"]
  let (shortest, longest) = (try request["shortest"], try request["longest"])
  for _ in 0...count / 10 { try await call() }
  guard longest > 0 else {
    return try await nanoseconds { for _ in 0..<count { try await call() } } / Double(count)
  }
  var times: [Double] = []
  for index in 0..<count {
    keepBusy(for: .microseconds(shortest + (longest - shortest) * (index % 5) / 4))
    times.append(try await nanoseconds(call))
  }
  return times.sorted()[count / 2]
}

private func keepBusy(for duration: Duration) {
  let end = ContinuousClock.now + duration
  while ContinuousClock.now < end {}
}
