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
      "indexer    fold, assignment automatic, folds 4", "seed       7", "precision  float32",
      "fitted to  40 rows of 2 features",
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
        ensemble   super-learner, folds 3, assignment automatic
        scorer     rmse, or accuracy of classes
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

  @Test("A table with words")
  func words() async throws {
    try folder.write("a,b\n1,x\n2,y\n6,x\n", to: "x.csv")
    let inspect = try await tool("inspect", "x.csv")
    #expect(
      inspect.output.hasSuffix("     1  b              2 words         \n")
        || inspect.output.contains("2 words"))
  }

  @Test("A recipe that says everything")
  func everything() async throws {
    try folder.write(Fixtures.fullRecipe, to: "r.yaml")
    let inspect = try await tool("inspect", "r.yaml")
    #expect(inspect.error == "")
    #expect(inspect.output == Fixtures.fullRecipeDescription)
  }

  @Test("What is none of these", arguments: ["x.dat", "x", "none"])
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
    // What is registered elsewhere must be in the list; what each entry says is tried on a few.
    #expect(
      Set(names("learners")).isSuperset(of: ["elastic-net", "lasso", "ols", "ridge", "logistic", "nnls"]))
    #expect(Set(names("preprocessing")).isSuperset(of: ["columns", "shift", "standardize"]))
    #expect(
      names("ensembles") == [
        "super-learner", "blend", "subsemble", "clustered-subsemble", "temporal", "sequential",
      ])
    #expect(
      names("indexers") == [
        "blend", "clustered-subset", "fold", "full", "grouped-fold", "repeated-fold", "subset", "temporal",
      ])
    #expect(names("partitioners") == ["k-means"])
    #expect(Set(names("scorers")).isSuperset(of: ["rmse", "mae", "r2", "accuracy", "log-loss"]))
    for section in ["learners", "preprocessing", "ensembles", "indexers", "partitioners", "scorers"] {
      for name in names(section) { #expect(text.contains("\n\(name) ")) }
    }
    func entry(_ name: String, _ section: String = "learners") throws -> [String: Any] {
      try #require(entries(section).first { $0["name"] as? String == name })
    }
    #expect(try entry("logistic")["task"] as? String == "classification")
    #expect(try entry("ridge")["task"] as? String == "regression")
    #expect(try entry("ridge")["acceptsWeights"] as? Bool == true)
    #expect(try entry("nnls")["readableWeights"] as? Bool == true)
    let clustered = try #require(try entry("clustered-subset", "indexers")["parameters"] as? [[String: Any]])
    #expect(clustered.map { $0["name"] as? String } == ["clustering", "folds", "seed"])
    let ridge = try #require(try entry("ridge")["parameters"] as? [[String: Any]])
    #expect(ridge.map { $0["name"] as? String } == ["penalty", "intercept"])
    #expect(ridge[0]["default"] as? Double == 1)
    let libraries = try #require(list["libraries"] as? [String])
    let names = ["OpenBLAS", "LIBSVM", "LIBLINEAR", "LightGBM", "XGBoost"]
    #expect(libraries.count == names.count && zip(libraries, names).allSatisfy { $0.hasPrefix($1) })
    #expect(ridge[0]["domain"] as? String == "a number of at least 0")
  }
}
