#if os(Linux)
  import Foundation

  @testable import Parallelism

  /// A control group that limits the memory of those who join it, below that of this process.
  final class MemoryGroup: Sendable {
    private let folder: String

    /// Whether this process may make such groups.
    static let isAvailable = {
      guard let group = MemoryGroup(limit: 64 << 20) else { return false }
      return group.remove()
    }()

    /// Makes a group for so many bytes, or `nil` if the system refuses.
    init?(limit: Int) {
      let groups = ControlGroups(
        controller: "memory", memberships: Self.text(of: "/proc/self/cgroup"),
        mounts: Self.text(of: "/proc/self/mountinfo"))
      // In version 2 only the group at the top may have both members and groups with limits below it.
      let parents = [
        groups.folders.first { $0.version == .one }, groups.folders.last { $0.version == .two },
      ]
      for case let parent? in parents {
        let folder = "\(parent.path)/parallelism-test-\(getpid())-\(limit)"
        guard mkdir(folder, 0o755) == 0 else { continue }
        let file = parent.version == .one ? "memory.limit_in_bytes" : "memory.max"
        if Self.write("\(limit)", to: "\(folder)/\(file)") {
          self.folder = folder
          return
        }
        rmdir(folder)
      }
      return nil
    }

    /// The file by which a process joins the group.
    var members: String { "\(folder)/cgroup.procs" }

    /// Removes the group, which nobody may be in any more.
    ///
    /// - Returns: Whether it has gone.
    func remove() -> Bool { rmdir(folder) == 0 }

    /// Has the calling process join the group whose file this is.
    static func join(_ members: String) -> Bool { write("\(getpid())", to: members) }

    private static func write(_ text: String, to path: String) -> Bool {
      (try? FileHandle(forWritingTo: URL(filePath: path)).write(contentsOf: Data(text.utf8))) != nil
    }

    private static func text(of path: String) -> String {
      let contents = try? FileHandle(forReadingFrom: URL(filePath: path)).readToEnd()
      return contents.flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }
#endif
