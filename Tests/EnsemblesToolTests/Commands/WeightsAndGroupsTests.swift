import Foundation
import SystemPackage
import Testing

@Suite("ensembles fit with weights, groups, several targets and sparse features")
struct WeightsAndGroupsTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write("folds: 2\nlearners: [ols, ridge]\nmeta: ridge\n", to: "r.yaml")
  }

  /// Rows of two features, a target, a weight and the word of a group, four rows each.
  private static func rows(_ weight: (Int) -> Double, _ indices: some Sequence<Int> = 0..<40) -> String {
    "a,b,y,w,who\n"
      + indices.map { row in
        let features = Fixtures.rows[row]
        return "\(features[0]),\(features[1]),\(features[2] + Double(row % 2)),\(weight(row)),p\(row / 4)\n"
      }.joined()
  }

  private func fit(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) async throws
    -> Tool.Outcome
  {
    let fit = try await tool.shell("exec \"$0\" fit \(line)")
    #expect(fit.error == "", sourceLocation: sourceLocation)
    #expect(fit.code == 0, sourceLocation: sourceLocation)
    return fit
  }

  private func predictions(_ model: String, _ data: String) async throws -> [Double] {
    try await tool("predict", model, "--data", data).output.split(separator: "\n").dropFirst().compactMap {
      Double($0)
    }
  }

  @Test("Weights are a column or a file, and count")
  func weights() async throws {
    let weight = { (row: Int) in row % 2 == 0 ? 1.0 : 0 }
    try folder.write("learners: ols\n", to: "ols.yaml")
    try folder.write(Self.rows(weight), to: "d.csv")
    try folder.write("w\n" + (0..<40).map { "\(weight($0))\n" }.joined(), to: "w.csv")
    _ = try await fit("ols.yaml --data d.csv --target y --weights w --ignore who --output column")
    _ = try await fit("ols.yaml --data d.csv --target y --weights ./w.csv --ignore w,who --output file")
    // Rows of even numbers have a target that is exactly linear, and the others weigh nothing.
    let expected = Fixtures.rows.map { $0[2] }
    for model in ["column", "file"] {
      let predictions = try await predictions(model, "d.csv")
      try #require(predictions.count == 40)
      for (prediction, truth) in zip(predictions, expected) { #expect(abs(prediction - truth) < 1e-9) }
    }
    _ = try await fit("ols.yaml --data d.csv --target y --ignore w,who --output plain")
    let plain = try await predictions("plain", "d.csv")
    #expect(zip(plain, expected).contains { abs($0 - $1) > 0.1 })
  }

  @Test("Groups are a column of words, and grouped folds need them")
  func groups() async throws {
    try folder.write(Self.rows { _ in 1 }, to: "d.csv")
    try folder.write(
      "indexer: {grouped-fold: {folds: 5}}\nlearners: [ols, ridge]\nmeta: ridge\n", to: "g.yaml")
    let fit = try await fit("g.yaml --data d.csv --target y --groups who --ignore w --output m --format json")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(fit.output.utf8)) as? [String: Any])
    let learners = try #require(report["learners"] as? [[String: Any]])
    #expect((learners[0]["scores"] as? [Double])?.count == 5)
    #expect((report["weights"] as? [[String: Any]])?.count == 1)
    let without = try await tool(
      "fit", "g.yaml", "--data", "d.csv", "--target", "y", "--ignore", "w,who", "--output", "n")
    #expect(without.code == 1)
    #expect(
      without.complaints == [
        "ensembles: “grouped-fold” keeps groups together, but the data set has none; give it groups"
      ])
  }

  @Test(
    "Several targets are predicted beside each other, from columns or from a file",
    arguments: ["y,z", "t.csv"])
  func severalTargets(target: String) async throws {
    let isFile = target == "t.csv"
    let rows = Fixtures.rows.map { isFile ? [$0[0], $0[1]] : [$0[0], $0[1], $0[2], $0[0] - 1] }
    try folder.write((isFile ? "a,b\n" : "a,b,y,z\n") + Fixtures.text(of: rows), to: "d.csv")
    try folder.write(Fixtures.text(of: Fixtures.rows.map { [$0[2], $0[0] - 1] }), to: "t.csv")
    try folder.write("learners: ols\n", to: "ols.yaml")
    _ = try await fit("ols.yaml --data d.csv --target \(target) --output m")
    let lines = try await tool("predict", "m", "--data", "d.csv").output.split(separator: "\n")
    #expect(lines.first == "ols[0],ols[1]")
    try #require(lines.count == 41)
    for (line, row) in zip(lines.dropFirst(), Fixtures.rows) {
      let numbers = line.split(separator: ",").compactMap { Double($0) }
      #expect(abs(numbers[0] - row[2]) < 1e-9)
      #expect(abs(numbers[1] - row[0] + 1) < 1e-9)
    }
  }

  @Test("Sparse features give what dense ones give")
  func sparse() async throws {
    let matrix = Fixtures.rows.map { [$0[0], 0, $0[1]] }
    try folder.write(Fixtures.text(of: matrix), to: "x.csv")
    try Fixtures.writeSparse(matrix, to: folder.path.appending("x.npz"))
    try folder.write(Fixtures.text(of: Fixtures.rows.map { [$0[2]] }), to: "y.csv")
    for format in ["csv", "npz"] {
      _ = try await fit("r.yaml --data x.\(format) --target y.csv --output \(format)")
    }
    let (dense, sparse) = (try await predictions("csv", "x.csv"), try await predictions("npz", "x.npz"))
    try #require(dense.count == 40 && sparse.count == 40)
    for (dense, sparse) in zip(dense, sparse) { #expect(abs(dense - sparse) < 1e-9) }
    #expect(try await tool("inspect", "x.npz").output.contains("shape          40 × 3\n"))
  }

  @Test("A first word that does not occur again is a header, unless it is said that there is none")
  func firstWord() async throws {
    try folder.write(Fixtures.text(of: Fixtures.rows), to: "bare.csv")
    try folder.write("p\n" + String(repeating: "q\n", count: 39), to: "once.csv")
    let guess = try await tool(
      "fit", "r.yaml", "--data", "bare.csv", "--target", "2", "--groups", "once.csv", "--output", "m")
    #expect(guess.code == 1)
    #expect(guess.complaints == ["ensembles: “bare.csv” has 40 rows, but the groups have 39 values"])
    _ = try await fit("r.yaml --data bare.csv --target 2 --groups once.csv --output m --no-header")
    try folder.write("p\n" + String(repeating: "q\np\n", count: 19) + "q\n", to: "often.csv")
    _ = try await fit("r.yaml --data bare.csv --target 2 --groups often.csv --output n")
  }

  struct Mistake: CustomTestStringConvertible {
    var options: String
    var sentence: String
    var weight: @Sendable (Int) -> Double = { _ in 1 }
    var testDescription: String { sentence }

    init(_ options: String, _ sentence: String, _ weight: @escaping @Sendable (Int) -> Double = { _ in 1 }) {
      self.options = options
      self.sentence = sentence
      self.weight = weight
    }
  }

  @Test(
    "What does not suit gets one sentence",
    arguments: [
      Mistake(
        "--target y --weights w --ignore who",
        "the weights do not suit: the weight of row 3 (counted from 0) is -1.0, but a weight is 0 or a positive number",
        { $0 == 3 ? -1 : 1 }),
      Mistake(
        "--target y --weights w --ignore who",
        "the weights do not suit: the weight of row 0 (counted from 0) is nan, but a weight is 0 or a positive number",
        { _ in .nan }),
      Mistake(
        "--target y --weights w --ignore who",
        "the weights do not suit: all weights are 0, so that there is nothing to learn from", { _ in 0 }),
      Mistake(
        "--target y --weights w --ignore who",
        "fold 1 of layer-1 would predict rows whose weights are all 0, which cannot be scored; use fewer folds, or remove "
          + "rows of weight 0",
        { $0 < 20 ? 0 : 1 }),
      Mistake(
        "--target y --weights few.csv --ignore w,who", "“d.csv” has 40 rows, but the weights have 2 values"),
      Mistake(
        "--target y --groups short.csv --ignore w,who", "“d.csv” has 40 rows, but the groups have 39 values"),
      Mistake(
        "--target y --weights two.csv --ignore w,who",
        "the weights in “two.csv” must have one column, but have 2"),
      Mistake(
        "--target y --weights who --ignore w",
        "“d.csv”, line 2, column 5 (“who”): “p0” is not a number"
      ),
      Mistake("--target y --weights y", "the column “y” cannot serve as the target and as the weights"),
      Mistake("--target y,y", "the column “y” is named twice as the target; name it once"),
      Mistake(
        "--target y --groups whoo",
        "the groups “whoo” are neither a column of “d.csv” nor a file; did you mean “who”?"),
      Mistake(
        "--target y --ignore a,b,w,who",
        "“d.csv” has no column beside the target, and so nothing to learn from"),
    ])
  func mistakes(_ mistake: Mistake) async throws {
    try folder.write(Self.rows(mistake.weight), to: "d.csv")
    try folder.write("1\n2\n", to: "few.csv")
    try folder.write("1,2\n3,4\n", to: "two.csv")
    try folder.write("who\n" + (0..<39).map { "p\($0 / 4)\n" }.joined(), to: "short.csv")
    let before = try folder.names
    let fit = try await tool.shell("exec \"$0\" fit r.yaml --data d.csv --output m \(mistake.options)")
    #expect(fit.code == 1)
    #expect(fit.complaints == ["ensembles: " + mistake.sentence])
    #expect(try folder.names == before)
  }
}
