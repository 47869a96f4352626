internal import CPlatform

/// What the machine lets this process use.
enum Hardware {
  /// Quotas are files, which take longer to read than many a call takes in all.
  private static let quota = Locked(AgingValue<Int?, ContinuousClock.Instant>(lifetime: .seconds(1)))

  /// How many processors this process may keep busy: those of its affinity, or fewer where control groups limit
  /// its time; at least one.
  ///
  /// A quota that changes is noticed within a second.
  static var processorCount: Int {
    let affinity = Int(cplatform_processor_count())
    let quota = quota.withLock { $0.value(at: .now) { processorQuota } }
    return max(1, min(affinity, quota ?? affinity))
  }

  /// What that was when it was first asked for, where microseconds count more than a quota that has changed.
  static let firstProcessorCount = processorCount
}
