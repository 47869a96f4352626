#if canImport(Darwin)
  extension Hardware {
    /// Darwin has no quotas.
    static var processorQuota: Int? { nil }
  }
#endif
