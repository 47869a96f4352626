#if canImport(Darwin)
  extension Hardware {
    /// Darwin has no quotas.
    static var processorQuota: Int? { nil }

    /// Darwin does not tell.
    static var memoryKills: MemoryKills {
      MemoryKills(groups: ControlGroups(memberships: "", mounts: ""), readingFile: { _ in nil })
    }
  }
#endif
