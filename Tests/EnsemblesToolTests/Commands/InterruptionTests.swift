import Foundation
import Testing

@Suite("Ctrl-C and requests to terminate")
struct InterruptionTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    // Many short fits: far more than can be done before the signal comes, and none that is long to wait for.
    let rows = (0..<4000).map { row in [Double(row % 17), Double(row % 23), Double(row % 29)] }
    try folder.write("a,b,y\n" + Fixtures.text(of: rows), to: "d.csv")
    try folder.write("folds: 4000\nlearners: [ols, ridge, lasso, elastic-net]\n", to: "r.yaml")
  }

  @Test(
    "A signal during the fit leaves nothing behind but one line",
    arguments: [(SIGINT, "interrupted", 130), (SIGTERM, "terminated", 143)] as [(Int32, String, Int32)],
    [["--workers", "2"], ["--backend", "sequential"], ["--workers", "2", "--backend", "processes"]])
  func signal(_ signal: (number: Int32, word: String, code: Int32), options: [String]) async throws {
    let before = try folder.names
    let (code, text) = try await interrupt(
      ["fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m"] + options, by: signal.number,
      at: "fits")
    #expect(code == signal.code)
    #expect(text.contains(/layer-1 \(1 of 1\): \d+ of 16004 fits, \d+\.\d s/))
    #expect(text.hasSuffix("\r\u{1B}[Kensembles: \(signal.word); nothing was written\r\n"))
    #expect(try folder.names == before)
  }

  @Test(
    "A signal during an evaluation ends it, whatever the workers are",
    arguments: ["threads", "processes", "forks"])
  func evaluation(backend: String) async throws {
    try folder.write("folds: 3000\nlearners: [ols, ridge, lasso, elastic-net]\n", to: "e.yaml")
    let before = try folder.names
    let (code, text) = try await interrupt(
      ["evaluate", "e.yaml", "--data", "d.csv", "--target", "y", "--workers", "2", "--backend", backend],
      by: SIGINT, at: "folds")
    #expect(code == 130)
    #expect(text.contains(/evaluation: \d of 5 folds/))
    #expect(text.hasSuffix("\r\u{1B}[Kensembles: interrupted; nothing was written\r\n"))
    #expect(try folder.names == before)
  }

  /// Runs the tool on a terminal and sends it a signal.
  ///
  /// - Parameters:
  ///   - arguments: The command.
  ///   - number: The signal.
  ///   - word: What is drawn when the time has come.
  /// - Returns: The exit code and all that was drawn.
  /// - Throws: An error if the tool cannot be started.
  private func interrupt(
    _ arguments: [String], by number: Int32, at word: String
  ) async throws -> (code: Int32, text: String) {
    let terminal = try PseudoTerminal()
    let process = try tool.process(Tool.executable, arguments, output: nil, error: terminal.line)
    let (screen, drawing) = AsyncStream.makeStream(of: String.self)
    let code = try await Tool.end(of: process) { identifier in
      try? terminal.line.close()
      Thread.detachNewThread {
        var isSent = false
        let text = terminal.text { text in
          // The first line of progress tells that work is under way.
          guard !isSent, text.contains(word) else { return }
          isSent = true
          kill(identifier, number)
        }
        drawing.yield(text)
        drawing.finish()
      }
    }
    var text = ""
    for await drawn in screen { text += drawn }
    return (code, text)
  }

  @Test("The line of progress is gone when the fit has ended")
  func cleared() async throws {
    try folder.write("folds: 300\nlearners: [ols, ridge]\n", to: "r.yaml")
    let terminal = try PseudoTerminal()
    let process = try tool.process(
      Tool.executable, ["fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m"],
      output: nil, error: terminal.line)
    let (screen, drawing) = AsyncStream.makeStream(of: String.self)
    let code = try await Tool.end(of: process) { _ in
      try? terminal.line.close()
      Thread.detachNewThread {
        drawing.yield(terminal.text())
        drawing.finish()
      }
    }
    var text = ""
    for await drawn in screen { text += drawn }
    #expect(code == 0)
    #expect(text.hasSuffix("\r\u{1B}[K"))
    #expect(!text.contains("\n"))
  }
}
