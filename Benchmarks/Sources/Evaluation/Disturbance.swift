/// What others took of the machine while a case was measured.
package struct Disturbance: Sendable, Hashable, Codable {
  /// The share of all processors that programs other than the harness and its contestants had, from 0 to 1.
  package var others: Double
  /// The share that the host took away.
  package var stolen: Double

  /// From this share on, both together, a case is called noisy.
  package static let noisyShare = 0.05

  package init(others: Double, stolen: Double) {
    self.others = others
    self.stolen = stolen
  }

  /// - Parameters:
  ///   - machine: What all processors did meanwhile.
  ///   - own: Seconds of processor time of the harness and of its contestants.
  ///   - elapsed: Seconds on the clock.
  ///   - processors: How many there are.
  package init(machine: ProcessorTimes, own: Double, elapsed: Double, processors: Int) {
    let capacity = max(elapsed, 1e-9) * Double(max(processors, 1))
    // The machine counts in ticks and processes to the nanosecond, so that a difference may come out below zero.
    others = min(1, max(0, machine.busy - own) / capacity)
    stolen = min(1, max(0, machine.stolen) / capacity)
  }

  package var isNoisy: Bool { others + stolen > Self.noisyShare }
}
