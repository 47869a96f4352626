import Evaluation
import Exchange
import Foundation

/// A running contestant.
final class Session {
  /// How long a contestant may take for an answer before it is taken to hang.
  static let patience: TimeInterval = 120

  let version: String
  private let process: Process
  private let input: FileHandle
  private let output: LineReader

  /// Starts a program and waits for its greeting.
  ///
  /// - Throws: `FailedContestant` or `ExchangeError` if there is none.
  init(command: [String]) throws {
    let (process, input, output) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // This process' copy would keep the output open after the contestant has ended.
    try? output.fileHandleForWriting.close()

    let lines = LineReader(output.fileHandleForReading)
    do {
      version = try Greeting(line: try lines.next(from: process, within: Self.patience)).version
    } catch {
      process.forceEnd()
      process.waitUntilExit()
      throw error
    }
    self.process = process
    self.input = input.fileHandleForWriting
    self.output = lines
  }

  /// Has a repetition measured.
  func measure(_ request: Request, within patience: TimeInterval = Session.patience) throws -> Reply {
    do {
      try input.write(contentsOf: Data((request.line + "\n").utf8))
    } catch {
      throw FailedContestant(reason: "it ended before it was asked for “\(request.line)”")
    }
    return try Reply(line: try output.next(from: process, within: patience))
  }

  /// Ends the contestant, by force if it does not end by itself, and returns when it has ended.
  func end(within patience: TimeInterval = 15) {
    try? input.close()
    process.withLimit(patience) { process.waitUntilExit() }
  }
}

/// What went wrong with a contestant.
struct FailedContestant: Error, Hashable, CustomStringConvertible {
  var reason: String

  var description: String { reason }
}

/// Takes lines from a pipe.
private final class LineReader {
  private let handle: FileHandle
  private var unread = Data()

  init(_ handle: FileHandle) {
    self.handle = handle
  }

  func next(from process: Process, within patience: TimeInterval) throws -> String {
    let isInTime = process.withLimit(patience) {
      while !unread.contains(UInt8(ascii: "\n")) {
        // Whatever is there is returned, and nothing at the end.
        let more = handle.availableData
        guard !more.isEmpty else { return }
        unread += more
      }
    }
    guard let end = unread.firstIndex(of: UInt8(ascii: "\n")) else {
      throw FailedContestant(
        reason: isInTime
          ? "it ended without an answer" : "it did not answer within \(patience.figure) seconds")
    }
    defer { unread = Data(unread[(end + 1)...]) }
    return String(decoding: unread[..<end], as: UTF8.self)
  }
}

extension Process {
  /// Kills the process if a body takes longer than this many seconds.
  ///
  /// - Returns: Whether it did not.
  @discardableResult
  fileprivate func withLimit(_ seconds: TimeInterval, _ body: () throws -> Void) rethrows -> Bool {
    let isOver = DispatchWorkItem { [self] in forceEnd() }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: isOver)
    let start = Date()
    try body()
    isOver.cancel()
    return Date().timeIntervalSince(start) < seconds
  }

  fileprivate func forceEnd() {
    if isRunning { _ = kill(processIdentifier, SIGKILL) }
  }
}
