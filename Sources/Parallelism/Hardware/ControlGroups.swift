/// The folders in which Linux keeps the limits of one kind, such as processor quotas, that bind a process.
///
/// A limit binds all groups below the one that has it, so that the strictest from the process' own group up to the
/// root of what is mounted counts. Version 1 and version 2 of control groups may be mounted side by side.
struct ControlGroups {
  /// A folder of one group, and in which form its quota is written there.
  struct Folder: Hashable {
    enum Version { case one, two }

    var path: String
    var version: Version
  }

  /// The groups of the process and those above them, from the inside out.
  let folders: [Folder]

  /// The groups of a process, from the texts of its `/proc/self/cgroup` and `/proc/self/mountinfo`.
  ///
  /// Lines that make no sense are passed over.
  ///
  /// - Parameters:
  ///   - controller: What is limited: `"cpu"` or `"memory"`.
  ///   - memberships: The text that names the groups.
  ///   - mounts: The text that tells where they are found.
  init(controller: String = "cpu", memberships: String, mounts: String) {
    let mounts = mounts.split(separator: "\n").compactMap { Mount(line: $0, controller: controller) }
    folders = memberships.split(separator: "\n").compactMap {
      Membership(line: $0, controller: controller)
    }.flatMap { membership in
      mounts.filter { $0.version == membership.version }.flatMap { mount in
        mount.folders(upFrom: membership.group).map { Folder(path: $0, version: mount.version) }
      }
    }
  }

  /// How many processors the strictest quota amounts to, a fraction counting as a whole one.
  ///
  /// - Parameter text: The contents of a file, or `nil` if it cannot be read.
  /// - Returns: A positive count, or `nil` without a quota.
  func processorQuota(readingFile text: (String) -> String?) -> Int? {
    folders.compactMap { folder in
      switch folder.version {
      case .one:
        guard let quota = text(folder.path + "/cpu.cfs_quota_us"),
          let period = text(folder.path + "/cpu.cfs_period_us")
        else { return nil }
        return Self.processors(quota: quota, period: period)
      case .two:
        guard let limit = text(folder.path + "/cpu.max") else { return nil }
        let words = limit.split(whereSeparator: \.isWhitespace)
        return words.count == 2 ? Self.processors(quota: words[0], period: words[1]) : nil
      }
    }.min()
  }

  /// Processor time a period, as a count of processors; `nil` if there is no limit or the text is no number.
  static func processors(quota: some StringProtocol, period: some StringProtocol) -> Int? {
    guard let quota = number(quota), let period = number(period) else { return nil }
    return (quota - 1) / period + 1
  }

  /// A positive number with nothing but white space around it.
  private static func number(_ text: some StringProtocol) -> Int? {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 1, let number = Int(words[0]), number > 0 else { return nil }
    return number
  }

  /// A line of `/proc/self/cgroup` that concerns what is limited: `hierarchy:controllers:group`.
  private struct Membership {
    var version: Folder.Version
    var group: Substring

    init?(line: Substring, controller: String) {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      if fields[0] == "0", fields[1].isEmpty {
        version = .two
      } else if fields[1].split(separator: ",").contains(Substring(controller)) {
        version = .one
      } else {
        return nil
      }
      group = fields[2]
    }
  }

  /// A line of `/proc/self/mountinfo` that mounts a hierarchy of groups which may limit it.
  private struct Mount {
    var version: Folder.Version
    /// The group that is found at the mount point.
    var root: String
    var point: String

    /// `id parent device root point options… - type source options`, with any number of optional fields.
    init?(line: Substring, controller: String) {
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else { return nil }
      switch fields[dash + 1] {
      case "cgroup2": version = .two
      case "cgroup" where fields[dash + 3].split(separator: ",").contains(Substring(controller)):
        version = .one
      default: return nil
      }
      root = Self.unescaped(fields[3])
      point = Self.unescaped(fields[4])
    }

    /// The folder of a group and those above it up to the mount point.
    ///
    /// A group outside what is mounted, as a container may see its own, leaves the mount point alone.
    func folders(upFrom group: Substring) -> [String] {
      let rootNames = root.split(separator: "/")
      let names = group.split(separator: "/")
      guard names.starts(with: rootNames), !names.contains("..") else { return [point] }
      let below = names.dropFirst(rootNames.count)
      return (0...below.count).reversed().map { depth in
        ([point] + below.prefix(depth).map(String.init)).joined(separator: "/")
      }
    }

    /// The kernel writes white space and backslashes in names as a backslash and three octal digits.
    private static func unescaped(_ field: Substring) -> String {
      var bytes: [UInt8] = []
      var rest = Array(field.utf8)[...]
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "\\"), rest.count >= 3,
          let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
        {
          bytes.append(code)
          rest = rest.dropFirst(3)
        } else {
          bytes.append(byte)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
