internal import CWorkerStart

/// How a worker process came to its end.
///
/// A call that loses a worker is told at once. The system takes longer, some 75 milliseconds a gigabyte, to clean up
/// after the process and to tell how much memory it had: ``peakMemory``, ``wasOutOfMemory`` and ``description`` wait
/// for that when they are asked.
public struct WorkerDeath: Error, Sendable, CustomStringConvertible {
  /// The process identifier that it had.
  public let processID: Int

  /// What it wrote last to its standard error, one element a line, the last one last.
  ///
  /// The message of a trap is here, and with ``ProcessBackend/backtraces`` the list of calls that led to it.
  public let lastLines: [String]

  /// What the machine is called that it was on, if that was another one.
  public let host: String?

  private let end: WorkerEnd

  init(processID: Int, lastLines: [String], end: WorkerEnd) {
    self.processID = processID
    host = nil
    self.lastLines = lastLines
    self.end = end
  }

  /// The end of a worker that the backend itself has started, for ``RemoteBatch/lost(running:to:)``.
  ///
  /// - Parameters:
  ///   - processID: The process identifier that it had.
  ///   - host: What the machine is called that it was on, if that was another one.
  ///   - signal: The number of the signal that killed it.
  ///   - exitCode: The code that it exited with, if it was not killed.
  ///   - lastLines: What it wrote last to its standard error, one element a line, the last one last.
  public init(processID: Int, host: String?, signal: Int?, exitCode: Int?, lastLines: [String] = []) {
    self.processID = processID
    self.host = host
    self.lastLines = lastLines
    end = WorkerEnd()
    end.complete(
      WorkerEnd.Status(
        cworker_end(
          signal: signal.map(Int32.init(clamping:)) ?? -1, code: exitCode.map(Int32.init(clamping:)) ?? -1,
          peak_kilobytes: -1)))
  }

  /// The number of the signal that killed it.
  public var signal: Int? { end.manner.signal }

  /// The code that it exited with.
  public var exitCode: Int? { end.manner.exitCode }

  /// The most memory that it had at a time, in bytes, if the system tells.
  public var peakMemory: Int? { end.final.peakMemory }

  /// Whether it was killed by a signal that nobody else sends while the system was killing for want of memory.
  public var wasOutOfMemory: Bool { end.final.wasOutOfMemory }

  /// Whether it was a forked child that waited for what it did not have, and was killed for that.
  ///
  /// That is a thread of its parent, which async code and Dispatch need, or a lock that such a thread held.
  public var wasStuck: Bool { end.final.wasStuck }

  /// One sentence: the signal or the exit code, the memory, and the line that tells most.
  public var description: String {
    let status = end.final
    let manner =
      if status.wasStuck {
        "waited forever and was ended: a forked child has neither the threads of its parent, which async code and "
          + "Dispatch need, nor the locks that one of them held"
      } else if let signal = status.signal {
        "was ended by signal \(signal)"
          + (cworker_signal_name(Int32(signal)).map { " (\(String(cString: $0)))" } ?? "")
      } else if let exitCode = status.exitCode {
        "exited with code \(exitCode)"
      } else {
        "ended"
      }
    let blame = status.wasOutOfMemory ? ", as the system does when it runs out of memory" : ""
    let memory = status.peakMemory.map { ", having used \(max(1, $0 >> 20)) MiB of memory at most" } ?? ""
    let place = host.map { " on \($0)" } ?? ""
    return "its process \(processID)\(place) \(manner)\(blame)\(memory)"
      + (tellingLine.map { ", and wrote “\($0)”" } ?? "")
  }

  /// The message of a trap, which a list of calls may follow, or what was written last.
  private var tellingLine: String? {
    lastLines.last { line in Self.trapMessages.contains { line.contains($0) } } ?? lastLines.last
  }

  /// What the messages of Swift's traps have in them.
  private static let trapMessages = ["Fatal error", "Precondition failed", "Assertion failed"]
}
