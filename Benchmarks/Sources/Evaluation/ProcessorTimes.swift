/// What the processors of the machine did since it was started, in seconds.
package struct ProcessorTimes: Sendable, Hashable {
  /// What ran here, for whomever.
  package var busy: Double
  /// What the host gave to other machines while something here could have run.
  package var stolen: Double

  package init(busy: Double, stolen: Double) {
    self.busy = busy
    self.stolen = stolen
  }

  /// Reads the first line of `/proc/stat`.
  ///
  /// - Returns: `nil` if it is none.
  package init?(statistics: String, ticksPerSecond: Double) {
    guard let line = statistics.split(separator: "\n").first(where: { $0.hasPrefix("cpu ") }) else {
      return nil
    }
    let ticks = line.split(separator: " ").dropFirst().map { Double($0) ?? 0 }
    // user nice system idle iowait irq softirq steal; what guests took is in user.
    guard ticks.count >= 8 else { return nil }
    busy = (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / ticksPerSecond
    stolen = ticks[7] / ticksPerSecond
  }

  package static func - (left: Self, right: Self) -> Self {
    Self(busy: left.busy - right.busy, stolen: left.stolen - right.stolen)
  }
}
