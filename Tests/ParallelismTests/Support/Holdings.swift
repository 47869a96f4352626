import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What this process has open and has written, which many calls must not make more.
struct Holdings {
  let descriptors = (0..<1024).count { fcntl($0, F_GETFD) >= 0 }
  let memory = MemoryUse()

  /// Expects as many descriptors now, and at most 4 MiB more.
  func expectNoMore(sourceLocation: SourceLocation = #_sourceLocation) {
    let now = Holdings()
    // An exit test tells of a failed expectation only what its comment says.
    #expect(
      now.descriptors == descriptors, "\(descriptors) descriptors became \(now.descriptors)",
      sourceLocation: sourceLocation)
    #expect(
      now.memory.written < memory.written + 4 << 20, "\(memory) became \(now.memory)",
      sourceLocation: sourceLocation)
  }
}

/// The memory of a process, in bytes, as the kernel tells it.
struct MemoryUse: Codable, Sendable {
  /// What it has written that is no file's: its heap, its stacks, its copies of what it had mapped, and its share of
  /// shared segments.
  var written = 0

  /// What nobody else has mapped.
  ///
  /// It grows without any act of the process: the program's own pages belong to it alone from the moment when the last
  /// other process that runs the same program ends.
  var own = 0

  var shared = 0

  init(of process: String = "self") {
    guard let file = fopen("/proc/\(process)/smaps_rollup", "r") else { return }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .split(separator: " ")
      guard words.count > 1, let size = Int(words[1]) else { continue }
      if ["Anonymous:", "Pss_Shmem:"].contains(words[0]) { written += size << 10 }
      if words[0].hasPrefix("Private_") { own += size << 10 }
      if words[0].hasPrefix("Shared_") { shared += size << 10 }
    }
  }
}
