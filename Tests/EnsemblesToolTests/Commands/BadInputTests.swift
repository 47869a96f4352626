import Foundation
import Testing

@Suite("Bad input gets one sentence with the place, and leaves nothing behind")
struct BadInputTests {
  private let folder: TemporaryFolder
  private let tool: Tool

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    try folder.write(Fixtures.csv, to: "d.csv")
    try folder.write(Fixtures.exactRecipe, to: "r.yaml")
  }

  private func expect(
    _ outcome: Tool.Outcome, code: Int32 = 1, _ sentence: String, before: Set<String>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(outcome.code == code, sourceLocation: sourceLocation)
    #expect(outcome.complaints == ["ensembles: " + sentence], sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    #expect(try folder.names == before, sourceLocation: sourceLocation)
  }

  struct Case: CustomTestStringConvertible {
    var file: String
    var contents: Data?
    var sentence: String
    var target: String
    var testDescription: String { sentence }

    init(_ file: String, _ contents: Data?, _ sentence: String, target: String = "-1") {
      self.file = file
      self.contents = contents
      self.sentence = sentence
      self.target = target
    }

    init(_ file: String, _ text: String, _ sentence: String, target: String = "-1") {
      self.init(file, Data(text.utf8), sentence, target: target)
    }
  }

  private static let sound = Fixtures.npy(shape: [40, 3], Fixtures.rows.flatMap(\.self))

  private static func rows(_ row: Int, _ column: Int, _ number: Double) -> [[Double]] {
    var rows = Fixtures.rows
    rows[row][column] = number
    return rows
  }

  @Test(
    "Data",
    arguments: [
      Case("none.csv", nil, "cannot open “none.csv”: No such file or directory"),
      Case("none.npy", nil, "cannot open “none.npy”: No such file or directory"),
      Case(
        "data", "1,2\n",
        "“data” has no known extension; tables are files ending in .npy, .npz, .csv, .tsv or .txt"),
      Case("e.csv", "", "“e.csv”: the file is empty"),
      Case("e.npy", "", "“e.npy”: the file is empty"),
      Case("h.csv", "a,b\n", "“h.csv”: the file has no rows after its header"),
      Case(
        "short.npy", sound.dropLast(7),
        "“short.npy”, byte 1081: the file ends too early: 40×3 numbers of type <f8 need 960 bytes, "
          + "but 953 follow the header"),
      Case(
        "more.npy", Fixtures.npy(shape: [41, 3], Fixtures.rows.flatMap(\.self)),
        "“more.npy”, byte 1088: the file ends too early: 41×3 numbers of type <f8 need 984 bytes, "
          + "but 960 follow the header"),
      Case("cut.npy", sound.prefix(50), "“cut.npy”, byte 8: the header claims 118 bytes, but only 40 follow"),
      Case(
        "text.npy", "1,2\n3,4\n", "“text.npy”: this is no .npy file: it does not begin with the mark of one"),
      Case(
        "bare.csv", "1,2,3\n1,two,3\n",
        "“bare.csv”, line 2, column 2: “two” is not a number; learners take numbers alone: write one, put the step "
          + "“one-hot” before them, or leave the column out with “--ignore 1”", target: "2"),
      Case(
        "word.csv", "a,b,y\n1,2,3\n1,two,3\n",
        "“word.csv”, line 3, column 2 (“b”): “two” is not a number; learners take numbers alone: write one, put "
          + "the step “one-hot” before them, or leave the column out with “--ignore b”"),
      Case(
        "row.csv", "a,b,y\n1,2,3\n1,2\n", "“row.csv”, line 3: the row has 2 cells, but the first line has 3"),
      Case(
        "gap.csv", "a,b,y\n1,,3\n",
        "“gap.csv”, line 2, column 2 (“b”): the cell is empty, but should hold a number"),
      Case(
        "nan.csv", "a,b,y\n" + Fixtures.text(of: rows(3, 1, .nan)),
        "“nan.csv”: the features hold NaN in row 3 (counted from 0), column “b”, which not all that see it "
          + "accept; remove the row, or fill in a number as the step “impute” does"),
      Case(
        "inf.npy", Fixtures.npy(shape: [40, 3], rows(39, 2, -.infinity).flatMap(\.self)),
        "“inf.npy”: the features hold minus infinity in row 39 (counted from 0), column “2”, which not all that see "
          + "it accept; remove the row, or fill in a number as the step “impute” does", target: "0"),
      Case(
        "y.csv", "a,b,y\n" + Fixtures.text(of: rows(5, 2, .infinity)),
        "“y.csv”: the target holds infinity in row 5 (counted from 0); remove the row or fill in a number"
      ),
      Case(
        "few.csv", "a,y\n1,2\n3,4\n5,6\n",
        "3 rows cannot be cut into 5 folds, because every fold needs a row; use at most 3 folds"),
      Case("bare.npy", Fixtures.npy(shape: [3, 0], []), "“bare.npy” has no columns", target: "0"),
      Case(
        "lone.csv", "y\n1\n2\n", "“lone.csv” has no column beside the target, and so nothing to learn from"),
      Case(
        "c.csv", Fixtures.csv, "the target “yy” is neither a column of “c.csv” nor a file; did you mean “y”?",
        target: "yy"),
      Case(
        "c.csv", Fixtures.csv,
        "“c.csv” has no column 3; it has 3, numbered from 0 to 2, or from -1 for the last",
        target: "3"),
      Case(
        "c.npy", sound,
        "the target “y” is no file, and the columns of “c.npy” have no names; give the number of a column, counted "
          + "from 0", target: "y"),
      Case("c.csv", Fixtures.csv, "cannot open “y.npy”: No such file or directory", target: "y.npy"),
      Case(
        "s.csv", "a,b\n1,2\n",
        "“s.csv”, line 2, column 1 (“a”): “é\\u{1b}” is not a number; learners take numbers alone: "
          + "write one, put the step “one-hot” before them, or leave the column out with “--ignore a”"
      ),
    ].map { item in
      guard item.file == "s.csv" else { return item }
      return Case(item.file, "a,b\né\u{1B},2\n", item.sentence)
    })
  func data(_ item: Case) async throws {
    if let contents = item.contents { try folder.write(contents, to: item.file) }
    let before = try folder.names
    let fit = try await tool("fit", "r.yaml", "--data", item.file, "--target", item.target, "--output", "m")
    try expect(fit, item.sentence, before: before)
  }

  @Test("A folder in place of the data, and a pipe")
  func noFile() async throws {
    try folder.makeFolder("f.csv")
    let before = try folder.names
    let fit = try await tool("fit", "r.yaml", "--data", "f.csv", "--target", "y", "--output", "m")
    try expect(fit, "cannot open “f.csv”: it is a folder, not a file", before: before)
  }

  @Test("A shape whose product overflows")
  func overflow() async throws {
    let huge = Fixtures.npy(
      header: "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", data: Data())
    try folder.write(huge, to: "huge.npy")
    let before = try folder.names
    let fit = try await tool("fit", "r.yaml", "--data", "huge.npy", "--target", "0", "--output", "m")
    #expect(fit.code == 1)
    #expect(fit.complaints.count == 1)
    #expect(fit.error.hasPrefix("ensembles: “huge.npy”: the shape 4294967296×4294967296 "))
    #expect(try folder.names == before)
  }

  @Test("A target of another length than the data")
  func lengths() async throws {
    try folder.write("1\n2\n", to: "y.csv")
    let before = try folder.names
    let fit = try await tool("fit", "r.yaml", "--data", "d.csv", "--target", "./y.csv", "--output", "m")
    try expect(fit, "“d.csv” has 40 rows, but the target has 2 values", before: before)
  }

  @Test(
    "Recipes",
    arguments: [
      ("learners: rigde\n", "x.yaml:1:11: no learner is called “rigde”; did you mean “ridge”?"),
      ("lerners: ridge\n", "x.yaml:1:1: “lerners” is no key of a recipe; did you mean “learners”?"),
      (
        "learners:\n  - ridge: {penalty: -1}\n",
        "x.yaml:2:22: “penalty” of “ridge” must be a number of at least 0, but is -1"
      ),
      ("", "x.yaml: the recipe is empty"),
      ("a\0b", "x.yaml: the file is not text in UTF-8, and so is no recipe"),
      (
        "learners: ols\npropagate: [2]\nmeta: ols\n",
        "layer-1 propagates column 2, but its input has 2 columns, counted from 0"
      ),
      (
        "indexer: {grouped-fold: {folds: 2}}\nlearners: ols\n",
        "“grouped-fold” keeps groups together, but the data set has none; give it groups"
      ),
      (
        "learners: ols\ngroups: {indexer: {blend: {testSize: 0.5}}, learners: ols}\n",
        "the groups “group-1” and “group-2” of layer-1 predict different rows, which cannot stand side by side; give them "
          + "indexers that predict the same ones"
      ),
    ])
  func recipes(text: String, sentence: String) async throws {
    try folder.write(text, to: "x.yaml")
    let before = try folder.names
    let fit = try await tool("fit", "x.yaml", "--data", "d.csv", "--target", "y", "--output", "m")
    try expect(fit, sentence, before: before)
  }

  @Test("No recipe, a folder, an array and too much in its place")
  func noRecipe() async throws {
    try folder.makeFolder("folder")
    try folder.write(Self.sound, to: "d.npy")
    let before = try folder.names
    for (recipe, sentence) in [
      ("none.yaml", "cannot read the recipe “none.yaml”: No such file or directory"),
      ("folder", "cannot read the recipe “folder”: it is a folder, not a file"),
      ("d.npy", "d.npy: the file is not text in UTF-8, and so is no recipe"),
      ("/dev/zero", "/dev/zero: the file is larger than 1 MiB, and so is no recipe"),
    ] {
      let fit = try await tool("fit", recipe, "--data", "d.csv", "--target", "y", "--output", "m")
      try expect(fit, sentence, before: before)
    }
  }

  @Test("A place where no model can be written is found before the data is read")
  func output() async throws {
    try folder.write("", to: "file")
    let before = try folder.names
    for (output, sentence) in [
      ("none/m", "cannot write “none/m”: there is no folder “none”"),
      ("file", "cannot replace “file”: it is a file, not a folder"),
      ("/proc/m", "cannot write “/proc/m”: No such file or directory"),
    ] {
      let fit = try await tool("fit", "r.yaml", "--data", "none.csv", "--target", "y", "--output", output)
      try expect(fit, sentence, before: before)
    }
  }
}
