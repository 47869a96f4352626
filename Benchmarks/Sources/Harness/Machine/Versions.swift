import Evaluation
import Foundation

extension Record.Versions {
  /// What is measured with here, except the peer.
  static func current(repository: URL) -> Self {
    let swift = output(of: ["swift", "--version"], in: repository).split(separator: "\n").first
    let commit = output(of: ["git", "rev-parse", "--short=12", "HEAD"], in: repository)
    let isClean = output(of: ["git", "status", "--porcelain", "--untracked-files=no"], in: repository).isEmpty
    return Self(
      swift: swift.map(String.init) ?? "unknown",
      library: commit.isEmpty ? "unknown" : isClean ? commit : "\(commit), changed",
      peer: nil, kernel: Machine.kernel, cpu: Machine.model)
  }

  /// What a command prints, nothing if it fails.
  private static func output(of command: [String], in folder: URL) -> String {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return "" }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text.trimmingCharacters(in: .whitespacesAndNewlines) : ""
  }
}
