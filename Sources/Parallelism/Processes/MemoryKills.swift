/// How often the system has killed for want of memory where workers are.
struct MemoryKills {
  private let groups: ControlGroups
  private let text: (String) -> String?
  private var known: Int?

  /// Begins to count.
  ///
  /// - Parameters:
  ///   - groups: The groups that limit the memory of this process and so of its workers.
  ///   - text: The contents of a file, or `nil` if it cannot be read.
  init(groups: ControlGroups, readingFile text: @escaping (String) -> String?) {
    self.groups = groups
    self.text = text
    known = count
  }

  /// Whether the system has killed since this was asked before, or since the beginning.
  mutating func haveHappened() -> Bool {
    let count = count
    defer { known = count }
    return (count ?? 0) > (known ?? 0)
  }

  /// As the innermost group counts them, or else the whole machine.
  private var count: Int? {
    let files = groups.folders.map { folder in
      switch folder.version {
      case .one: folder.path + "/memory.oom_control"
      case .two: folder.path + "/memory.events"
      }
    }
    for file in files + ["/proc/vmstat"] {
      if let count = text(file).flatMap(Self.count) { return count }
    }
    return nil
  }

  /// The number behind `oom_kill`, which each of these files writes alike.
  static func count(in text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "oom_kill" { return Int(words[1]) }
    }
    return nil
  }
}
