import Foundation
import Testing

@Suite("ensembles evaluate")
struct EvaluateTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write(Fixtures.csv, to: "d.csv")
    try folder.write(Fixtures.recipe, to: "r.yaml")
  }

  /// The rows of the table of an evaluation in JSON.
  private func entries(_ options: String...) async throws -> (scorers: [String], text: String) {
    let line = "exec \"$0\" evaluate r.yaml --format json " + options.joined(separator: " ")
    let outcome = try await tool.shell(line)
    #expect(outcome.error == "")
    #expect(outcome.code == 0)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let scorers = try #require(document["scorers"] as? [[String: Any]])
    return (scorers.compactMap { $0["name"] as? String }, outcome.output)
  }

  @Test("Every learner, the meta learner and the whole ensemble have a line, and nothing is written")
  func table() async throws {
    let before = try folder.names
    let outcome = try await tool("evaluate", "r.yaml", "--data", "d.csv", "--target", "y", "--folds", "3")
    #expect(outcome.code == 0)
    #expect(outcome.error == "")
    for words in ["ols", "ridge", "scaled", "sparse", "meta", "whole ensemble", "mae"] {
      #expect(outcome.output.contains(words))
    }
    #expect(try folder.names == before)
  }

  @Test("Several scores are measured, of the rows that the folds leave out")
  func scorers() async throws {
    let (scorers, text) = try await entries("--data d.csv --target y --folds 4 --scorers rmse,r2 --shuffled")
    #expect(scorers == ["rmse", "r2"])
    let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(document["foldCount"] as? Int == 4)
    #expect(document["rowCount"] as? Int == 40)
  }

  @Test("The scores do not depend on what the workers are", arguments: ["processes", "forks", "sequential"])
  func backends(name: String) async throws {
    try folder.write(Flowers.csv, to: "d.csv")
    try folder.write(Flowers.recipe, to: "r.yaml")
    /// The text without the numbers of the columns that tell times.
    func scores(_ options: String) async throws -> [String] {
      let outcome = try await tool.shell(
        "exec \"$0\" evaluate r.yaml --data d.csv --target kind --folds 3 \(options)")
      #expect(outcome.error == "")
      #expect(outcome.code == 0)
      return outcome.output.matches(of: /\d\.\d{5,}/).map { String($0.output) }
    }
    let threads = try await scores("")
    #expect(!threads.isEmpty)
    #expect(try await scores("--backend \(name) --workers 2") == threads)
  }

  @Test("Folds keep groups together")
  func groups() async throws {
    let rows = Fixtures.rows.enumerated().map { row, numbers in
      numbers.map { "\($0)" }.joined(separator: ",") + ",p\(row / 20)\n"
    }
    try folder.write("a,b,y,who\n" + rows.joined(), to: "g.csv")
    let few = try await tool(
      "evaluate", "r.yaml", "--data", "g.csv", "--target", "y", "--groups", "who", "--folds", "3")
    #expect(few.code == 1)
    #expect(
      few.complaints == [
        "ensembles: 40 rows of 2 groups cannot be cut into 3 folds, because every fold needs a group; use fewer folds "
          + "or finer groups"
      ])
    _ = try await entries("--data g.csv --target y --groups who --folds 2")
  }

  @Test(
    "What cannot be evaluated gets one sentence",
    arguments: [
      ("--data d.csv --target y --folds 1", 2, "“--folds” must be a whole number of at least 2"),
      ("--data d.csv --target y --scorers rsme", 2, "no scorer is called “rsme”; did you mean “rmse”?"),
      ("--data d.csv --target y --scorers accuracy", 1, "“accuracy” measures predictions of classes"),
      ("--data d.csv --target y --folds 41", 1, "40 rows cannot be cut into 41 folds"),
      ("--data none.csv --target y", 1, "cannot open “none.csv”"),
      ("--data d.csv --target y --trace d.csv", 1, "the trace would replace “d.csv”"),
    ] as [(String, Int32, String)])
  func mistakes(options: String, code: Int32, words: String) async throws {
    let outcome = try await tool.shell("exec \"$0\" evaluate r.yaml \(options)")
    #expect(outcome.code == code)
    #expect(outcome.complaints.count == 1)
    #expect(outcome.error.hasPrefix("ensembles: "))
    #expect(outcome.error.contains(words))
    #expect(outcome.output == "")
  }
}
