import Testing

@Suite("The command line")
struct CommandLineTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
  }

  @Test(
    "A mistake has exit code 2 and one line",
    arguments: [
      ("fit", "Missing expected argument '<recipe>'"),
      ("fit r --data d --target t", "Missing expected argument '--output <model>'"),
      ("fitt", "Unexpected argument 'fitt'"),
      ("learners --formt json", "Unknown option '--formt'"),
      ("predict m --data d.csv --workers 0", "it must be a whole number of at least 1 or “all”"),
      ("predict m --data d.csv --workers some", "it must be a whole number of at least 1 or “all”"),
      (
        "predict m --data d.csv --backend gpu",
        "Please provide one of 'threads', 'processes', 'forks', 'sequential' or 'dask'"
      ),
      ("predict m --data d.csv --output p.xls", "“p.xls” has no known extension"),
      ("predict m --data d.npy --header", "“--header” and “--no-header” are for .csv, .tsv and .txt files"),
      ("fit r --data d --target t --output m --seed -1", "--seed"),
    ])
  func usage(line: String, words: String) async throws {
    let outcome = try await tool.shell("exec \"$0\" \(line)")
    #expect(outcome.code == 2)
    #expect(outcome.output == "")
    #expect(outcome.complaints.count == 1)
    #expect(outcome.error.hasPrefix("ensembles: "))
    #expect(outcome.error.contains(words))
    #expect(try folder.names == [])
  }

  @Test(
    "Help and the version go to the standard output",
    arguments: ["--help", "help fit", "fit --help", "--version"])
  func help(line: String) async throws {
    let outcome = try await tool.shell("exec \"$0\" \(line)")
    #expect(outcome.code == 0)
    #expect(outcome.error == "")
    #expect(!outcome.output.isEmpty)
  }

  @Test(
    "A full disk and a closed output are errors", arguments: ["> /dev/full", ">&-"],
    ["learners", "--help", "inspect r.yaml"])
  func brokenOutput(redirection: String, line: String) async throws {
    try folder.write(Fixtures.exactRecipe, to: "r.yaml")
    let outcome = try await tool.shell("exec \"$0\" \(line) \(redirection)")
    #expect(outcome.code == 1)
    #expect(outcome.complaints.count == 1)
    #expect(outcome.error.hasPrefix("ensembles: cannot write to the standard output: "))
  }

  @Test("A fit whose report could not be printed does not begin", arguments: ["> /dev/full", ">&-"])
  func brokenOutputOfFit(redirection: String) async throws {
    try folder.write(Fixtures.exactRecipe, to: "r.yaml")
    try folder.write(Fixtures.csv, to: "d.csv")
    let before = try folder.names
    let outcome = try await tool.shell(
      "exec \"$0\" fit r.yaml --data d.csv --target y --output m \(redirection)")
    #expect(outcome.code == 1)
    #expect(outcome.complaints.count == 1)
    #expect(try folder.names == before)
  }

  @Test("Closed standard files are not mistaken for those that are opened next")
  func closedFiles() async throws {
    try folder.write(Fixtures.exactRecipe, to: "r.yaml")
    try folder.write(Fixtures.csv, to: "d.csv")
    #expect(try await tool("fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m").code == 0)
    #expect(try await tool("predict", "m", "--data", "d.csv", "--output", "p.csv").code == 0)
    #expect(try await tool.shell("exec \"$0\" predict m --data d.csv --output q.csv <&- >&- 2>&-").code == 0)
    #expect(try folder.data(of: "p.csv") == folder.data(of: "q.csv"))
  }

  @Test("A reader that goes away ends the program without a word")
  func brokenPipe() async throws {
    let outcome = try await tool.shell("\"$0\" learners | head -n 1; \"$0\" learners | true")
    #expect(outcome.error == "")
    #expect(outcome.output.hasPrefix("learners "))
  }
}
