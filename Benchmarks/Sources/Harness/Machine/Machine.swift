import CSubreaper
import Evaluation
import Foundation

/// What the system tells about itself and about what ran on it.
enum Machine {
  static var processors: Int { ProcessInfo.processInfo.processorCount }

  static var kernel: String { text(of: "/proc/sys/kernel/osrelease") ?? "unknown" }

  static var model: String {
    let lines = text(of: "/proc/cpuinfo")?.split(separator: "\n") ?? []
    let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    return "\(processors) × \(name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown")"
  }

  /// The load average of the last minute, zero where the system has none.
  static var load: Double {
    text(of: "/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) } ?? 0
  }

  static var times: ProcessorTimes {
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    return text(of: "/proc/stat").flatMap { ProcessorTimes(statistics: $0, ticksPerSecond: ticks) }
      ?? ProcessorTimes(busy: 0, stolen: 0)
  }

  /// Seconds of processor time of this process and of all its descendants that have ended.
  static var ownTime: Double {
    [RUSAGE_SELF.rawValue, RUSAGE_CHILDREN.rawValue].map { who in
      var usage = rusage()
      getrusage(who, &usage)
      return [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }.reduce(
        0, +)
    }.reduce(0, +)
  }

  /// Has the orphans of contestants become children of this process, whose processor time it learns.
  static func adoptOrphans() {
    _ = become_subreaper()
  }

  /// Waits for orphans to end, but not for long.
  ///
  /// No other child may be running.
  static func reapOrphans() {
    let end = Date() + 2
    while Date() < end {
      let child = waitpid(-1, nil, WNOHANG)
      if child < 0 { return }
      if child == 0 { usleep(10_000) }
    }
  }

  private static func text(of path: String) -> String? {
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
