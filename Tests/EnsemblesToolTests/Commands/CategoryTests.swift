import Foundation
import Testing

@Suite("Columns of words and missing values")
struct CategoryTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write(Self.recipe, to: "r.yaml")
    try folder.write(Self.houses(), to: "houses.csv")
  }

  private static let recipe = """
    folds: 3
    learners:
      - preprocessing: [{one-hot: {unknown: zeros}}, {impute: {strategy: median, indicators: true}}, standardize]
        learners: [ridge]
      - tree: {depth: 3}
    meta: ridge
    """

  /// Sizes, some of them missing, colors, one of them missing, zones that look like numbers, and a price.
  private static func houses(_ indices: some Sequence<Int> = 0..<48) -> String {
    "size,color,zone,price\n"
      + indices.map { row in
        let color = row == 5 ? "" : ["red", "blue", "green"][row % 3]
        let size = row % 8 == 2 ? "NA" : "\(row % 10)"
        return
          "\(size),\(color),0\(row % 2),\(Double(row % 10) * 2 + [30.0, 10, 20][row % 3] + Double(row % 2))\n"
      }.joined()
  }

  private func predictions(_ model: String, _ data: String) async throws -> [Double] {
    let outcome = try await tool("predict", model, "--data", data)
    #expect(outcome.error == "")
    return outcome.output.split(separator: "\n").dropFirst().compactMap { Double($0) }
  }

  @Test("They are learned from and predicted from, in whichever order words and columns come")
  func predicting() async throws {
    let fit = try await tool(
      "fit", "r.yaml", "--data", "houses.csv", "--target", "price", "--categories", "zone", "--output", "m")
    #expect(fit.error == "" && fit.code == 0)
    let inspected = try await tool("inspect", "m").output
    #expect(inspected.contains("words of color") && inspected.contains("blue, green, red"))
    #expect(inspected.contains("words of zone") && inspected.contains("00, 01"))
    let all = try await predictions("m", "houses.csv")
    try #require(all.count == 48)
    // Rows in reverse order have their words in another order of first appearance.
    try folder.write(Self.houses((0..<48).reversed()), to: "reversed.csv")
    #expect(try await predictions("m", "reversed.csv") == all.reversed())
    try folder.write("zone,color,size\n01,green,1\n00,,\n", to: "others.csv")
    let others = try await predictions("m", "others.csv")
    #expect(others.count == 2 && others.allSatisfy { $0.isFinite })
    // Colors are worth 30, 10 and 20: they were not learned as numbers in the order of their places.
    try folder.write("size,color,zone\n4,red,00\n4,blue,00\n4,green,00\n", to: "colors.csv")
    let colors = try await predictions("m", "colors.csv")
    for (color, worth) in zip(colors, [38.0, 18, 28]) { #expect(abs(color - worth) < 4) }
  }

  @Test(
    "Trees split them by sets of words, and send those they do not know where missing ones go",
    arguments: ["tree", "random-forest: {trees: 5}", "extra-trees: {trees: 5}"])
  func forests(learner: String) async throws {
    // The words that are worth much are no neighbours in any order of the file or the alphabet.
    let words = ["ash", "oak", "elm", "fir", "yew", "box", "fig", "bay"]
    let dear: Set = ["ash", "fig", "oak"]
    func table(_ indices: some Sequence<Int>) -> String {
      "tree,code,price\n"
        + indices.map { "\(words[$0 % 8]),\($0 % 5),\(dear.contains(words[$0 % 8]) ? 90 : 10)\n" }.joined()
    }
    try folder.write("folds: 2\nlearners:\n  - \(learner)\nmeta: ols\n", to: "forest.yaml")
    try folder.write(table(0..<160), to: "trees.csv")
    let fit = try await tool(
      "fit", "forest.yaml", "--data", "trees.csv", "--target", "price", "--categories", "code", "--output",
      "f")
    #expect(fit.error == "" && fit.code == 0)
    try folder.write(table((0..<40).reversed()), to: "seen.csv")
    for (row, value) in try await predictions("f", "seen.csv").enumerated() {
      #expect(abs(value - (dear.contains(words[(39 - row) % 8]) ? 90 : 10)) < 1e-3)
    }
    try folder.write("code,tree\n7,ash\n,ash\n2,gum\n2,\n", to: "unseen.csv")
    let unseen = try await predictions("f", "unseen.csv")
    try #require(unseen.count == 4)
    #expect(unseen[0] == unseen[1] && unseen[2] == unseen[3])
  }

  @Test("An evaluation takes them too")
  func evaluating() async throws {
    let outcome = try await tool(
      "evaluate", "r.yaml", "--data", "houses.csv", "--target", "price", "--folds", "3")
    #expect(outcome.error == "" && outcome.code == 0)
    #expect(outcome.output.contains("ridge"))
  }

  @Test("A word that was not there is zeros, or an error that says which")
  func unknownWords() async throws {
    try folder.write(
      "folds: 3\nlearners:\n  - preprocessing: [one-hot, impute]\n    learners: [ols]\nmeta: ols\n",
      to: "s.yaml")
    for recipe in ["r", "s"] {
      let fit = try await tool(
        "fit", "\(recipe).yaml", "--data", "houses.csv", "--target", "price", "--ignore", "zone", "--output",
        recipe)
      // The only missing color is unknown to the fold that it is left out of.
      #expect(fit.code == (recipe == "r" ? 0 : 1))
      if recipe == "s" { #expect(fit.error.contains("let “unknown” be “zeros”")) }
    }
    try folder.write(Self.houses((0..<48).filter { $0 != 5 }), to: "whole.csv")
    let fit = try await tool(
      "fit", "s.yaml", "--data", "whole.csv", "--target", "price", "--ignore", "zone", "--output", "s")
    #expect(fit.error == "" && fit.code == 0)
    try folder.write("size,color\n4,purple\n", to: "purple.csv")
    #expect(try await predictions("r", "purple.csv").count == 1)
    let outcome = try await tool("predict", "s", "--data", "purple.csv")
    #expect(outcome.code == 1)
    #expect(
      outcome.error.contains("“purple” in the column “color” is a word that the model was not fitted to"))
  }

  @Test(
    "Where they do not suit, the place is named",
    arguments: [
      ("learners: ols\n", "size,color,y\n1,red,2\n", "line 2, column 2 (“color”): “red” is not a number"),
      ("learners: tree\n", "size,color,y\n1,red,2\n2,7,3\n", "line 3, column 2 (“color”): “7” is a number"),
      (
        "learners: tree\n", "size,color,y\n1,7,2\n2,red,3\n",
        "line 3, column 2 (“color”): “red” is not a number"
      ),
      ("learners: tree\n", "size,color,y\n1,7,2\n2,3\n", "line 3: the row has 2 cells"),
      ("learners: tree\n", "size,color,y\n1,7,2\n2,3,\n", "line 3, column 3 (“y”): the cell is empty"),
      ("learners: ols\n", "size,color,y\n1,7,2\n,3,4\n", "line 3, column 1 (“size”): the cell is empty"),
    ])
  func misfits(recipe: String, data: String, words: String) async throws {
    try folder.write(recipe, to: "x.yaml")
    try folder.write(data, to: "x.csv")
    let outcome = try await tool("fit", "x.yaml", "--data", "x.csv", "--target", "y", "--output", "x")
    #expect(outcome.code == 1)
    #expect(outcome.error.contains(words), "\(outcome.error)")
  }

  @Test("A column of categories is one, and suits")
  func declared() async throws {
    try folder.write("learners: ols\n", to: "ols.yaml")
    for (categories, recipe, words) in [
      ("colour", "r.yaml", "did you mean “color”"),
      ("price", "r.yaml", "cannot serve as the target and as a column of categories"),
      ("zone", "ols.yaml", "“ols” learns from numbers alone, but the column “zone” holds words"),
    ] {
      let data = "size,color,zone,price\n" + (0..<20).map { "\($0),1,0\($0 % 2),\($0)\n" }.joined()
      try folder.write(data, to: "plain.csv")
      let outcome = try await tool(
        "fit", recipe, "--data", "plain.csv", "--target", "price", "--categories", categories, "--output", "y"
      )
      #expect(outcome.code == 1)
      #expect(outcome.error.contains(words), "\(outcome.error)")
    }
  }
}
