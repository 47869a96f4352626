#if os(Linux)
  #if canImport(Glibc)
    private import Glibc
  #else
    private import Musl
  #endif

  extension Hardware {
    /// Found once: a process seldom moves to another group, and the kernel takes its time to list the mounts.
    private static let controlGroups = controlGroups("cpu")

    private static func controlGroups(_ controller: String) -> ControlGroups {
      ControlGroups(
        controller: controller, memberships: text(ofFile: "/proc/self/cgroup") ?? "",
        mounts: text(ofFile: "/proc/self/mountinfo") ?? "")
    }

    /// How many processors the quotas of this process' control groups amount to now, or `nil` without a quota.
    static var processorQuota: Int? { controlGroups.processorQuota(readingFile: text) }

    /// What the system kills for want of memory from now on, where this process is.
    static var memoryKills: MemoryKills {
      MemoryKills(groups: controlGroups("memory"), readingFile: text)
    }

    /// The contents of a small file, or `nil` if it cannot be read.
    private static func text(ofFile path: String) -> String? {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      var contents: [UInt8] = []
      var ended = false
      while !ended {
        var count = 0
        let chunk = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, initializedCount in
          count = read(descriptor, buffer.baseAddress, buffer.count)
          initializedCount = max(0, count)
        }
        guard count >= 0 else { return nil }
        contents += chunk
        ended = count == 0
      }
      return String(decoding: contents, as: UTF8.self)
    }
  }
#endif
