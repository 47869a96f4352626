/// What the figures of a case count.
package enum FigureUnit: String, Sendable, Codable, CaseIterable {
  case nanosecondsPerTask = "ns/task"
  case microsecondsPerCall = "µs/call"
  case milliseconds = "ms"
  /// How many times faster than one worker.
  case speedUp = "×"

  package var isBetterHigher: Bool { self == .speedUp }

  /// The figure for an operation that took so many nanoseconds.
  ///
  /// A speed-up is measured against a baseline: the nanoseconds of the same operation with one worker.
  package func figure(nanoseconds: Double, baseline: Double? = nil) -> Double {
    switch self {
    case .nanosecondsPerTask: nanoseconds
    case .microsecondsPerCall: nanoseconds / 1e3
    case .milliseconds: nanoseconds / 1e6
    case .speedUp: (baseline ?? nanoseconds) / nanoseconds
    }
  }
}
