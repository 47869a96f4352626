internal import CPlatform

/// What the machine lets this process use.
enum Hardware {
  /// How many processors this process may keep busy: those of its affinity, or fewer where control groups limit
  /// its time; at least one.
  static var processorCount: Int {
    let affinity = Int(cplatform_processor_count())
    return max(1, min(affinity, processorQuota ?? affinity))
  }

  /// What that was when it was first asked for, where microseconds count more than a quota that has changed.
  static let firstProcessorCount = processorCount
}
