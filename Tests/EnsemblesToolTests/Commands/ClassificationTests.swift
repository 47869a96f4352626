import Foundation
import Testing

@Suite("ensembles fit and predict labels")
struct ClassificationTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write(Flowers.csv, to: "d.csv")
    try folder.write(Flowers.recipe, to: "r.yaml")
  }

  private func fit(
    _ recipe: String = "r.yaml", data: String = "d.csv", target: String = "kind", output: String = "m",
    _ options: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let fit = try await tool.shell(
      "exec \"$0\" fit \(recipe) --data \(data) --target \(target) --output \(output) \(options)")
    #expect(fit.code == 0, sourceLocation: sourceLocation)
    #expect(fit.error == "", sourceLocation: sourceLocation)
  }

  /// The labels that a model predicts for a table.
  private func labels(_ model: String = "m", data: String = "d.csv") async throws -> [String] {
    let predict = try await tool("predict", model, "--data", data)
    #expect(predict.code == 0)
    let lines = predict.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "prediction")
    return Array(lines.dropFirst())
  }

  @Test("A target of words is learned and predicted as words, which the table may hold")
  func words() async throws {
    try await fit()
    let labels = try await labels()
    try #require(labels.count == 90)
    let hits = zip(labels, Flowers.rows).count { $0 == Flowers.kinds[$1.kind] }
    #expect(hits > 70)
    let inspect = try await tool("inspect", "m")
    #expect(inspect.output.contains("classes    setosa, versicolor, virginica\n"))
    #expect(inspect.output.contains("accuracy"))
  }

  @Test("Probabilities have a column for each label, in the order of the header")
  func probabilities() async throws {
    try await fit()
    let predict = try await tool("predict", "m", "--data", "d.csv", "--probabilities")
    let lines = predict.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    try #require(lines.count == 91)
    #expect(lines[0] == Flowers.kinds)
    let labels = try await labels()
    for (line, label) in zip(lines.dropFirst(), labels) {
      let probabilities = line.compactMap(Double.init)
      try #require(probabilities.count == 3)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
      let best = try #require(probabilities.indices.max { probabilities[$0] < probabilities[$1] })
      #expect(Flowers.kinds[best] == label)
    }
    #expect(
      try await tool("predict", "m", "--data", "d.csv", "--probabilities", "--output", "p.npy").code == 0)
    #expect(
      Fixtures.numbers(of: try folder.data(of: "p.npy"))
        == lines.dropFirst().flatMap { $0.compactMap(Double.init) })
  }

  @Test("Numbers are labels if that is said, in the order of the numbers", arguments: ["--labels", ""])
  func numbers(option: String) async throws {
    try folder.write(Flowers.numbered, to: "n.csv")
    if option.isEmpty { try folder.write("task: classification\n" + Flowers.recipe, to: "r.yaml") }
    try await fit(data: "n.csv", option)
    #expect(try await tool("inspect", "m").output.contains("classes    8, 9, 10\n"))
    let labels = try await labels(data: "n.csv")
    #expect(zip(labels, Flowers.rows).count { $0 == "\(10 - $1.kind)" } > 70)
    #expect(try await tool("predict", "m", "--data", "n.csv", "--output", "p.npy").code == 0)
    #expect(Fixtures.numbers(of: try folder.data(of: "p.npy")) == labels.compactMap(Double.init))
    let bare = Flowers.rows.flatMap { [$0.a, $0.b, Double(10 - $0.kind)] }
    try folder.write(Fixtures.npy(shape: [90, 3], bare), to: "n.npy")
    try await fit(data: "n.npy", target: "2", output: "binary", option)
    #expect(try await tool("inspect", "binary").output.contains("classes    8, 9, 10\n"))
  }

  @Test("Labels may be in a file of their own, with a header and without", arguments: ["", "kind\n"])
  func file(header: String) async throws {
    try folder.write("a b\n" + Flowers.rows.map { "\($0.a)  \($0.b)\n" }.joined(), to: "x.txt")
    try folder.write(header + Flowers.rows.map { Flowers.kinds[$0.kind] + "\n" }.joined(), to: "y.csv")
    try await fit(data: "x.txt", target: "y.csv")
    try await fit(output: "whole")
    let (file, whole) = (try await labels(data: "x.txt"), try await labels("whole"))
    #expect(file == whole)
  }

  @Test("A file of labels that lacks a row is not filled up with its header")
  func shortFile() async throws {
    try folder.write("a b\n" + Flowers.rows.map { "\($0.a)  \($0.b)\n" }.joined(), to: "x.txt")
    let labels = Flowers.rows.dropLast().map { Flowers.kinds[$0.kind] + "\n" }
    try folder.write("species\n" + labels.joined(), to: "y.csv")
    let before = try folder.names
    let fit = try await tool("fit", "r.yaml", "--data", "x.txt", "--target", "y.csv", "--output", "m")
    #expect(fit.code == 1)
    #expect(fit.complaints == ["ensembles: “x.txt” has 90 rows, but the target has 89 values"])
    #expect(try folder.names == before)
  }

  @Test("Every backend gives the same model", arguments: ["processes", "forks", "sequential"])
  func backends(name: String) async throws {
    try await fit(output: "threads")
    try await fit(output: "other", "--backend \(name) --workers 2")
    var (threads, other) = (try folder.contents(below: "threads"), try folder.contents(below: "other"))
    threads["report.json"] = nil
    other["report.json"] = nil
    #expect(threads.count > 2)
    #expect(threads == other)
  }

  struct Mistake: CustomTestStringConvertible {
    var recipe: String
    var data: String
    var options: String
    var sentence: String
    var testDescription: String { sentence }

    init(_ recipe: String, _ data: String, _ options: String, _ sentence: String) {
      self.recipe = recipe
      self.data = data
      self.options = options
      self.sentence = sentence
    }
  }

  private static let late =
    "a,b,kind\n" + (0..<40).map { "\($0),\($0 % 3),\($0 < 39 ? $0 % 2 == 0 ? "x" : "y" : "z")\n" }.joined()

  @Test(
    "What does not go together gets one sentence",
    arguments: [
      Mistake(
        "learners: ols", Flowers.csv, "",
        "“ols” of layer-1 does not suit: “ols” predicts numbers, but the target has classes; use a classifier, or "
          + "give the target as numbers"),
      Mistake(
        Flowers.recipe, Flowers.numbered, "",
        "“logistic” tells classes apart, but the target has numbers; if they are labels, say “--labels”, or “task: "
          + "classification” in the recipe"),
      Mistake(
        "task: regression\nlearners: ols", Flowers.csv, "",
        "the task of the recipe is regression, but the target has labels such as “setosa”; choose another target, or "
          + "“task: classification”"),
      Mistake(
        "scorer: rmse\n" + Flowers.recipe, Flowers.csv, "",
        "layer-1 cannot be scored: “rmse” measures predictions of numbers, but the target has classes; use “accuracy” "
          + "or another scorer of classes"),
      Mistake(
        "assignment: consecutive\n" + Flowers.recipe, late, "",
        "fold 5 of layer-1 has no row of the class “z” to learn from; use stratified folds, fewer of them, or more "
          + "rows of that class"),
      Mistake(
        Flowers.recipe, "a,b,kind\n1,2,x\n3,4,5\n", "",
        "“d.csv”, line 3, column 3 (“kind”): “5” is a number, but the cells above hold words"),
      Mistake(
        Flowers.recipe, "a,b,kind\n1,2,x\n3,4,NA\n", "",
        "“d.csv”, line 3, column 3 (“kind”): “NA” stands for a missing value, not a word"),
      Mistake(
        Flowers.recipe, "a,b,kind\n1,2,x\n3,4,\n", "--labels",
        "“d.csv”, line 3, column 3 (“kind”): the cell is empty, but should hold a word"),
      Mistake(
        Flowers.recipe, "a,b,kind\n1,two,x\n3,4,y\n", "",
        "“d.csv”, line 2, column 2 (“b”): “two” is not a number; learners take numbers alone: "
          + "write one, put the step “one-hot” before them, or leave the column out with “--ignore b”"),
      Mistake(
        Flowers.recipe, Flowers.csv, "--target kind,a",
        "the target has 2 columns, but labels, as in “kind”, need one alone"),
    ])
  func mistakes(_ mistake: Mistake) async throws {
    try folder.write(mistake.recipe, to: "r.yaml")
    try folder.write(mistake.data, to: "d.csv")
    let before = try folder.names
    let target = mistake.options.contains("--target") ? "" : "--target kind"
    let fit = try await tool.shell(
      "exec \"$0\" fit r.yaml --data d.csv \(target) --output m \(mistake.options)")
    #expect(fit.code == 1)
    #expect(fit.complaints == ["ensembles: " + mistake.sentence])
    #expect(fit.output == "")
    #expect(try folder.names == before)
  }

  @Test(
    "A model whose last learners may disagree is told from one that has an answer",
    arguments: ["", "--probabilities"])
  func severalLast(option: String) async throws {
    try folder.write("learners: [logistic, {logistic: {penalty: 10}, name: mild}]\n", to: "two.yaml")
    try await fit("two.yaml", output: "two")
    let predict = try await tool.shell("exec \"$0\" predict two --data d.csv \(option)")
    #expect(predict.code == 1)
    #expect(predict.output == "")
    #expect(
      predict.complaints == [
        "ensembles: “two” ends in 2 models of classes (“logistic”, “mild” of layer-1), which may each say something else; "
          + "give the recipe one learner under “meta” that decides, and fit it again"
      ])
  }

  @Test("Labels that an array cannot hold, and probabilities of numbers, are refused")
  func unsuitableOutput() async throws {
    try await fit()
    let array = try await tool("predict", "m", "--data", "d.csv", "--output", "p.npy")
    #expect(array.code == 1)
    #expect(
      array.complaints == [
        "ensembles: “p.npy” can hold numbers alone, but “setosa” is a label; write to a text file such as .csv, or "
          + "ask for “--probabilities”"
      ])
    try folder.write("learners: ols", to: "n.yaml")
    try await fit("n.yaml", target: "b", output: "n", "--ignore kind")
    let probabilities = try await tool("predict", "n", "--data", "d.csv", "--probabilities")
    #expect(probabilities.code == 1)
    #expect(
      probabilities.complaints == [
        "ensembles: “n” predicts numbers, and so has no probabilities; leave out “--probabilities”"
      ])
    try folder.write("a,b\n1,2\none,2\n", to: "words.csv")
    let words = try await tool("predict", "m", "--data", "words.csv")
    #expect(words.code == 1)
    #expect(
      words.complaints == [
        "ensembles: “words.csv”, line 3, column 1 (“a”): “one” is not a number; the model was fitted to numbers there: "
          + "write one"
      ])
    let sparse = try await tool("predict", "n", "--data", "d.csv", "--output", "p.npz")
    #expect(sparse.code == 2)
  }
}
