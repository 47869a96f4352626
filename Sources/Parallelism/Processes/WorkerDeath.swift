internal import CWorkerStart

/// How a worker process came to its end.
public struct WorkerDeath: Error, Sendable, CustomStringConvertible {
  /// The process identifier that it had.
  public let processID: Int

  /// The number of the signal that killed it.
  public let signal: Int?

  /// The code that it exited with.
  public let exitCode: Int?

  /// What it wrote last to its standard error, one element a line, the last one last.
  public let lastLines: [String]

  /// One sentence: the signal or the exit code, and the line that tells most.
  public var description: String {
    let manner =
      if let signal {
        "was ended by signal \(signal)"
          + (cworker_signal_name(Int32(signal)).map { " (\(String(cString: $0)))" } ?? "")
      } else if let exitCode {
        "exited with code \(exitCode)"
      } else {
        "ended"
      }
    return "its process \(processID) \(manner)" + (tellingLine.map { " and wrote “\($0)”" } ?? "")
  }

  /// The message of a trap, which a list of calls may follow, or what was written last.
  private var tellingLine: String? {
    lastLines.last { $0.contains("Fatal error") } ?? lastLines.last
  }
}
