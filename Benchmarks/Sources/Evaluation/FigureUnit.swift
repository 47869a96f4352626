/// What the figures of a case count.
package enum FigureUnit: String, Sendable, Codable, CaseIterable {
  case nanosecondsPerTask = "ns/task"
  case microsecondsPerCall = "µs/call"
  case milliseconds = "ms"
  /// Of memory, each a million bytes.
  case megabytes = "MB"
  /// How many times faster than one worker.
  case speedUp = "×"
  /// The share of the variance that predictions explain.
  case explained = "R²"

  package var isBetterHigher: Bool { self == .speedUp || self == .explained }

  /// The figure for an operation that took so many nanoseconds or, of memory, bytes; what is explained is one already.
  ///
  /// A speed-up is measured against a baseline: the nanoseconds of the same operation with one worker.
  package func figure(of amount: Double, baseline: Double? = nil) -> Double {
    switch self {
    case .nanosecondsPerTask, .explained: amount
    case .microsecondsPerCall: amount / 1e3
    case .milliseconds, .megabytes: amount / 1e6
    case .speedUp: (baseline ?? amount) / amount
    }
  }
}
