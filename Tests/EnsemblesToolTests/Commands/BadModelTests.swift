import Foundation
import SystemPackage
import Testing

@Suite("Damaged models and features that do not fit them")
struct BadModelTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() async throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write(Fixtures.csv, to: "d.csv")
    try folder.write(Fixtures.recipe, to: "r.yaml")
    #expect(try await tool("fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m").code == 0)
  }

  private func expectRefusal(
    _ words: String..., data: String = "d.csv", sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try folder.names
    let predict = try await tool("predict", "m", "--data", data, "--output", "p.csv")
    #expect(predict.code == 1, sourceLocation: sourceLocation)
    #expect(predict.complaints.count == 1, sourceLocation: sourceLocation)
    for word in words { #expect(predict.error.contains(word), sourceLocation: sourceLocation) }
    #expect(try folder.names == before, sourceLocation: sourceLocation)
  }

  private func edit(_ name: String, _ change: (String) -> String) throws {
    let text = String(decoding: try folder.data(of: name), as: UTF8.self)
    let changed = change(text)
    try #require(changed != text)
    try folder.write(changed, to: name)
  }

  /// An array of the model.
  private func someArray() throws -> String {
    "m/" + (try #require(try folder.contents(below: "m").keys.filter { $0.hasSuffix(".npy") }.min()))
  }

  @Test("A folder without a manifest")
  func noManifest() async throws {
    try FileManager.default.removeItem(atPath: folder.path.appending("m/manifest.json").string)
    try await expectRefusal("cannot load a model from “m”: its manifest.json cannot be read")
  }

  @Test("No folder, and a file in its place")
  func noFolder() async throws {
    let none = try await tool("predict", "none", "--data", "d.csv")
    #expect(none.code == 1)
    #expect(none.complaints.count == 1 && none.error.contains("“none”"))
    let file = try await tool("predict", "d.csv", "--data", "d.csv")
    #expect(file.code == 1)
    #expect(file.complaints.count == 1 && file.error.contains("“d.csv”"))
  }

  @Test("A manifest that is no JSON")
  func malformedManifest() async throws {
    try folder.write("{\"format\": 1", to: "m/manifest.json")
    try await expectRefusal("the model “m” is damaged")
  }

  @Test("A model of a later format")
  func newerFormat() async throws {
    try edit("m/manifest.json") { $0.replacing(/"format" : \d+/, with: "\"format\" : 1000") }
    try await expectRefusal("the model “m” cannot be loaded", "format 1000")
  }

  @Test("A model that names an unknown type")
  func unknownType() async throws {
    try edit("m/manifest.json") { $0.replacing("\"ols\"", with: "\"olss\"") }
    try await expectRefusal("the model “m” cannot be loaded", "“olss”", "did you mean “ols”?")
  }

  @Test("A missing array")
  func missingArray() async throws {
    let name = try someArray()
    try FileManager.default.removeItem(atPath: folder.path.appending(name).string)
    try await expectRefusal(name, "No such file or directory")
  }

  @Test("A truncated array")
  func truncatedArray() async throws {
    let name = try someArray()
    try folder.write(try folder.data(of: name).dropLast(1), to: name)
    try await expectRefusal(name, "the file ends too early")
  }

  @Test("An array of the wrong shape")
  func wrongArray() async throws {
    try folder.write(Fixtures.npy(shape: [7, 1], Array(repeating: 1, count: 7)), to: try someArray())
    try await expectRefusal("“m”")
  }

  @Test("The wrong number of columns")
  func columnCount() async throws {
    try folder.write(Fixtures.npy(shape: [2, 3], [1, 2, 3, 4, 5, 6]), to: "x.npy")
    try await expectRefusal("“x.npy” has 3 columns, but the model was fitted to 2", data: "x.npy")
    try folder.write("1\n2\n", to: "x.csv")
    try await expectRefusal("“x.csv” has 1 column, but the model was fitted to 2", data: "x.csv")
  }

  @Test("Missing names")
  func names() async throws {
    try folder.write("b,c\n1,2\n", to: "x.csv")
    try await expectRefusal("“x.csv” lacks the column that the model was fitted to: “a”", data: "x.csv")
    try folder.write("c\n1\n", to: "x.csv")
    try await expectRefusal("“x.csv” lacks columns that the model was fitted to: “a”, “b”", data: "x.csv")
  }

  @Test("A NaN among the features")
  func notFinite() async throws {
    try folder.write("c,b,a\n1,2,3\n1,2,nan\n", to: "x.csv")
    try await expectRefusal("NaN in row 1 (counted from 0), column “a”", data: "x.csv")
  }

  @Test("Predictions over the data that they are made from")
  func overwriting() async throws {
    let before = try folder.data(of: "d.csv")
    let predict = try await tool("predict", "m", "--data", "d.csv", "--output", "./m/../d.csv")
    #expect(predict.code == 1)
    #expect(
      predict.complaints == [
        "ensembles: the predictions would replace the data in “d.csv”; choose another output"
      ])
    #expect(try folder.data(of: "d.csv") == before)
  }

  @Test("A folder where the predictions shall go")
  func folderOutput() async throws {
    try folder.makeFolder("p.csv")
    let predict = try await tool("predict", "m", "--data", "d.csv", "--output", "p.csv")
    #expect(predict.code == 1)
    #expect(predict.complaints == ["ensembles: cannot write “p.csv”: it is a folder, not a file"])
  }
}
