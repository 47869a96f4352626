import Foundation
import SystemPackage
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write("a,b,c,d,y\n" + Fixtures.text(of: Fixtures.patternedRows(300)), to: "d.csv")
  }

  private func fit(_ output: String, _ options: String...) async throws -> Tool.Outcome {
    try await tool.shell(
      "\"$0\" fit r.yaml --data d.csv --target y --output \(output) " + options.joined(separator: " "))
  }

  /// A stored model, without what depends on time.
  private func model(_ name: String) throws -> [String: Data] {
    var contents = try folder.contents(below: name)
    #expect(contents.removeValue(forKey: "report.json") != nil)
    return contents
  }

  private func unitCount() throws -> Int {
    guard FileManager.default.fileExists(atPath: folder.path.appending("c").string) else { return 0 }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path.appending("c").string)
      .count { $0.hasSuffix(".unit") }
  }

  @Test("The second run fits nothing")
  func again() async throws {
    try folder.write(Fixtures.recipe, to: "r.yaml")
    let plain = try await fit("plain")
    #expect(plain.code == 0)
    let first = try await fit("first", "--checkpoint c")
    #expect(
      first.complaints == [
        "ensembles: layer-1: 0 of 25 fits are in the checkpoint, 25 are to be made",
        "ensembles: meta: 0 of 5 fits are in the checkpoint, 5 are to be made",
      ])
    let second = try await fit("second", "--checkpoint c")
    #expect(
      second.complaints == [
        "ensembles: layer-1: 25 of 25 fits are in the checkpoint, 0 are to be made",
        "ensembles: meta: 5 of 5 fits are in the checkpoint, 0 are to be made",
      ])
    #expect(try model("first") == model("plain") && model("second") == model("plain"))
    #expect(try unitCount() == 30)
  }

  @Test(
    "A checkpoint in the folder of the model, or a trace, is refused before the data is read",
    arguments: ["checkpoint", "trace"], ["m", "./m/", "m/c", "x/../m/c", "link/c", "dangling"])
  func inModel(option: String, path: String) async throws {
    try folder.write("learners: ols\n", to: "r.yaml")
    try folder.makeFolder("m")
    try folder.makeFolder("x")
    for (name, target) in [("link", "m"), ("dangling", "x/../link/new")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path.appending(name).string, withDestinationPath: target)
    }
    let before = try folder.names
    for output in ["m", "link", folder.path.appending("m").string] {
      let outcome = try await tool(
        "fit", "r.yaml", "--data", "none.csv", "--target", "y", "--output", output, "--\(option)", path)
      #expect(outcome.code == 1)
      #expect(
        outcome.complaints == [
          "ensembles: “\(output)” is for the model alone, and so not for the \(option) “\(path)”; choose another place "
            + "for that"
        ])
    }
    #expect(try folder.names == before)
    #expect(try folder.contents(below: "m").isEmpty)
  }

  @Test("A checkpoint beside the model is not in it, whatever it is called")
  func besideModel() async throws {
    try folder.write("learners: ols\n", to: "r.yaml")
    #expect(try await fit("m", "--checkpoint m-fits").code == 0)
    #expect(try folder.names == ["r.yaml", "d.csv", "m", "m-fits"])
  }

  @Test("The checkpoint of another table is refused")
  func otherData() async throws {
    try folder.write("learners: ols\n", to: "r.yaml")
    #expect(try await fit("m", "--checkpoint c").code == 0)
    try folder.write("a,y\n" + Fixtures.text(of: (0..<20).map { [Double($0), 1] }), to: "d.csv")
    let outcome = try await fit("n", "--checkpoint c")
    #expect(outcome.code == 1)
    #expect(outcome.complaints.count == 1)
    #expect(outcome.error.contains("“c”: it belongs to a data set of 300 rows, 4 features and 1 output"))
    #expect(try folder.names == ["r.yaml", "d.csv", "m", "c"])
  }
}
