import Testing

@Suite("A trace that cannot be written in the end is all that is lost")
struct LostTraceTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  private static let sentence = "ensembles: the trace is lost, though nothing else is: cannot write "

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write(Fixtures.csv, to: "d.csv")
    try folder.write(Fixtures.exactRecipe, to: "r.yaml")
  }

  /// Runs the tool where files stay smaller than a trace, which shows only when that is written.
  ///
  /// - Parameters:
  ///   - line: The arguments.
  ///   - blockCount: How large files may get, in blocks of 512 bytes.
  /// - Returns: The lines that it has printed, complaints too, and the exit code in a last one.
  /// - Throws: An error if no shell can be started.
  private func linesWithoutRoom(_ line: String, blockCount: Int = 0) async throws -> [String] {
    let outcome = try await tool.shell(
      "(trap '' XFSZ; ulimit -f \(blockCount); "
        + "\"$0\" \(line) --backend sequential --trace t.json 2>&1; echo $?) | cat")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  @Test("The model is stored, and its report printed")
  func fitting() async throws {
    // The checkpoint is made where the trace shall be.
    let fit = try await tool(
      "fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m", "--checkpoint", "c", "--trace",
      "c")
    #expect(fit.code == 1)
    #expect(fit.complaints.last == Self.sentence + "“c”: it is a folder, not a file")
    #expect(fit.output.hasPrefix("layer    learner"))
    #expect(try await tool("predict", "m", "--data", "d.csv").code == 0)
  }

  @Test("Predictions are printed")
  func predicting() async throws {
    #expect(try await tool("fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m").code == 0)
    let before = try folder.names
    let lines = try await linesWithoutRoom("predict m --data d.csv")
    try #require(lines.count == 43)
    #expect(lines[0] == "prediction")
    #expect(lines[1...40].allSatisfy { Double($0) != nil })
    #expect(lines[41].hasPrefix(Self.sentence + "“t.json”: "))
    #expect(lines[42] == "1")
    #expect(try folder.names == before)
  }

  @Test("An evaluation is printed")
  func evaluating() async throws {
    let lines = try await linesWithoutRoom(
      "evaluate r.yaml --data d.csv --target y --folds 2", blockCount: 8)
    try #require(lines.count > 2)
    #expect(lines.contains { $0.contains("ols") })
    #expect(lines[lines.count - 2].hasPrefix(Self.sentence + "“t.json”: "))
    #expect(lines.last == "1")
  }
}
