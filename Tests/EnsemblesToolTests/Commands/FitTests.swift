import Foundation
import Testing

@Suite("ensembles fit and predict")
struct FitTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write(Fixtures.csv, to: "d.csv")
    try folder.write(Fixtures.exactRecipe, to: "exact.yaml")
    try folder.write(Fixtures.recipe, to: "r.yaml")
  }

  private func expectExact(_ predictions: [Double]) {
    #expect(predictions.count == Fixtures.rows.count)
    for (prediction, row) in zip(predictions, Fixtures.rows) { #expect(abs(prediction - row[2]) < 1e-9) }
  }

  @Test(
    "The target is a column by name, by number from either end, or a file",
    arguments: ["y", "2", "-1", "target.csv", "./target.npy", "target-2d.npy"])
  func target(word: String) async throws {
    let isFile = word.contains(".")
    let features = isFile ? "x.csv" : "d.csv"
    try folder.write("a,b\n" + Fixtures.text(of: Fixtures.rows.map { [$0[0], $0[1]] }), to: "x.csv")
    try folder.write(Fixtures.text(of: Fixtures.rows.map { [$0[2]] }), to: "target.csv")
    try folder.write(Fixtures.npy(shape: [40], Fixtures.rows.map { $0[2] }), to: "target.npy")
    try folder.write(Fixtures.npy(shape: [40, 1], Fixtures.rows.map { $0[2] }), to: "target-2d.npy")
    let fit = try await tool("fit", "exact.yaml", "--data", features, "--target", word, "--output", "m")
    #expect(fit.code == 0)
    #expect(fit.error == "")
    #expect(fit.output.hasPrefix("layer    learner"))
    let predict = try await tool("predict", "m", "--data", "d.csv", "--output", "p.csv")
    #expect(predict.code == 0)
    #expect(predict.output + predict.error == "")
    let lines = try folder.lines(of: "p.csv")
    #expect(lines.first == "prediction")
    expectExact(lines.dropFirst().compactMap(Double.init))
  }

  @Test("CSV, TSV and NPY of either order and precision give the same model and the same predictions")
  func formats() async throws {
    try folder.write("a\tb\ty\n" + Fixtures.text(of: Fixtures.rows, separator: "\t"), to: "d.tsv")
    try folder.write(Fixtures.text(of: Fixtures.rows), to: "bare.csv")
    try folder.write(Fixtures.npy(shape: [40, 3], Fixtures.rows.flatMap(\.self)), to: "d.npy")
    let columns = (0..<3).flatMap { column in Fixtures.rows.map { $0[column] } }
    try folder.write(Fixtures.npy(shape: [40, 3], columns, isColumnMajor: true), to: "f.npy")
    // All of these numbers are exact in single precision.
    let single = Fixtures.rows.flatMap { $0.map(Float.init) }.withUnsafeBytes { Data($0) }
    try folder.write(
      Fixtures.npy(header: "{'descr': '<f4', 'fortran_order': False, 'shape': (40, 3), }", data: single),
      to: "s.npy")
    for (data, model) in [("d.tsv", "1"), ("bare.csv", "2"), ("d.npy", "3"), ("f.npy", "4"), ("s.npy", "5")] {
      let fit = try await tool("fit", "r.yaml", "--data", data, "--target", "2", "--output", model)
      #expect(fit.code == 0 && fit.error == "")
    }
    #expect(try await tool("fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "0").code == 0)
    for model in ["2", "3", "4", "5"] {
      for (name, data) in try folder.contents(below: model) where name != "report.json" {
        #expect(try folder.contents(below: "2")[name] == data, "\(name) of model \(model)")
      }
    }

    try folder.write(Fixtures.npy(shape: [40, 2], Fixtures.rows.flatMap { $0[..<2] }), to: "x.npy")
    #expect(try await tool("predict", "3", "--data", "x.npy", "--output", "p.npy").code == 0)
    #expect(try await tool("predict", "0", "--data", "d.csv", "--output", "p.csv").code == 0)
    let output = try await tool("predict", "1", "--data", "d.tsv")
    #expect(output.code == 0)
    let binary = Fixtures.numbers(of: try folder.data(of: "p.npy"))
    #expect(binary.count == 40)
    #expect(try folder.lines(of: "p.csv").dropFirst().compactMap(Double.init) == binary)
    #expect(output.output == String(decoding: try folder.data(of: "p.csv"), as: UTF8.self))
  }

  @Test("The model does not depend on the number of workers or on what they are")
  func workers() async throws {
    for (name, options) in [
      ("1", ["--workers", "1"]), ("5", ["--workers", "5"]), ("s", ["--backend", "sequential"]),
      ("p", ["--backend", "processes", "--workers", "2"]), ("f", ["--backend", "forks", "--workers", "2"]),
    ] {
      let line =
        "exec \"$0\" fit r.yaml --data d.csv --target y --output \(name) " + options.joined(separator: " ")
      #expect(try await tool.shell(line).code == 0)
      let predict =
        "exec \"$0\" predict \(name) --data d.csv --output \(name).npy " + options.joined(separator: " ")
      #expect(try await tool.shell(predict).code == 0)
    }
    var models = try ["1", "5", "s", "p", "f"].map { try folder.contents(below: $0) }
    for index in models.indices { models[index]["report.json"] = nil }
    #expect(models[0].count > 3)
    for model in models { #expect(model == models[0]) }
    for name in ["5", "s", "p", "f"] {
      #expect(try folder.data(of: "1.npy") == folder.data(of: "\(name).npy"))
    }
  }

  @Test("A recipe gives the same model as YAML and as JSON")
  func recipes() async throws {
    try folder.write(Fixtures.recipeJSON, to: "r.json")
    for recipe in ["r.yaml", "r.json"] {
      #expect(
        try await tool("fit", recipe, "--data", "d.csv", "--target", "y", "--output", recipe + ".m").code == 0
      )
    }
    var (yaml, json) = (try folder.contents(below: "r.yaml.m"), try folder.contents(below: "r.json.m"))
    yaml["report.json"] = nil
    json["report.json"] = nil
    #expect(yaml.count > 3)
    #expect(yaml == json)
  }

  @Test("A recipe that says everything is fitted")
  func everything() async throws {
    try folder.write(Fixtures.fullRecipe, to: "full.yaml")
    let fit = try await tool(
      "fit", "full.yaml", "--data", "d.csv", "--target", "y", "--output", "m", "--backend", "processes")
    #expect(fit.error == "")
    #expect(fit.code == 0)
    // Measures of their own stand in the lines of the report.
    #expect(fit.output.contains(/base +mild +mae/))
    #expect(fit.output.contains(/layer-2 +ols +r2/))
    #expect(fit.output.contains(/meta +nnls +rmse/))
    let predict = try await tool("predict", "m", "--data", "d.csv")
    let predictions = predict.output.split(separator: "\n").dropFirst().compactMap { Double($0) }
    try #require(predictions.count == 40)
    for (prediction, row) in zip(predictions, Fixtures.rows) { #expect(abs(prediction - row[2]) < 0.5) }
  }

  @Test("A recipe may come through a pipe")
  func pipe() async throws {
    let line = "cat exact.yaml | \"$0\" fit /dev/stdin --data d.csv --target y --output m"
    #expect(try await tool.shell(line).code == 0)
    #expect(try folder.names.contains("m"))
  }

  @Test("The seed of the command line goes before that of the recipe")
  func seed() async throws {
    #expect(
      try await tool("fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m", "--seed", "99")
        .code == 0)
    #expect(try await tool("inspect", "m").output.contains("seed       99\n"))
  }

  @Test("The report is JSON if asked for")
  func json() async throws {
    let fit = try await tool(
      "fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m", "--format", "json")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(fit.output.utf8)) as? [String: Any])
    #expect(report["scorer"] as? String == "mae")
    #expect(report["rowCount"] as? Int == 40)
    let learners = try #require(report["learners"] as? [[String: Any]])
    #expect(
      learners.map { $0["learner"] as? String } == ["ols", "ridge-1", "scaled.ridge-2", "sparse", "ridge"])
    #expect((learners[0]["scores"] as? [Double])?.count == 4)
    #expect((learners[0]["fitTimes"] as? [Double])?.allSatisfy { $0 > 0 } == true)
  }

  @Test("A trace shows every fit, in lanes for so many workers")
  func trace() async throws {
    let fit = try await tool(
      "fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m", "--workers", "2", "--trace",
      "t.json")
    #expect(fit.code == 0)
    #expect(fit.error == "")
    let document = try #require(
      try JSONSerialization.jsonObject(with: folder.data(of: "t.json")) as? [String: Any])
    let events = try #require(document["traceEvents"] as? [[String: Any]])
    let tasks = events.filter { $0["ph"] as? String == "X" && $0["cat"] as? String == "tasks" }
    let count = tasks.compactMap { ($0["args"] as? [String: Any])?["tasks"] as? Int }.reduce(0, +)
    // Four learners and the meta learner, each on four folds and on all rows, and a pipeline of two steps besides.
    #expect(count >= 5 * 5 + 5)
    #expect((1...2).contains(Set(tasks.compactMap { $0["tid"] as? Int }).count))
    let predict = try await tool("predict", "m", "--data", "d.csv", "--output", "p.csv", "--trace", "t.json")
    #expect(predict.code == 0)
  }

  @Test(
    "A trace that cannot be written is refused before the fit",
    arguments: [
      ("no/t.json", "ensembles: cannot write “no/t.json”: there is no folder “no”"),
      ("d.csv", "ensembles: the trace would replace “d.csv”; choose another name for it"),
      (
        "./m",
        "ensembles: “m” is for the model alone, and so not for the trace “./m”; choose another place for that"
      ),
    ])
  func badTrace(path: String, complaint: String) async throws {
    let before = try folder.names
    let fit = try await tool(
      "fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m", "--trace", path)
    #expect(fit.code == 1)
    #expect(fit.complaints == [complaint])
    #expect(try folder.names == before)
  }

  @Test("Columns are found by name, in any order, among others")
  func columnsByName() async throws {
    #expect(
      try await tool("fit", "exact.yaml", "--data", "d.csv", "--target", "y", "--output", "m").code == 0)
    let shuffled = Fixtures.rows.map { [$0[1], 17, $0[0]] }
    try folder.write("b,extra,a\n" + Fixtures.text(of: shuffled), to: "other.csv")
    let predict = try await tool("predict", "m", "--data", "other.csv")
    expectExact(predict.output.split(separator: "\n").dropFirst().compactMap { Double($0) })
  }

  @Test("Without a meta learner every learner's column is predicted")
  func severalColumns() async throws {
    try folder.write("learners: [ols, ridge]", to: "two.yaml")
    #expect(try await tool("fit", "two.yaml", "--data", "d.csv", "--target", "y", "--output", "m").code == 0)
    let predict = try await tool("predict", "m", "--data", "d.csv")
    #expect(predict.output.hasPrefix("ols,ridge\n"))
    #expect(try await tool("predict", "m", "--data", "d.csv", "--output", "p.npy").code == 0)
    #expect(try await tool("inspect", "p.npy").output.contains("shape    40 × 2\n"))
  }

  @Test("A model is replaced by the next, a folder of other things is not")
  func replacement() async throws {
    for _ in 1...2 {
      #expect(
        try await tool("fit", "exact.yaml", "--data", "d.csv", "--target", "y", "--output", "m").code == 0)
    }
    try folder.makeFolder("mine")
    try folder.write("dear", to: "mine/letter.txt")
    let fit = try await tool("fit", "exact.yaml", "--data", "d.csv", "--target", "y", "--output", "mine")
    #expect(fit.code == 1)
    #expect(
      fit.complaints == [
        "ensembles: cannot replace “mine”: the folder holds other things; remove it or choose another name"
      ])
    #expect(try folder.contents(below: "mine") == ["letter.txt": Data("dear".utf8)])
  }

  @Test("A header of numbers is one if that is said, and a line of words is none if that is said")
  func header() async throws {
    try folder.write("1,2,3\n" + Fixtures.text(of: Fixtures.rows), to: "years.csv")
    let fit = try await tool(
      "fit", "exact.yaml", "--data", "years.csv", "--target", "3", "--output", "m", "--header")
    #expect(fit.code == 0)
    #expect(try await tool("inspect", "m").output.contains("features   1, 2\n"))
    let wrong = try await tool(
      "fit", "exact.yaml", "--data", "d.csv", "--target", "2", "--output", "n", "--no-header")
    #expect(wrong.code == 1)
    #expect(wrong.complaints.count == 1)
    #expect(wrong.error.contains("“d.csv”, line 1, column 1: “a” is not a number"))
  }
}
