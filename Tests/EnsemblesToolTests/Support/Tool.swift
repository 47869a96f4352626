import Foundation
import Synchronization
import SystemPackage

/// The built executable, run as a user would.
struct Tool {
  /// The folder that it is run in.
  let folder: TemporaryFolder

  struct Outcome: Sendable {
    /// The exit code, or the negated number of the signal that has ended the program.
    var code: Int32
    var output: String
    var error: String

    /// The lines on the standard error.
    var complaints: [String] {
      error.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
  }

  /// The executable stands beside the test bundle.
  static let executable = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "ensembles")

  /// Runs the tool to its end.
  func callAsFunction(_ arguments: String...) async throws -> Outcome {
    try await run(Self.executable, arguments)
  }

  /// Runs a line of the shell, in which `"$0"` is the tool.
  func shell(_ line: String) async throws -> Outcome {
    try await run(URL(filePath: "/bin/sh"), ["-c", line, Self.executable.path])
  }

  /// Runs any program to its end.
  func run(_ executable: URL, _ arguments: [String]) async throws -> Outcome {
    // Files take any amount of text, whereas a pipe that nobody reads is full some time.
    let logs = try TemporaryFolder()
    try logs.write("", to: "output")
    try logs.write("", to: "error")
    let process = try process(
      executable, arguments, output: FileHandle(forWritingAtPath: logs.path.appending("output").string),
      error: FileHandle(forWritingAtPath: logs.path.appending("error").string))
    let code = try await Self.end(of: process)
    return Outcome(
      code: code, output: String(decoding: try logs.data(of: "output"), as: UTF8.self),
      error: String(decoding: try logs.data(of: "error"), as: UTF8.self))
  }

  /// A run of the tool that has yet to be started.
  func process(
    _ executable: URL, _ arguments: [String], output: FileHandle?, error: FileHandle?
  ) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path.string)
    process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output ?? FileHandle.nullDevice
    process.standardError = error ?? FileHandle.nullDevice
    return process
  }

  /// Starts a process and waits for its end.
  ///
  /// - Parameters:
  ///   - process: The process, not yet started.
  ///   - started: Is called once it runs.
  /// - Returns: The exit code, or the negated number of a signal.
  /// - Throws: An error if it cannot be started.
  static func end(
    of process: Process, _ started: @escaping @Sendable (pid_t) -> Void = { _ in }
  ) async throws -> Int32 {
    // Whoever runs the tests in the background has them ignore Ctrl-C, and children would inherit that.
    signal(SIGINT, SIG_DFL)
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { process in
        let isSignal = process.terminationReason == .uncaughtSignal
        continuation.resume(returning: isSignal ? -process.terminationStatus : process.terminationStatus)
      }
      do {
        try process.run()
        started(process.processIdentifier)
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
