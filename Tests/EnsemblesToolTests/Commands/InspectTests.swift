import Foundation
import Testing

@Suite("ensembles inspect and learners")
struct InspectTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
  }

  @Test("A model")
  func model() async throws {
    try folder.write(Fixtures.csv, to: "d.csv")
    try folder.write(Fixtures.recipe, to: "r.yaml")
    let fit = try await tool("fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m")
    let inspect = try await tool("inspect", "m")
    #expect(inspect.code == 0)
    #expect(inspect.output.hasSuffix("\n\n" + fit.output))
    for line in [
      "indexer    fold, folds 4", "seed       7", "precision  float32", "fitted to  40 rows of 2 features",
      "features   a, b", "layer-1: propagates columns 0", "  ridge-1: ridge (penalty 0.5, intercept true)",
      "  scaled.ridge-2: ridge (penalty 1.0, intercept true)",
    ] {
      #expect(inspect.output.contains(line + "\n"))
    }
  }

  @Test("A recipe is checked and spelled out")
  func recipe() async throws {
    try folder.write("folds: 3\nlearners: {ridge: {penalty: 0.25}}\nmeta: ols", to: "r.yml")
    let inspect = try await tool("inspect", "r.yml")
    #expect(
      inspect.output == """
        ensemble   super-learner, folds 3
        scorer     rmse
        precision  float32
        seed       0

        layer-1:
          ridge: ridge (penalty 0.25, intercept true)
        meta:
          ols: ols (intercept true)

        """)
  }

  @Test("An array, of which only the header is read")
  func array() async throws {
    try folder.write(
      Fixtures.npy(
        header: "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", data: Data(count: 12)),
      to: "x.npy")
    let inspect = try await tool("inspect", "x.npy")
    #expect(
      inspect.output == """
        array    x.npy
        shape    2 × 3
        type     >i2
        order    column-major
        rows     2
        columns  3

        """)
  }

  @Test("A text file, with its columns")
  func table() async throws {
    try folder.write("a,b\n1,nan\n2,5\n6,7\n", to: "x.csv")
    let inspect = try await tool("inspect", "x.csv")
    #expect(
      inspect.output == """
        table   x.csv
        shape   3 × 2
        header  yes

        column  name      min     mean      max
             0  a     1.00000  3.00000  6.00000
             1  b         nan      nan      nan

        """)
  }

  @Test("What is none of these", arguments: ["x.txt", "x", "none"])
  func others(name: String) async throws {
    if name != "none" { try folder.write("hello", to: name) }
    let inspect = try await tool("inspect", name)
    #expect(inspect.code == 1)
    #expect(inspect.complaints.count == 1)
    #expect(inspect.error.hasPrefix("ensembles: cannot inspect “\(name)”: "))
  }

  @Test("The list of learners holds every type with its parameters, as text and as JSON")
  func learners() async throws {
    let text = try await tool("learners").output
    let json = try await tool("learners", "--format", "json").output
    let list = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    func entries(_ section: String) -> [[String: Any]] { list[section] as? [[String: Any]] ?? [] }
    func names(_ section: String) -> [String] { entries(section).compactMap { $0["name"] as? String } }
    #expect(names("learners") == ["elastic-net", "lasso", "ols", "ridge"])
    #expect(names("preprocessing") == ["columns", "shift", "standardize"])
    #expect(names("ensembles") == ["super-learner", "blend"])
    #expect(names("scorers") == ["rmse", "mae", "r2"])
    for name in ["learners", "preprocessing", "ensembles", "scorers"].flatMap(names) {
      #expect(text.contains("\n\(name) "))
    }
    let ridge = try #require(entries("learners").last?["parameters"] as? [[String: Any]])
    #expect(ridge.map { $0["name"] as? String } == ["penalty", "intercept"])
    #expect(ridge[0]["default"] as? Double == 1)
    #expect((list["libraries"] as? [String])?.first?.hasPrefix("OpenBLAS ") == true)
    #expect(ridge[0]["domain"] as? String == "a number of at least 0")
  }
}
